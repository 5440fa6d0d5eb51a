import { printable } from "../describe/printable.ts";

/** What XML 1.0 cannot hold, not even escaped, beside control characters. https://www.w3.org/TR/xml/#charsets */
const NO_CHARACTERS = /[\p{Surrogate}\uFFFE\uFFFF]/gu;

/** A text as XML can hold it: what is no character of XML is shown by its number. */
export function xmlText(text: string): string {
  return printable(text).replaceAll(NO_CHARACTERS, (character) => `\\u${character.charCodeAt(0).toString(16)}`);
}
