import { type ConversationDescription, readAll, readPointer } from "@bedrock-contract/validators";
import type { CachePoint } from "../generate/prompt-cache.ts";
import { hashOf, tokensOf } from "../generate/tokens.ts";

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
  /** What a guardrail evaluates. */
  readonly guarded: readonly string[];
  /** All texts of it, of which a guardrail may evaluate a part. */
  readonly characters: number;
}

/** Reads the prompt of a request by the places that its description names. */
export function readPrompt({ request: places }: ConversationDescription, body: unknown): Prompt {
  const blocks = places.prompt.flatMap((place) => readAll(body, place).map(({ value }) => value));
  const last = readAll(body, places.messages).at(-1)?.value;
  const lastBlocks = readAll(last, places.content).map(({ value }) => value);
  const texts = readAll(body, places.messages).flatMap(({ value }) =>
    readAll(value, places.content).flatMap((block) => textsOf(places, block.value)),
  );
  const guarded = blocks.map((block) => readPointer(block, places.guarded)).filter((text) => typeof text === "string");
  return {
    ...countTokens(places, blocks),
    question: lastBlocks.flatMap((block) => textsOf(places, block)).join("\n"),
    hasResult: lastBlocks.some((block) => readPointer(block, places.toolResult) !== undefined),
    guarded: guarded.length > 0 ? guarded : texts,
    characters: [...texts].reduce((sum, { length }) => sum + length, 0),
  };
}

function countTokens(
  places: ConversationDescription["request"],
  blocks: readonly unknown[],
): Pick<Prompt, "tokens" | "cachePoints"> {
  const cachePoints: CachePoint[] = [];
  let tokens = 0;
  let key = "";
  for (const block of blocks) {
    const texts = textsOf(places, block);
    tokens += texts.reduce((sum, text) => sum + tokensOf(text).length, 0);
    const mark = readPointer(block, places.cachePoint);
    if (mark === undefined) {
      key = `${hashOf([key, texts])}`;
    } else {
      const lifetime = readPointer(mark, places.cacheLifetime);
      cachePoints.push({ key, tokens, lifetime: typeof lifetime === "string" ? lifetime : undefined });
    }
  }
  return { tokens, cachePoints };
}

/** The texts of a block; what is not a string counts as it is written in JSON. */
function textsOf({ texts }: ConversationDescription["request"], block: unknown): readonly string[] {
  return texts
    .flatMap((place) => readAll(block, place))
    .map(({ value }) => (typeof value === "string" ? value : JSON.stringify(value)));
}
