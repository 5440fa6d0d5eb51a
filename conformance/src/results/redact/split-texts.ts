import type { Redact } from "./redact.ts";
import { REDACTED } from "./redacted.ts";

/**
 * The chunks of a stream without secrets that come in pieces: a target may stream what it was sent, a few letters a
 * chunk. Texts in the same place of each chunk are read as one; a piece alone would give nothing away, and stay.
 */
export function redactSplit(chunks: readonly unknown[], { find }: Redact): readonly unknown[] {
  if (find === undefined) {
    return chunks;
  }
  const replaced = new Map<string, string>();
  for (const pieces of piecesByPlace(chunks).values()) {
    const spans = find(pieces.map(({ text }) => text).join(""));
    let start = 0;
    for (const { text, key } of pieces) {
      const end = start + text.length;
      const own = spans.filter((span) => span.start < end && span.end > start && span.start < span.end);
      if (own.length > 0) {
        const inner = own.map((span) => [Math.max(0, span.start - start), Math.min(text.length, span.end - start)]);
        replaced.set(key, without(text, inner));
      }
      start = end;
    }
  }
  return replaced.size === 0
    ? chunks
    : chunks.map((chunk, index) => mapTexts(chunk, "", (text, place) => replaced.get(keyOf(index, place)) ?? text));
}

/**
 * A text without secrets that come in pieces, one JSON value a line, as server-sent events and others write them; as it
 * is, where there are none.
 */
export function redactSplitLines(text: string, redact: Redact): string {
  const lines = text.split("\n").map((line) => {
    const [, start = "", rest = ""] = /^((?:data:)?\s*)(.*)$/s.exec(line) ?? [];
    return { line, start, value: parsed(rest) };
  });
  const values = lines.map(({ value }) => value);
  const redacted = redactSplit(values, redact);
  return redacted === values
    ? text
    : lines
        .map(({ line, start, value }, index) =>
          value === undefined ? line : `${start}${JSON.stringify(redacted[index])}`,
        )
        .join("\n");
}

interface Piece {
  readonly key: string;
  readonly text: string;
}

function piecesByPlace(chunks: readonly unknown[]): ReadonlyMap<string, readonly Piece[]> {
  const places = new Map<string, Piece[]>();
  for (const [index, chunk] of chunks.entries()) {
    mapTexts(chunk, "", (text, place) => {
      const pieces = places.get(place) ?? [];
      pieces.push({ key: keyOf(index, place), text });
      places.set(place, pieces);
      return text;
    });
  }
  return places;
}

function keyOf(index: number, place: string): string {
  return `${index} ${place}`;
}

/** A copy of a JSON value with its strings changed. */
function mapTexts(value: unknown, place: string, change: (text: string, place: string) => string): unknown {
  if (typeof value === "string") {
    return change(value, place);
  }
  if (Array.isArray(value)) {
    return value.map((each, index) => mapTexts(each, `${place}/${index}`, change));
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(
        Object.entries(value).map(([name, member]) => [name, mapTexts(member, `${place}/${name}`, change)]),
      )
    : value;
}

function without(text: string, spans: readonly (readonly number[])[]): string {
  let result = "";
  let from = 0;
  for (const [start = 0, end = 0] of spans) {
    result += text.slice(from, start) + REDACTED;
    from = end;
  }
  return result + text.slice(from);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
