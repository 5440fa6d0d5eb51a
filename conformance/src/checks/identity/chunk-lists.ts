import type { BodyDescription, FormatStream, SseStreamDescription } from "@bedrock-contract/validators";
import type { KeyNames } from "@bedrock-contract/validators/pointer";
import { type Chunk, chunksOf, eventChunksOf } from "../../exchange/stream/chunks.ts";
import type { CheckContext } from "../check.ts";

/** A list that chunks add to, each element named by a number of its own. */
export interface ChunkList {
  /** The place of the elements in a chunk; empty where a chunk is about one. */
  readonly elements: string;
  /** The member that holds the number. */
  readonly key: string;
}

/** The lists of a stream. */
export interface ChunkLists {
  readonly choices: ChunkList | undefined;
  readonly toolCalls: ChunkList | undefined;
  /** For `valuesAt`. */
  readonly keyNames: KeyNames;
}

/** The lists of choices and of tool calls in the chunks of a format, as its rules of folding name them. */
export function chunkLists({ format, stream, sse }: Described): ChunkLists | undefined {
  const fold = (sse?.chunks ?? stream)?.fold;
  if (fold === undefined || format?.kind !== "text") {
    return undefined;
  }
  const lists = fold.flatMap(({ from, to = from, key }) => (key === undefined ? [] : [{ from, to, key }]));
  const listOf = (place: string | undefined): ChunkList | undefined => {
    const found = lists.find(({ to }) => `${to}/*` === place);
    return found && { elements: `${found.from}/*`, key: found.key };
  };
  const numbered = fold.find(({ to, index }) => index !== undefined && to?.startsWith(`${format.response.choices}/`));
  const whole = numbered?.index === undefined ? undefined : { elements: "", key: numbered.index.slice(1) };
  return {
    choices: listOf(format.response.choices) ?? whole,
    toolCalls: listOf(format.response.toolCalls),
    keyNames: Object.fromEntries(lists.map(({ from, key }) => [from, key])),
  };
}

interface Described {
  readonly format?: BodyDescription;
  readonly stream?: FormatStream;
  readonly sse?: SseStreamDescription;
}

/** The chunks of a stream, of frames or of events, that could be read; none where the response is not a stream. */
export function streamChunks({ answer: { stream, sse } }: CheckContext): readonly Chunk[] {
  return sse === undefined ? chunksOf(stream) : eventChunksOf(sse);
}
