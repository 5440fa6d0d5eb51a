import type { TextBodies } from "./format-description.ts";
import { hasValue, type PlacedValue, type Pointers, readAll, readPointer } from "./pointer.ts";

/** What a response can cite. */
export interface Source {
  readonly kind: string;
  /** The source itself, as the request has it. */
  readonly value: unknown;
  /** Whether it stands inside another block, such as the result of a tool. */
  readonly isInner: boolean;
  /** Whether the request lets it be cited. */
  readonly isCitable: boolean;
  /** Its text, where it is one. */
  readonly text: string | undefined;
  /** Its pieces, where it comes in pieces; a piece that is not a text is undefined. */
  readonly pieces: readonly (string | undefined)[] | undefined;
  /** Whether the request itself divides it into these. */
  readonly isDivided: boolean;
}

/** Where the sources of a request stand. */
export type SourcePlaces = TextBodies["request"]["sources"];

/** The sources of a request, in the order of its document; those of one kind are numbered from 0. */
export function sourcesOf(sources: SourcePlaces, request: unknown): readonly Source[] {
  return (sources ?? []).flatMap(({ kind, at, when = {}, ...places }) =>
    placesThat(at, request, fitting(when))
      .toSorted(inOrder)
      .map(({ value, keys }) => {
        const text = fits(value, places.textWhen ?? {}) ? readPointer(value, places.text) : undefined;
        return {
          kind,
          value,
          isInner: keys.length > Math.min(...[at].flat().map((place) => place.split("/*").length - 1)),
          isCitable: places.enabled === undefined || readPointer(value, places.enabled) === true,
          text: typeof text === "string" ? text : undefined,
          pieces: piecesOf(value, places),
          isDivided: Array.isArray(readPointer(value, ownerOf(places.pieces))),
        };
      }),
  );
}

/** The places of values that fit. Most requests have none: then no place is written. */
function placesThat(at: Pointers, request: unknown, isMeant: (value: unknown) => boolean): readonly PlacedValue[] {
  const isThere = [at].flat().some((place) => hasValue(request, place, isMeant));
  return isThere ? readAll(request, at).filter(({ value }) => isMeant(value)) : [];
}

/** A list of pieces, or a text in its place, which is one. */
function piecesOf(
  source: unknown,
  { pieces, pieceTexts = "" }: Pick<NonNullable<SourcePlaces>[number], "pieces" | "pieceTexts">,
): Source["pieces"] {
  if (pieces === undefined) return undefined;
  const whole = readPointer(source, ownerOf(pieces));
  if (typeof whole === "string") return [whole];
  const texts = new Map(readAll(source, pieceTexts).map(({ keys, value }) => [keys.at(-1), value] as const));
  const all = readAll(source, pieces).map(({ keys }) => texts.get(keys.at(-1)));
  return all.length === 0 ? undefined : all.map((text) => (typeof text === "string" ? text : undefined));
}

function ownerOf(place: string | undefined): string | undefined {
  return place?.slice(0, place.lastIndexOf("/"));
}

/** As `fits`, for many values. */
function fitting(when: Readonly<Record<string, unknown>>): (value: unknown) => boolean {
  const conditions = Object.entries(when);
  return (value) => conditions.every(([place, wanted]) => readPointer(value, place) === wanted);
}

function fits(value: unknown, when: Readonly<Record<string, unknown>>): boolean {
  return fitting(when)(value);
}

/**
 * Values in the order in which they stand, whichever pointer led to them: by the numbers of the elements on the way.
 */
export function inOrder({ keys: one }: Pick<PlacedValue, "keys">, { keys: other }: Pick<PlacedValue, "keys">): number {
  const at = one.findIndex((key, index) => key !== other[index]);
  return at === -1 ? one.length - other.length : Number(one[at]) - Number(other[at] ?? -1);
}
