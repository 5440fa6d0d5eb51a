import type { FormatStream } from "@bedrock-contract/validators";
import { readAll, readPointer } from "@bedrock-contract/validators/pointer";
import type { FollowsChunks } from "./read-chunks.ts";

/** Where the chunks of a stream say that its answer is over. */
export type StreamEndPlaces = Pick<FormatStream, "stopReason" | "fold"> & Partial<Pick<FormatStream, "metrics">>;

/** Where a guardrail says that it wrote the rest itself: then neither stop reason nor metrics come. */
const GUARDRAIL_ACTION = "/amazon-bedrock-guardrailAction";

/**
 * Follows the chunks of a stream to know whether its answer is whole: each choice that began has a stop reason, or the
 * service has sent its metrics, which come last, or a guardrail has stopped the model.
 */
export class StreamEnd implements FollowsChunks {
  readonly #places: StreamEndPlaces;
  readonly #begun: Set<unknown> = new Set();
  readonly #ended: Set<unknown> = new Set();
  #hasMetrics = false;
  #isGuarded = false;

  constructor(places: StreamEndPlaces) {
    this.#places = places;
  }

  /** Takes the next chunk. */
  see(chunk: unknown): void {
    this.#hasMetrics ||= readPointer(chunk, this.#places.metrics) !== undefined;
    this.#isGuarded ||= readPointer(chunk, GUARDRAIL_ACTION) === "INTERVENED";
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
    return this.#hasMetrics || this.#isGuarded || (this.#ended.size > 0 && this.#ended.size === this.#begun.size);
  }
}

interface Choice {
  readonly id: unknown;
  readonly stopReason: unknown;
}

/**
 * The choices of a chunk, each by the member that the fold rule of their list names, or by the number that the rule
 * leads to; one where a chunk tells of none.
 */
function choicesIn(chunk: unknown, { stopReason, fold }: StreamEndPlaces): readonly Choice[] {
  return [stopReason].flat().flatMap((place) => choicesAt(chunk, place, fold));
}

function choicesAt(chunk: unknown, place: string, fold: StreamEndPlaces["fold"]): readonly Choice[] {
  const star = place.indexOf("/*");
  if (star === -1) {
    const index = fold.find(({ from }) => from === place)?.index;
    return [{ id: readPointer(chunk, index) ?? 0, stopReason: readPointer(chunk, place) }];
  }
  const list = place.slice(0, star);
  const inChoice = place.slice(star + "/*".length);
  const key = fold.find(({ from, how }) => from === list && how === "index")?.key;
  return readAll(chunk, `${list}/*`).map(({ value, keys: [position] }) => ({
    id: readPointer(value, key === undefined ? undefined : `/${key}`) ?? Number(position),
    stopReason: readPointer(value, inChoice),
  }));
}
