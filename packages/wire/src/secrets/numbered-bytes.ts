import type { View } from "./decoded-views.ts";
import type { Span } from "./secret-finder.ts";

/** The characters that entries such as `"0":75,"1":119` write, and where in the text those stand. */
export interface NumberedBytes {
  readonly text: string;
  readonly spansOf: (span: Span) => readonly Span[];
}

/** As JSON writes an object of bytes, and others a map of them: each with its number. */
const ENTRY = /["']?\b(?<key>\d{1,5})["']?\s*(?::|=>|=)\s*(?<byte>0x[\da-f]{1,2}\b|\d{1,3}(?![\d.]))/gi;

const BETWEEN = /^[\s,;]*$/;

/** Fewer bytes are not a secret. */
const FEWEST = 6;

interface Entry extends Span {
  readonly key: number;
  readonly byte: number;
  /** Which entry of the text it is. */
  readonly place: number;
}

/** The bytes of each object or map in a text that has its bytes by their numbers, in the order of these. */
export function numberedBytes({ text, at }: View): readonly NumberedBytes[] {
  const groups: Entry[][] = [];
  let end = -1;
  for (const { 0: whole, index, groups: { key = "", byte = "" } = {} } of text.matchAll(ENTRY)) {
    const next = index + whole.length;
    const isNew = end === -1 || index - end > 16 || !BETWEEN.test(text.slice(end, index));
    const group = isNew ? [] : (groups.at(-1) ?? []);
    group.push({
      key: Number(key),
      byte: Number(byte),
      place: group.length,
      start: at(next - byte.length),
      end: at(next),
    });
    if (isNew) {
      groups.push(group);
    }
    end = next;
  }
  return groups.filter(({ length }) => length >= FEWEST).map(inOrder);
}

function inOrder(group: readonly Entry[]): NumberedBytes {
  const entries = group.toSorted((one, other) => one.key - other.key);
  return {
    text: entries.map(({ byte }) => String.fromCharCode(byte)).join(""),
    spansOf: ({ start, end }) => neighboursAsOne(entries.slice(start, end)),
  };
}

/** What stands side by side is one part of the text. */
function neighboursAsOne(entries: readonly Entry[]): readonly Span[] {
  const spans: Entry[] = [];
  for (const entry of entries) {
    const last = spans.at(-1);
    if (last !== undefined && entry.place === last.place + 1) {
      spans[spans.length - 1] = { ...entry, start: last.start };
    } else {
      spans.push(entry);
    }
  }
  return spans.map(({ start, end }) => ({ start, end }));
}
