import type { FormatStream } from "@bedrock-contract/validators";
import type { KeyNames } from "@bedrock-contract/validators/pointer";
import { valuesAt } from "../../meaning/values-at.ts";

/** Knows which chunks of a format are bound to their place. */
export class StreamPlaces {
  readonly #stream: FormatStream;
  readonly #keyNames: KeyNames;

  constructor(stream: FormatStream) {
    this.#stream = stream;
    this.#keyNames = Object.fromEntries(
      stream.fold.flatMap(({ from, key }) => (key === undefined ? [] : [[from, key]])),
    );
  }

  /** Whether a chunk says that something comes to its end: a choice, or the stream. */
  isEnding(chunk: unknown): boolean {
    return this.#hasMetrics(chunk) || this.#stops(chunk).length > 0;
  }

  /** Whether two neighbours may not change places: a choice goes on no more after its stop reason, nothing comes after the metrics. */
  isOrdered(one: unknown, other: unknown): boolean {
    const isStopped = this.#stops(other).some((choice) => this.#written(one).includes(choice));
    return this.#hasMetrics(one) || this.#hasMetrics(other) || isStopped;
  }

  #hasMetrics(chunk: unknown): boolean {
    return valuesAt(chunk, this.#stream.metrics).length > 0;
  }

  #stops(chunk: unknown): readonly string[] {
    return this.#choices(chunk, this.#stream.stopReason);
  }

  /** The choices to which a chunk adds something. */
  #written(chunk: unknown): readonly string[] {
    const added = this.#stream.fold.filter(({ how }) => how === "append" || how === "extend").map(({ from }) => from);
    return [this.#stream.text, ...added].flatMap((pointer) => this.#choices(chunk, pointer));
  }

  #choices(chunk: unknown, pointer: string): readonly string[] {
    const depth = this.#stream.stopReason.split("/").filter((name) => name === "*").length;
    return valuesAt(chunk, pointer, this.#keyNames)
      .filter(({ value }) => value !== "" && !(Array.isArray(value) && value.length === 0))
      .map(({ keys }) => keys.slice(0, depth).join("/"));
  }
}
