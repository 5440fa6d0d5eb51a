import { type FoldedValue, readPointer } from "@bedrock-contract/validators";
import { copyJson } from "./copy-json.ts";
import type { Filling, SizedChunk, Unit } from "./fill-chunks.ts";
import type { Piece } from "./pieces.ts";
import { isHolder, writeAt } from "./place.ts";
import { isText, pointerOf, type StoredChunk, type StoredSegment } from "./stored-stream.ts";

/** The chunks of an element: those with pieces of text as often as its text needs, the others once. */
export function segmentChunks(filling: Filling, { chunks }: StoredSegment): readonly SizedChunk[] {
  return runsOf(unitsOf(chunks)).flatMap((run) => {
    const [first] = run;
    return first?.piece === undefined
      ? run.flatMap((unit) => filling.whole(unit, { text: "", tokens: 0 }))
      : textChunks(filling, run, first.piece);
  });
}

function unitsOf(chunks: readonly StoredChunk[]): readonly Unit[] {
  const units: { head: StoredChunk; trailing: StoredChunk[]; piece: FoldedValue | undefined }[] = [];
  for (const chunk of chunks) {
    const last = units.at(-1);
    if (chunk.values.length === 0 && last !== undefined) {
      last.trailing.push(chunk);
    } else {
      units.push({ head: chunk, trailing: [], piece: chunk.values.find(isText) });
    }
  }
  return units;
}

/** Neighbours that add to the same text are one run; any other is a run of its own. */
function runsOf(units: readonly Unit[]): readonly (readonly Unit[])[] {
  const runs: Unit[][] = [];
  for (const unit of units) {
    const last = runs.at(-1);
    const place = unit.piece && pointerOf(unit.piece.to);
    const before = last?.[0]?.piece;
    if (last !== undefined && before !== undefined && pointerOf(before.to) === place) {
      last.push(unit);
    } else {
      runs.push([unit]);
    }
  }
  return runs;
}

/**
 * A text in pieces. Chunks that say something else, too, come once, at its beginning or its end; the others as often as
 * it takes.
 */
function textChunks(filling: Filling, run: readonly Unit[], place: FoldedValue): readonly SizedChunk[] {
  const pieces = filling.piecesAt(place);
  const isPlain = (unit: Unit): boolean => filling.saysMore(unit, run).length === 0;
  const first = run.findIndex(isPlain);
  const opening = first === -1 ? run.slice(0, -1) : run.slice(0, first);
  const ending = first === -1 ? run.slice(-1) : run.slice(run.findLastIndex(isPlain) + 1);
  const plain =
    first === -1 ? run.slice(0, 1).map((unit) => filling.plain(unit, run)) : run.slice(first).filter(isPlain);
  const count = Math.max(0, pieces.length - opening.length - ending.length);
  const units = [...opening, ...repeated(plain, { count, isEnd: ending.length === 0 }), ...ending];
  const left = pieces.slice(Math.max(0, units.length - 1));
  return units.flatMap((unit, index) =>
    filling.whole(unit, index === units.length - 1 ? joined(left) : (pieces[index] ?? joined([]))),
  );
}

/**
 * Units as often as a text needs them: the first ones in turn, the last one at the end. Their own numbers go on rising.
 */
function repeated(
  units: readonly Unit[],
  { count, isEnd }: { readonly count: number; readonly isEnd: boolean },
): readonly Unit[] {
  const [first, second] = units;
  const last = units.at(-1);
  if (first === undefined || last === undefined) {
    return [];
  }
  return Array.from({ length: count }, (_, index) => {
    const isLast = index === count - 1 && isEnd;
    const unit = isLast ? last : first;
    const trailing = isLast || second !== undefined ? unit.trailing : [];
    const step = second === undefined ? 0 : index;
    return numbered({ ...unit, trailing }, { from: first, to: second ?? first, step });
  });
}

/** A unit in which numbers that rise from one unit to the next have risen by some steps. */
function numbered(
  unit: Unit,
  { from, to, step }: { readonly from: Unit; readonly to: Unit; readonly step: number },
): Unit {
  const rising = numbersOf(from.head.chunk).filter(([pointer, value]) => {
    const isAdded = from.head.values.some((each) => pointerOf(each.from) === pointer);
    return !isAdded && readPointer(to.head.chunk, pointer) === value + 1;
  });
  const rise = (chunk: unknown): unknown => {
    const copy: unknown = copyJson(chunk);
    for (const [pointer, value] of numbersOf(copy)) {
      const known = rising.find(([other]) => nameOf(other) === nameOf(pointer));
      if (known !== undefined && value >= known[1]) {
        writeAt(copy, pointer, known[1] + step);
      }
    }
    return copy;
  };
  const risen = ({ chunk, values }: StoredChunk): StoredChunk => ({ chunk: rise(chunk), values });
  return rising.length === 0 ? unit : { ...unit, head: risen(unit.head), trailing: unit.trailing.map(risen) };
}

function nameOf(pointer: string): string {
  return pointer.slice(pointer.lastIndexOf("/"));
}

/** The numbers in a chunk, by their pointers. */
function numbersOf(value: unknown, pointer = ""): readonly (readonly [string, number])[] {
  if (typeof value === "number") {
    return [[pointer, value]];
  }
  return isHolder(value)
    ? Object.entries(value).flatMap(([name, member]) => numbersOf(member, `${pointer}/${name}`))
    : [];
}

function joined(pieces: readonly Piece[]): Piece {
  return {
    text: pieces.map(({ text }) => text).join(""),
    tokens: pieces.reduce((sum, { tokens }) => sum + tokens, 0),
  };
}
