import { readAll, readPointer, type TextFormat } from "@bedrock-contract/validators";
import { tokensOf } from "./tokens.ts";

/**
 * The tokens of the prompts of a request. A list of texts, or of lists of token ids, is several prompts; messages are
 * one.
 */
export function readPrompts(format: TextFormat, body: unknown): readonly (readonly string[])[] {
  const { request: places } = format;
  const prompt = readPointer(body, places.prompt);
  if (places.texts !== undefined) {
    return [textsOf(format, body).flatMap(({ text }) => tokensOf(text))];
  }
  if (places.turns !== undefined && typeof prompt === "string") {
    return [turnsOf(prompt, places.turns).flatMap((turn) => tokensOf(turn))];
  }
  const images = new Set(places.images === undefined ? [] : readAll(body, places.images).map(({ value }) => value));
  const isSeveral = Array.isArray(prompt) && prompt.every((each) => typeof each === "string" || Array.isArray(each));
  return (isSeveral && prompt.length > 0 ? prompt : [prompt]).map((each) => promptTokens(each, images));
}

/** Whether the text goes on where the prompt ends, as it does after a string that holds no conversation. */
export function isContinued({ request: { prompt, turns } }: TextFormat, body: unknown): boolean {
  const value = readPointer(body, prompt);
  const [first] = Array.isArray(value) ? value : [value];
  return turns === undefined && (typeof first !== "object" || Array.isArray(first));
}

/** Everything that the model reads of a request, text by text. */
export function promptTexts(format: TextFormat, body: unknown): readonly string[] {
  const texts = textsOf(format, body).map(({ text }) => text);
  return texts.length > 0 ? texts : readPrompts(format, body).map((tokens) => tokens.join(""));
}

/** How many tokens the prompts of a request have. */
export function promptTokenCount(format: TextFormat, body: unknown): number {
  return readPrompts(format, body).reduce((sum, tokens) => sum + tokens.length, 0);
}

/** The last thing that was said in a prompt. */
export function questionOf(format: TextFormat, body: unknown): string {
  const { request: places } = format;
  const prompt = readPointer(body, places.prompt);
  if (typeof prompt === "string") {
    const turns = places.turns === undefined ? [prompt] : turnsOf(prompt, places.turns);
    return turns.at(-1)?.trim() ?? "";
  }
  const last = `${places.prompt}/${Array.isArray(prompt) ? prompt.length - 1 : 0}/`;
  const texts = textsOf(format, body).filter(({ pointer }) => pointer.startsWith(last));
  return texts.length > 0 ? texts.map(({ text }) => text).join("\n") : JSON.stringify(prompt ?? "");
}

/** The texts that the format names, in the order in which they stand; what is not a string counts as JSON. */
function textsOf(
  { request: { texts = [] } }: TextFormat,
  body: unknown,
): readonly { readonly pointer: string; readonly text: string }[] {
  return texts
    .flatMap((place) => readAll(body, place))
    .filter(({ value }) => value !== null && !Array.isArray(value))
    .map(({ pointer, value }) => ({ pointer, text: typeof value === "string" ? value : JSON.stringify(value) }));
}

/** What was said in turn, without what says who speaks. */
function turnsOf(prompt: string, turns: string): readonly string[] {
  return prompt
    .split(new RegExp(turns, "u"))
    .map((turn) => turn.trim())
    .filter((turn) => turn !== "");
}

/** Every text in it counts, but for images; of token ids each is one. */
function promptTokens(value: unknown, images: ReadonlySet<unknown>): readonly string[] {
  if (typeof value === "string") {
    return images.has(value) ? [] : tokensOf(value);
  }
  if (typeof value === "number") {
    return [`<${value}>`];
  }
  return typeof value === "object" && value !== null
    ? Object.values(value).flatMap((each) => promptTokens(each, images))
    : [];
}
