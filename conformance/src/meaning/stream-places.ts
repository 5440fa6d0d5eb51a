import type { FormatStream } from "@bedrock-contract/validators";
import type { KeyNames, PlacedValue } from "@bedrock-contract/validators/pointer";
import { valuesAt } from "./values-at.ts";

/** Something that a chunk says of a choice. */
export interface ChoiceValue extends Pick<PlacedValue, "pointer" | "value"> {
  /** What names the choice; empty where a response has one. */
  readonly choice: string;
  /** Whether the chunk lacks the number of the choice, so that it may speak of all. */
  readonly isUnnumbered: boolean;
  /** The place of the format that led there. */
  readonly place: string;
}

/** Reads what the chunks of a format say of their choices, and in which order that has to come. */
export class StreamPlaces {
  readonly #stream: FormatStream;
  readonly #keyNames: KeyNames;
  /** How many `*` lead to a stop reason: as many keys name a choice. */
  readonly #depth: number;

  constructor(stream: FormatStream) {
    this.#stream = stream;
    this.#keyNames = Object.fromEntries(
      stream.fold.flatMap(({ from, key }) => (key === undefined ? [] : [[from, key]])),
    );
    this.#depth = Math.max(...[stream.stopReason].flat().map((place) => place.split("/*").length - 1));
  }

  /** The stop reasons of a chunk, empty strings included. */
  stops(chunk: unknown): readonly ChoiceValue[] {
    return this.#valuesAt(chunk, [this.#stream.stopReason].flat());
  }

  /** What the model writes in a chunk: texts and lists that chunks add to. */
  written(chunk: unknown): readonly ChoiceValue[] {
    const added = this.#stream.fold
      .filter(({ how }) => how === "append" || how === "parseJson")
      .map(({ from }) => from);
    return this.#valuesAt(chunk, [...new Set([this.#stream.text, added].flat())]);
  }

  /** Whether a chunk has the metrics of the invocation, after which nothing comes. */
  hasMetrics(chunk: unknown): boolean {
    return valuesAt(chunk, this.#stream.metrics).length > 0;
  }

  #valuesAt(chunk: unknown, places: readonly string[]): readonly ChoiceValue[] {
    return places.flatMap((place) =>
      valuesAt(chunk, place, this.#keyNames).map(({ pointer, keys, value }) => ({
        pointer,
        value,
        place,
        ...this.#choiceOf(chunk, place, keys),
      })),
    );
  }

  #choiceOf(chunk: unknown, place: string, keys: readonly string[]): Pick<ChoiceValue, "choice" | "isUnnumbered"> {
    if (keys.length >= this.#depth) {
      return { choice: keys.slice(0, this.#depth).join("/"), isUnnumbered: false };
    }
    const index = this.#stream.fold.find(({ from }) => from === place)?.index;
    const [told] = index === undefined ? [] : valuesAt(chunk, index);
    return { choice: String(told?.value ?? 0), isUnnumbered: index !== undefined && told === undefined };
  }
}

/** Whether the value adds nothing. */
export function isEmpty({ value }: ChoiceValue): boolean {
  return value === "" || (Array.isArray(value) && value.length === 0);
}
