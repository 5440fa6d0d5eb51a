import { inOrder, type PlacedValue, readAll, readPointer, type TextFormat } from "@bedrock-contract/validators";
import type { CachePoint } from "./prompt-cache.ts";
import { hashOf, tokensOf } from "./tokens.ts";

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

/** Whether the text goes on where the prompt ends, as it does after a string that no conversation holds or surrounds. */
export function isContinued({ request: { prompt, turns, ownTurns } }: TextFormat, body: unknown): boolean {
  const value = readPointer(body, prompt);
  const [first] = Array.isArray(value) ? value : [value];
  const isConversation = turns !== undefined || ownTurns !== undefined;
  return !isConversation && (typeof first !== "object" || Array.isArray(first));
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

/** The ends of the prefixes that a request marks for the cache, shortest first. */
export function cachePointsOf(format: TextFormat, body: unknown): readonly CachePoint[] {
  const { cacheMarks = [], cacheLifetime } = format.request;
  const marks = readAll(body, cacheMarks).filter(({ value }) => value !== null);
  const texts = marks.length === 0 ? [] : textsOf(format, body);
  return marks.toSorted(bySection([cacheMarks].flat())).map(({ pointer, keys, value }) => {
    const block = { pointer: pointer.slice(0, pointer.lastIndexOf("/")), keys };
    const prefix = texts.filter(
      (text) => text.pointer.startsWith(`${block.pointer}/`) || isBefore(text, block, format),
    );
    const lifetime = readPointer(value, cacheLifetime);
    return {
      key: String(hashOf(prefix.map(({ text }) => text))),
      tokens: prefix.reduce((sum, { text }) => sum + tokensOf(text).length, 0),
      lifetime: typeof lifetime === "string" ? lifetime : undefined,
    };
  });
}

/** A text of a request. */
interface PromptText extends Pick<PlacedValue, "pointer" | "keys"> {
  readonly text: string;
}

/** What was read of a body that is still answered: prompts may be megabytes, and are looked at more than once. */
const known = new WeakMap<object, { readonly format: TextFormat; readonly texts: readonly PromptText[] }>();

/** The texts that the format names, in the order in which a model reads them; what is not a string counts as JSON. */
function textsOf(format: TextFormat, body: unknown): readonly PromptText[] {
  const read = typeof body === "object" && body !== null ? known.get(body) : undefined;
  const texts = read?.format === format ? read.texts : readTexts(format, body);
  if (typeof body === "object" && body !== null) {
    known.set(body, { format, texts });
  }
  return texts;
}

function readTexts({ request: { texts = [], sources = [] } }: TextFormat, body: unknown): readonly PromptText[] {
  const cited = sources.flatMap(({ at, text, textWhen = {} }) =>
    text === undefined
      ? []
      : readAll(body, at)
          .filter(({ value }) => Object.entries(textWhen).every(([place, said]) => readPointer(value, place) === said))
          .flatMap(({ pointer, keys, value }) =>
            readAll(value, text).map((each) => ({ ...each, pointer: `${pointer}${each.pointer}`, keys })),
          ),
  );
  return [...texts.flatMap((place) => readAll(body, place)), ...cited]
    .filter(({ value }) => value !== null && !Array.isArray(value))
    .toSorted(bySection(texts))
    .map(({ pointer, keys, value }) => ({
      pointer,
      keys,
      text: typeof value === "string" ? value : (JSON.stringify(value) ?? ""),
    }));
}

/** The parts of a body come in the order of the places that name them, what stands in a part in its own. */
function bySection(places: readonly string[]) {
  const sections = [...new Set(places.map(sectionOf))];
  return (one: Pick<PlacedValue, "pointer" | "keys">, other: Pick<PlacedValue, "pointer" | "keys">): number =>
    sections.indexOf(sectionOf(one.pointer)) - sections.indexOf(sectionOf(other.pointer)) || inOrder(one, other);
}

function isBefore(text: PromptText, block: Pick<PlacedValue, "pointer" | "keys">, { request }: TextFormat): boolean {
  return bySection(request.texts ?? [])(text, block) < 0;
}

function sectionOf(pointer: string): string {
  return pointer.split("/")[1] ?? "";
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
