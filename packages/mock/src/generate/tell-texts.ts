import { readAll, readPointer, type TextFormat } from "@bedrock-contract/validators";
import { copyJson } from "./copy-json.ts";
import { deleteAt, writeAt } from "./place.ts";
import { tokensOf } from "./tokens.ts";

/** Tells the texts of an answer token by token, where the format does so: each token as the first that is stored there. */
export function tellTexts(answer: unknown, { response }: TextFormat): unknown {
  const { toldTexts: places } = response;
  for (const [index, at] of (places?.texts ?? []).entries()) {
    for (const { value: text, keys } of readAll(answer, at)) {
      const list = keys.reduce(
        (place, key) => place.replace("*", key),
        (places?.tokens[index] ?? "").replace(/\/\*$/, ""),
      );
      const [shape] = readAll(answer, `${list}/*`);
      if (places !== undefined && shape !== undefined && typeof text === "string") {
        writeAt(answer, list, toldTokens(text, shape.value, places));
      }
    }
  }
  return answer;
}

type ToldTexts = NonNullable<TextFormat["response"]["toldTexts"]>;

function toldTokens(text: string, shape: unknown, { token: place, start, end, marks }: ToldTexts): readonly unknown[] {
  let at = 0;
  return tokensOf(text).map((token) => {
    const told: unknown = copyJson(shape);
    writeAt(told, place, marked(token, marks));
    writeAt(told, start, at);
    at += token.length;
    writeAt(told, end, at);
    return told;
  });
}

function marked(token: string, marks: Readonly<Record<string, string>>): string {
  return [...token].map((character) => marks[character] ?? character).join("");
}

/** Says which limit ended a text, where the format does so and one did. */
export function tellLimit(answer: unknown, { response, stopReasons }: TextFormat, limit: number): void {
  const { reachedLimit, stopReason } = response;
  if (reachedLimit === undefined) {
    return;
  }
  for (const { value, keys } of readAll(answer, stopReason)) {
    const place = keys.reduce((pointer, key) => pointer.replace("*", key), reachedLimit);
    if (stopReasons[String(value)] === "limit" && Number.isFinite(limit)) {
      writeAt(answer, place, limit);
    } else if (readPointer(answer, place) !== undefined) {
      deleteAt(answer, place);
    }
  }
}
