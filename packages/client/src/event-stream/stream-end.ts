import { type FormatStream, readAll, readPointer } from "@bedrock-contract/validators";
import type { FollowsChunks } from "./read-chunks.ts";

/** Where the chunks of a stream say that its answer is over. */
export type StreamEndPlaces = Pick<FormatStream, "stopReason" | "fold"> & Partial<Pick<FormatStream, "metrics">>;

/**
 * Follows the chunks of a stream to know whether its answer is whole: each choice that began has a stop reason, or the service has sent its
 * metrics, which come last.
 */
export class StreamEnd implements FollowsChunks {
  readonly #places: StreamEndPlaces;
  readonly #begun: Set<unknown> = new Set();
  readonly #ended: Set<unknown> = new Set();
  #hasMetrics = false;

  constructor(places: StreamEndPlaces) {
    this.#places = places;
  }

  /** Takes the next chunk. */
  see(chunk: unknown): void {
    this.#hasMetrics ||= readPointer(chunk, this.#places.metrics) !== undefined;
    for (const { id, stopReason } of choicesIn(chunk, this.#places)) {
      this.#begun.add(id);
      // An empty text says as little as null.
      if (typeof stopReason === "string" && stopReason !== "") {
        this.#ended.add(id);
      }
    }
  }

  /** Whether nothing is missing so far. */
  get isWhole(): boolean {
    return this.#hasMetrics || (this.#ended.size > 0 && this.#ended.size === this.#begun.size);
  }
}

interface Choice {
  readonly id: unknown;
  readonly stopReason: unknown;
}

/** The choices of a chunk, each by the member that the fold rule of their list names; one where a chunk is no list of them. */
function choicesIn(chunk: unknown, { stopReason: place, fold }: StreamEndPlaces): readonly Choice[] {
  const star = place.indexOf("/*");
  if (star === -1) {
    return [{ id: 0, stopReason: readPointer(chunk, place) }];
  }
  const list = place.slice(0, star);
  const inChoice = place.slice(star + "/*".length);
  const key = fold.find(({ from, how }) => from === list && how === "index")?.key;
  return readAll(chunk, `${list}/*`).map(({ value, keys: [position] }) => ({
    id: readPointer(value, key === undefined ? undefined : `/${key}`) ?? Number(position),
    stopReason: readPointer(value, inChoice),
  }));
}
