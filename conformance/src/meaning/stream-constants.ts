import { type BodyDescription, type SseStreamDescription, streamOf } from "@bedrock-contract/validators";

/** What does not change in the chunks of a stream, each a place in a chunk. */
export interface StreamConstants {
  /** What documents say to be the same in each chunk. */
  readonly documented: readonly string[];
  /** What else is of the answer as a whole. */
  readonly expected: readonly string[];
}

/** Where chunks repeat what is of the answer as a whole. */
export function streamConstants({ format, sse }: Described): StreamConstants {
  if (sse?.items !== undefined) {
    const { whole, id, same = [] } = sse.items;
    return { documented: [`${whole}${id}`], expected: same.map((place) => `${whole}${place}`) };
  }
  const { id, same = [] } = streamOf(format) ?? {};
  return { documented: [...(id === undefined ? [] : [id]), ...(sse?.chunks?.same ?? [])], expected: same };
}

interface Described {
  readonly format?: BodyDescription;
  readonly sse?: SseStreamDescription;
}
