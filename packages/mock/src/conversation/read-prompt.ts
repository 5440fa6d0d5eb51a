import { type ConversationDescription, readPointer } from "@bedrock-contract/validators";
import { pointerKeys, readValues } from "@bedrock-contract/validators/pointer";
import type { CachePoint, Prefix } from "../generate/prompt-cache.ts";
import { hashOf, tokensOf } from "../generate/tokens.ts";
import type { Turns } from "../http/turns.ts";

/** A conversation as the model reads it. */
export interface Prompt {
  /** How many tokens it has. */
  readonly tokens: number;
  /** The last thing that was said. */
  readonly question: string;
  /** Whether the last message holds the result of a tool call. */
  readonly hasResult: boolean;
  /** The ends of its prefixes that are to be cached, shortest first. */
  readonly cachePoints: readonly CachePoint[];
}

type Places = ConversationDescription["request"];

/** How a prompt is read. */
export interface ReadPromptOptions {
  readonly turns: Turns;
  /** How many blocks before a mark may end a prefix that is cached already. */
  readonly cacheLookback: number;
}

/** Reads the prompt of a request by the places that its description names, and lets others have their turn meanwhile. */
export async function readPrompt(
  description: ConversationDescription,
  body: unknown,
  { turns, cacheLookback }: ReadPromptOptions,
): Promise<Prompt> {
  const { request: places } = description;
  const counted = await countTokens(places, body, { turns, cacheLookback });
  await turns.take();
  const said: string[] = [];
  for (const [index, block] of lastBlocks(places, body).entries()) {
    if (index > 0 && index % BLOCKS === 0) {
      await turns.take();
    }
    said.push(...textsOf(places, block));
  }
  return {
    ...counted,
    question: said.join("\n"),
    hasResult: lastBlocks(places, body).some((block) => readPointer(block, places.toolResult) !== undefined),
  };
}

/** The last thing that a request says. */
export function lastSaid({ request: places }: ConversationDescription, body: unknown): string {
  return lastBlocks(places, body)
    .flatMap((block) => textsOf(places, block))
    .join("\n");
}

/** What a guardrail looks at. */
export interface GuardedTexts {
  /** What it evaluates: the texts that are marked for it, or all. */
  readonly texts: readonly string[];
  /** The length of all texts, of which it may evaluate a part. */
  readonly characters: number;
}

/** The texts of a request that a guardrail looks at. */
export function guardedTexts({ request: places }: ConversationDescription, body: unknown): GuardedTexts {
  const texts = readValues(body, places.messages).flatMap((message) =>
    readValues(message, places.content).flatMap((block) => textsOf(places, block)),
  );
  const guarded = places.prompt
    .flatMap((place) => readValues(body, place))
    .map((block) => readPointer(block, places.guarded))
    .filter((text) => typeof text === "string");
  return {
    texts: guarded.length > 0 ? guarded : texts,
    characters: texts.reduce((sum, { length }) => sum + length, 0),
  };
}

function lastBlocks(places: Places, body: unknown): readonly unknown[] {
  return readValues(readValues(body, places.messages).at(-1), places.content);
}

/** How many blocks are read at once. */
const BLOCKS = 1_000;

async function countTokens(
  places: Places,
  body: unknown,
  { turns, cacheLookback }: ReadPromptOptions,
): Promise<Pick<Prompt, "tokens" | "cachePoints">> {
  const blocks = places.prompt.flatMap((place) => readValues(body, place));
  const isCached = blocks.some((block) => readPointer(block, places.cachePoint) !== undefined);
  const cachePoints: CachePoint[] = [];
  const prefixes: Prefix[] = [];
  let tokens = 0;
  let key = "";
  for (const [index, block] of blocks.entries()) {
    if (index > 0 && index % BLOCKS === 0) {
      await turns.take();
    }
    const texts = textsOf(places, block);
    tokens += texts.reduce((sum, text) => sum + tokensOf(text).length, 0);
    const mark = isCached ? readPointer(block, places.cachePoint) : undefined;
    if (mark !== undefined) {
      const lifetime = readPointer(mark, places.cacheLifetime);
      const earlier = cacheLookback === 0 ? [] : prefixes.slice(-cacheLookback - 1);
      cachePoints.push({ key, tokens, earlier, lifetime: typeof lifetime === "string" ? lifetime : undefined });
    } else if (isCached) {
      key = `${hashOf([key, texts])}`;
      prefixes.push({ key, tokens });
    }
  }
  return { tokens, cachePoints };
}

/** The texts of a block; what is not a string counts as it is written in JSON. */
function textsOf({ texts }: Places, block: unknown): readonly string[] {
  const found: string[] = [];
  for (const [member, places] of placesByMember(texts)) {
    if (Object.hasOwn(Object(block), member)) {
      for (const value of places.flatMap((place) => readValues(block, place))) {
        found.push(typeof value === "string" ? value : JSON.stringify(value));
      }
    }
  }
  return found;
}

/** A block has one of the members that lead to texts, and there may be a million blocks. */
function placesByMember(texts: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const known = byMember.get(texts);
  if (known !== undefined) {
    return known;
  }
  const groups = new Map<string, readonly string[]>();
  for (const place of texts) {
    const [member = ""] = pointerKeys(place);
    groups.set(member, [...(groups.get(member) ?? []), place]);
  }
  byMember.set(texts, groups);
  return groups;
}

const byMember = new WeakMap<readonly string[], ReadonlyMap<string, readonly string[]>>();
