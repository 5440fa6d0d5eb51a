import { inOrder, type PlacedValue, readAll, readPointer, type TextFormat } from "@bedrock-contract/validators";
import { hasValue, readInOrder } from "@bedrock-contract/validators/pointer";
import type { Turns } from "../http/turns.ts";
import type { CachePoint, Prefix } from "./prompt-cache.ts";
import { hashOf, tokensOf } from "./tokens.ts";

/**
 * The tokens of the prompts of a request. A list of texts, or of lists of token ids, is several prompts; messages are
 * one.
 */
export function readPrompts(format: TextFormat, body: unknown): readonly (readonly string[])[] {
  return readOnce(format, body).prompts;
}

/** Reads what a body says before anything asks for it, and lets other requests have their turn meanwhile. */
export async function readAhead(format: TextFormat, body: unknown, turns: Turns): Promise<void> {
  if (typeof body === "object" && body !== null) {
    const steps = readInSteps(format, body);
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.done) {
        known.set(body, step.value);
        return;
      }
      await turns.take();
    }
  }
}

/** Forgets what was read of a body that is answered: the tokens of a long one take many times its own memory. */
export function forgetPrompts(body: unknown): void {
  if (typeof body === "object" && body !== null) {
    known.delete(body);
  }
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
  const { texts, prompts } = readOnce(format, body);
  return texts.length > 0 ? texts.map(({ text }) => text) : prompts.map((tokens) => tokens.join(""));
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
  const texts = readOnce(format, body).texts.filter(({ pointer }) => pointer.startsWith(last));
  return texts.length > 0 ? texts.map(({ text }) => text).join("\n") : JSON.stringify(prompt ?? "");
}

/** The ends of the prefixes that a request marks for the cache, shortest first. */
export function cachePointsOf(format: TextFormat, body: unknown): readonly CachePoint[] {
  const { cacheMarks = [], cacheLookback = 0, cacheLifetime } = format.request;
  const places = [cacheMarks].flat();
  if (!places.some((place) => hasValue(body, place, (value) => value !== null))) {
    return [];
  }
  const marks = readAll(body, places).filter(({ value }) => value !== null);
  const { texts } = readOnce(format, body);
  const prefixes = prefixesOf(texts);
  return marks.toSorted(bySection(places)).map(({ pointer, keys, value }) => {
    const block = { pointer: pointer.slice(0, pointer.lastIndexOf("/")), keys };
    const end = texts.findLastIndex(
      (text) => text.pointer.startsWith(`${block.pointer}/`) || isBefore(text, block, format),
    );
    const { key, tokens } = prefixes[end] ?? NO_PREFIX;
    const lifetime = readPointer(value, cacheLifetime);
    return {
      key,
      tokens,
      earlier: cacheLookback === 0 ? [] : lastBlocks(prefixes.slice(0, end + 1), cacheLookback + 1),
      lifetime: typeof lifetime === "string" ? lifetime : undefined,
    };
  });
}

/** A prefix that ends with a text, and the block that holds the text. */
interface TextPrefix extends Prefix {
  readonly block: string;
}

const NO_PREFIX: Prefix = { key: "", tokens: 0 };

function prefixesOf(texts: readonly PromptText[]): readonly TextPrefix[] {
  let { key, tokens } = NO_PREFIX;
  return texts.map(({ text, pointer, keys }) => {
    key = String(hashOf([key, text]));
    tokens += tokensOf(text).length;
    return { key, tokens, block: [sectionOf(pointer), ...keys.slice(0, BLOCK_KEYS)].join("/") };
  });
}

/** A message and a block of it: what stands in a block is of that block. */
const BLOCK_KEYS = 2;

/** The prefixes that end in the last blocks, `count` blocks at most. */
function lastBlocks(prefixes: readonly TextPrefix[], count: number): readonly TextPrefix[] {
  const blocks = new Set<string>();
  const start = prefixes.findLastIndex(({ block }) => blocks.add(block).size > count);
  return prefixes.slice(start + 1);
}

/** A text of a request. */
interface PromptText extends Pick<PlacedValue, "pointer" | "keys"> {
  readonly text: string;
}

/** What a body says. */
interface ReadBody {
  /** The places by which it was read. */
  readonly places: TextFormat["request"]["texts"];
  /** The texts that the format names, in the order in which a model reads them. */
  readonly texts: readonly PromptText[];
  /** The tokens of its prompts. */
  readonly prompts: readonly (readonly string[])[];
}

/** What was read of a body that is still answered: prompts may be megabytes, and are looked at more than once. */
const known = new WeakMap<object, ReadBody>();

function readOnce(format: TextFormat, body: unknown): ReadBody {
  const read = typeof body === "object" && body !== null ? known.get(body) : undefined;
  if (read !== undefined && read.places === format.request.texts) {
    return read;
  }
  const steps = readInSteps(format, body);
  let step = steps.next();
  while (!step.done) {
    step = steps.next();
  }
  if (typeof body === "object" && body !== null) {
    known.set(body, step.value);
  }
  return step.value;
}

/** The steps in which a body is read; others may have their turn between two of them. */
type Steps<T> = Generator<undefined, T>;

/** How many texts are read in one step. */
const TEXTS = 1_000;

function* readInSteps(format: TextFormat, body: unknown): Steps<ReadBody> {
  const { request: places } = format;
  const texts = yield* readTexts(places, body);
  const prompts = yield* readTokens(places, body, texts);
  return { places: places.texts, texts, prompts };
}

function* readTokens(places: Places, body: unknown, texts: readonly PromptText[]): Steps<ReadBody["prompts"]> {
  const prompt = readPointer(body, places.prompt);
  if (places.texts !== undefined) {
    return [yield* tokensIn(texts.map(({ text }) => text))];
  }
  if (places.turns !== undefined && typeof prompt === "string") {
    return [yield* tokensIn(turnsOf(prompt, places.turns))];
  }
  const images = new Set(places.images === undefined ? [] : readAll(body, places.images).map(({ value }) => value));
  const isSeveral = Array.isArray(prompt) && prompt.every((each) => typeof each === "string" || Array.isArray(each));
  const prompts: string[][] = [];
  for (const each of isSeveral && prompt.length > 0 ? prompt : [prompt]) {
    prompts.push(yield* tokensIn([each], images));
    if (prompts.length % TEXTS === 0) {
      yield;
    }
  }
  return prompts;
}

/** The tokens of every text in some values, but for images; of token ids each is one. */
function* tokensIn(values: readonly unknown[], images?: ReadonlySet<unknown>): Steps<string[]> {
  const tokens: string[] = [];
  const left = values.toReversed();
  for (let count = 1; left.length > 0; count += 1) {
    const value = left.pop();
    if (typeof value === "number") {
      tokens.push(`<${value}>`);
    } else if (typeof value === "string" && images?.has(value) !== true) {
      for (const token of tokensOf(value)) {
        tokens.push(token);
      }
    } else if (typeof value === "object" && value !== null) {
      for (const each of Object.values(value).reverse()) {
        left.push(each);
      }
    }
    if (count % TEXTS === 0) {
      yield;
    }
  }
  return tokens;
}

type Places = TextFormat["request"];

/** The texts that the format names, in the order in which a model reads them; what is not a string counts as JSON. */
function* readTexts({ texts = [], sources = [] }: Places, body: unknown): Steps<readonly PromptText[]> {
  const { cited, sections } = placesOf(texts, sources);
  /** What a source holds is a text under conditions. */
  const isText = (pointer: string): boolean =>
    cited.every(({ text, textWhen }) => {
      const source = pointer.endsWith(text) ? readPointer(body, pointer.slice(0, -text.length)) : undefined;
      return (
        source === undefined || Object.entries(textWhen).every(([place, said]) => readPointer(source, place) === said)
      );
    });
  const found: PromptText[] = [];
  let count = 0;
  for (const places of sections) {
    for (const values of readInOrder(body, places)) {
      for (const { pointer, keys, value } of values) {
        if (value !== null && !Array.isArray(value) && isText(pointer)) {
          found.push({ pointer, keys, text: typeof value === "string" ? value : (JSON.stringify(value) ?? "") });
        }
      }
      count += 1;
      if (count % TEXTS === 0) {
        yield;
      }
    }
  }
  return found;
}

/** Where the texts of a format stand. */
interface TextPlaces {
  /** The texts of its sources. */
  readonly cited: readonly {
    readonly place: string;
    readonly text: string;
    readonly textWhen: Readonly<Record<string, unknown>>;
  }[];
  /** The places of all texts, by the part of a body that they stand in. */
  readonly sections: readonly (readonly string[])[];
}

function placesOf(texts: readonly string[], sources: NonNullable<Places["sources"]>): TextPlaces {
  const found = textPlaces.get(texts);
  if (found !== undefined) {
    return found;
  }
  const cited = sources.flatMap(({ at, text, textWhen = {} }) =>
    text === undefined ? [] : [at].flat().map((source) => ({ place: `${source}${text}`, text, textWhen })),
  );
  const all = [...texts, ...cited.map(({ place }) => place)];
  const sections = [...new Set(texts.map(sectionOf))].map((section) =>
    all.filter((place) => sectionOf(place) === section),
  );
  const told = { cited, sections };
  textPlaces.set(texts, told);
  return told;
}

/** The places of a format, by its list of texts. */
const textPlaces = new WeakMap<readonly string[], TextPlaces>();

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
