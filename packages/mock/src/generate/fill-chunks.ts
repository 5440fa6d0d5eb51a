import { isDeepStrictEqual } from "node:util";
import { type FoldedValue, type FormatStream, readPointer, type TextFormat } from "@bedrock-contract/validators";
import { copyJson } from "./copy-json.ts";
import { type Piece, piecesOf } from "./pieces.ts";
import { deleteAt, isHolder, writeAt } from "./place.ts";
import type { AnswerPlan } from "./plan.ts";
import { isText, pointerOf, type StoredChunk, type StoredStream } from "./stored-stream.ts";

/** A chunk, and how many tokens it adds. */
export interface SizedChunk {
  readonly chunk: unknown;
  readonly tokens: number;
}

/** What a stream is made from. */
export interface Unfolding {
  readonly plan: AnswerPlan;
  readonly format: TextFormat & { readonly stream: FormatStream };
  readonly body: unknown;
  /** The whole answer, to which the chunks fold. */
  readonly answer: unknown;
}

/** A chunk of an element, with those after it that add nothing. */
export interface Unit {
  readonly head: StoredChunk;
  readonly trailing: readonly StoredChunk[];
  /** What it adds to a text. */
  readonly piece: FoldedValue | undefined;
}

/** Fills copies of stored chunks with what the answer has in the place of the stored one. */
export class Filling {
  readonly #unfolding: Unfolding;
  readonly #stored: StoredStream;
  readonly #element: { readonly from: number | undefined; readonly to: number | undefined } | undefined;

  constructor(
    unfolding: Unfolding,
    stored: StoredStream,
    element?: { readonly from: number | undefined; readonly to: number | undefined },
  ) {
    this.#unfolding = unfolding;
    this.#stored = stored;
    this.#element = element;
  }

  /** The text in the answer that pieces at a place make up. */
  textAt({ to, how }: FoldedValue): string {
    const value = readPointer(this.#unfolding.answer, this.#target(to));
    return how === "parseJson" && typeof value !== "string" ? (JSON.stringify(value) ?? "") : String(value ?? "");
  }

  /** The pieces in which a text comes. */
  piecesAt(place: FoldedValue): readonly Piece[] {
    return piecesOf(this.textAt(place), this.#unfolding.plan.pieces);
  }

  /** A copy of a chunk; of its pieces of text it has the given one. */
  fill({ chunk, values }: StoredChunk, piece?: string): unknown {
    const copy: unknown = copyJson(chunk);
    for (const value of values) {
      const from = pointerOf(value.from);
      if (isText(value)) {
        writeAt(copy, from, piece ?? "");
      } else if (this.#isFinal(value)) {
        const target = readPointer(this.#unfolding.answer, this.#target(value.to));
        if (target !== undefined) {
          writeAt(copy, from, copyJson(target));
        } else if (this.#isInside(value)) {
          deleteAt(copy, from);
        }
      }
    }
    this.#number(copy);
    return copy;
  }

  /** The chunks of a unit; the first has a piece of text. */
  whole({ head, trailing }: Unit, { text, tokens }: Piece): readonly SizedChunk[] {
    return [
      { chunk: this.fill(head, text), tokens },
      ...trailing.map((chunk) => ({ chunk: this.fill(chunk), tokens: 0 })),
    ];
  }

  /**
   * What a unit says that the whole response has, besides a piece of text, and that not every unit of its run says; of
   * a run of one unit, that no other chunk says.
   */
  saysMore({ head: { values, chunk } }: Unit, run: readonly Unit[]): readonly FoldedValue[] {
    const { opening, segments, ending } = this.#stored;
    const others = [...opening, ...segments.flatMap(({ chunks }) => chunks), ...ending].filter(
      (other) => other.chunk !== chunk,
    );
    const says = (stored: StoredChunk, value: FoldedValue): boolean =>
      stored.values.some((other) => isSame(other, value));
    const isSaidByAll = (value: FoldedValue): boolean =>
      run.length > 1 ? run.every(({ head }) => says(head, value)) : others.some((other) => says(other, value));
    // The number of the element says what the text belongs to.
    const isNumber = ({ value }: FoldedValue): boolean => value === this.#element?.from;
    return values.filter(
      (value) =>
        !isText(value) && value.value !== null && this.#isFinal(value) && !isSaidByAll(value) && !isNumber(value),
    );
  }

  /** A unit that only adds to a text, made of one that says more. */
  plain(unit: Unit, run: readonly Unit[]): Unit {
    const more = this.saysMore(unit, run);
    const chunk: unknown = copyJson(unit.head.chunk);
    for (const { from } of more) {
      deleteAt(chunk, pointerOf(from));
    }
    return {
      ...unit,
      trailing: [],
      head: { chunk, values: unit.head.values.filter((value) => !more.includes(value)) },
    };
  }

  /** Whether a value is a part of something in the element that is filled, which the answer has without it. */
  #isInside({ to }: FoldedValue): boolean {
    const at = to.findLastIndex((step) => typeof step === "number");
    const isDeep = this.#element?.to !== undefined && at > to.findIndex((step) => typeof step === "number");
    return isDeep && isHolder(readPointer(this.#unfolding.answer, this.#target(to.slice(0, at + 1))));
  }

  #isFinal(folded: FoldedValue): boolean {
    const { value, to } = folded;
    const known = finals.get(folded) ?? isDeepStrictEqual(value, readPointer(this.#stored.whole, pointerOf(to)));
    finals.set(folded, known);
    return known;
  }

  /** The place in the answer for one in the stored response: that of the element that is filled. */
  #target(to: FoldedValue["to"]): string {
    const at = to.findIndex((step) => typeof step === "number");
    const element = this.#element?.to;
    return pointerOf(element === undefined || at === -1 ? to : to.with(at, element));
  }

  /** Where rules read the number of an element, the chunk has that of the element that is filled. */
  #number(chunk: unknown): void {
    const { from, to } = this.#element ?? {};
    if (to === undefined || to === from) {
      return;
    }
    for (const pointer of new Set(this.#unfolding.format.stream.fold.flatMap(({ index }) => index ?? []))) {
      if (readPointer(chunk, pointer) === from) {
        writeAt(chunk, pointer, to);
      }
    }
  }
}

/** Whether the value of a stored chunk stands in the whole response: told once for each. */
const finals = new WeakMap<FoldedValue, boolean>();

function isSame(one: FoldedValue, other: FoldedValue): boolean {
  return pointerOf(one.to) === pointerOf(other.to) && isDeepStrictEqual(one.value, other.value);
}
