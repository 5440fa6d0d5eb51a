import { readAll, readPointer } from "@bedrock-contract/validators";
import type { TextMeaning } from "../../meaning/meaning.ts";
import type { Difference } from "../../result.ts";
import { type Check, verdictOf } from "../check.ts";
import { formatDocument } from "./documents.ts";
import { semanticCheck } from "./semantic-check.ts";

/** Clients mark tokens in a text by where they stand. */
export const toldTexts: Check = semanticCheck({
  id: "told-texts",
  kinds: ["text"],
  level: "MUST",
  rule: "If a text is listed token by token, each token begins where the one before it ends, from the first character to the last.",
  document: formatDocument("response.toldTexts"),
  judge: (meaning) => {
    const told = toldIn(meaning);
    return verdictOf(told.flatMap(differenceIn), { applies: told.length > 0 });
  },
});

/** A text, and where its tokens stand in it. */
interface ToldText {
  readonly text: string;
  /** The place of the tokens. */
  readonly list: string;
  readonly ranges: readonly { readonly pointer: string; readonly start: unknown; readonly end: unknown }[];
}

function toldIn({ format, response }: TextMeaning): readonly ToldText[] {
  const { toldTexts: places } = format.response;
  return (places?.texts ?? []).flatMap((at, index) =>
    readAll(response, at).flatMap(({ value: text, keys }) => {
      const tokens = keys.reduce((place, key) => place.replace("*", key), places?.tokens[index] ?? "");
      const list = tokens.replace(/\/\*$/, "");
      const ranges = readAll(response, tokens).map(({ pointer, value }) => ({
        pointer,
        start: readPointer(value, places?.start),
        end: readPointer(value, places?.end),
      }));
      return typeof text === "string" && Array.isArray(readPointer(response, list)) ? [{ text, list, ranges }] : [];
    }),
  );
}

/** A token that does not say where it stands is the matter of the schema. */
function differenceIn({ text, list, ranges }: ToldText): readonly Difference[] {
  const found = ranges
    .map(({ pointer, start }, index) => ({ pointer, start, before: index === 0 ? 0 : ranges[index - 1]?.end }))
    .find(({ start, before }) => typeof start === "number" && typeof before === "number" && start !== before);
  if (found !== undefined) {
    const message = "the token does not begin where the one before it ends";
    return [{ pointer: found.pointer, message, expected: String(found.before), received: String(found.start) }];
  }
  const end = ranges.length === 0 ? 0 : ranges.at(-1)?.end;
  // Whether a server counts characters or the halves of rare ones is not documented.
  const lengths: readonly unknown[] = [text.length, [...text].length];
  const message = "the tokens do not end where the text does";
  return typeof end === "number" && !lengths.includes(end)
    ? [{ pointer: list, message, expected: String(text.length), received: String(end) }]
    : [];
}
