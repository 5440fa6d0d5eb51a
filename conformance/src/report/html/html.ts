import { printable } from "@bedrock-contract/wire";

/** A piece of HTML, as opposed to a text that is yet to be escaped. */
export class Html {
  readonly markup: string;

  constructor(markup: string) {
    this.markup = markup;
  }
}

/** What a template takes: texts are escaped, pieces of HTML are not, what is absent is left out. */
export type HtmlValue = string | number | Html | undefined | false | readonly HtmlValue[];

/** Makes HTML from a template. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return new Html(strings.map((text, index) => `${index === 0 ? "" : markupOf(values[index - 1])}${text}`).join(""));
}

/** A symbol for eyes, beside which words stand. */
export function symbolMarkup(symbol: string): Html {
  return html`<span aria-hidden="true">${symbol}</span>`;
}

/** Words for those who listen to the page. */
export function spokenMarkup(words: string): Html {
  return html`<span class="visually-hidden">${words}</span>`;
}

/** An entry of a list of facts. */
export function factMarkup(name: string, value: HtmlValue): Html {
  return html`<div><dt>${name}</dt><dd>${value}</dd></div>`;
}

/** Takes a text as HTML. */
export function trusted(markup: string): Html {
  return new Html(markup);
}

function markupOf(value: HtmlValue): string {
  if (value === undefined || value === false) {
    return "";
  }
  if (value instanceof Html) {
    return value.markup;
  }
  return Array.isArray(value) ? value.map(markupOf).join("") : escaped(String(value));
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return printable(text).replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
