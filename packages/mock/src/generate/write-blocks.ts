import { readAll, readPointer } from "@bedrock-contract/validators";
import { copyJson } from "./copy-json.ts";
import { isHolder, parentOf, writeAt } from "./place.ts";
import { type PlannedReasoning, reasoningText } from "./reasoning.ts";
import type { MessagePart } from "./write-message.ts";

/**
 * Writes the reasoning of a choice as the first of its blocks, or none; a text that the limit left empty goes away.
 * Only where requests of the format can ask for reasoning, and where it is a block.
 */
export function writeReasoning(part: MessagePart, reasoning: PlannedReasoning | undefined): void {
  const { answer, format, templates } = part;
  const { reasoning: place = "", reasoningSignature = "", text, choices = "" } = format.response;
  const { list, suffix } = blockPlace(place);
  if (format.request.reasoning === undefined && reasoning === undefined) {
    return;
  }
  const member = memberPlace(part);
  if (reasoning !== undefined && member !== undefined) {
    writeAt(answer, `${part.owner}${member.slice(choices.length)}`, reasoningText(reasoning));
  }
  if (list === undefined || member !== undefined) {
    return;
  }
  const isReasoning = (block: unknown): boolean => readPointer(block, suffix) !== undefined;
  const own = readPointer(answer, list);
  const others = (Array.isArray(own) ? own : []).filter((block) => !isReasoning(block));
  if (reasoning === undefined) {
    writeAt(answer, list, others);
    return;
  }
  const stored = [answer, ...templates.map((each) => each.answer)].flatMap((each) => readAll(each, `${list}/*`));
  const block: unknown = copyJson(stored.find(({ value }) => isReasoning(value))?.value ?? {});
  writeAt(block, suffix, reasoningText(reasoning));
  if (reasoning.signature !== undefined && reasoningSignature !== "") {
    writeAt(block, blockPlace(reasoningSignature).suffix, reasoning.signature);
  }
  const isEmpty = (each: unknown): boolean => readPointer(each, blockPlace(text).suffix) === "";
  writeAt(answer, list, [block, ...others.filter((each) => !isEmpty(each))]);
}

/**
 * Where reasoning is a member beside the text: of two such members the one that a stored answer has. Undefined where
 * the format has no place for it.
 */
export function memberPlace({ format, templates }: Pick<MessagePart, "format" | "templates">): string | undefined {
  const { reasoning, reasoningContent, choices = "" } = format.response;
  const places = [reasoningContent, reasoning]
    .filter((place) => place !== undefined)
    .filter((place) => !place.slice(choices.length).includes("/*"));
  const isStored = (place: string): boolean => templates.some(({ answer }) => readAll(answer, place).length > 0);
  return places.find(isStored) ?? places[0];
}

/** Writes the citation of a text beside it, or none. */
export function writeCitation({ answer, format }: MessagePart, citation: unknown): void {
  const { citations, text } = format.response;
  if (citations === undefined) {
    return;
  }
  const { list, suffix } = blockPlace(parentOf(citations));
  for (const { value: block } of readAll(answer, `${list}/*`)) {
    const isText = typeof readPointer(block, blockPlace(text).suffix) === "string";
    if (isText && citation !== undefined) {
      writeAt(block, suffix, [citation]);
    } else if (isHolder(block) && readPointer(block, suffix) !== undefined) {
      Reflect.deleteProperty(block, suffix.slice(1));
    }
  }
}

/** The list that a place goes through, and what follows in the element. */
function blockPlace(place: string): { readonly list: string | undefined; readonly suffix: string } {
  const star = place.indexOf("/*");
  return { list: star === -1 ? undefined : place.slice(0, star), suffix: place.slice(star + "/*".length) };
}
