import { readPointer, type Source, sourcesOf, type TextBodies } from "@bedrock-contract/validators";
import { writeAt } from "./place.ts";

/** Where a request has sources, and a citation says what it cites. */
export interface CitationRequest {
  readonly sources: TextBodies["request"]["sources"];
  readonly citationPlaces: TextBodies["response"]["citationPlaces"];
}

type Places = NonNullable<CitationRequest["citationPlaces"]>[number];

/**
 * The citation that a response has: of the beginning of the first source that the request lets it cite; undefined where
 * there is none.
 */
export function citeSource({ sources, citationPlaces = [] }: CitationRequest, body: unknown): unknown {
  const all = sourcesOf(sources, body);
  const source = all.find((each) => each.isCitable && passageOf(each, unitOf(each)).words !== "");
  const places = citationPlaces.find(({ kind, unit }) => kind === source?.kind && unit === unitOf(source));
  if (source === undefined || places === undefined) {
    return undefined;
  }
  const index = all.filter(({ kind }) => kind === source.kind).indexOf(source);
  return citationOf(source, index, places);
}

/** A source that is neither a text nor in pieces is a file, of which there are pages. */
function unitOf({ text, pieces }: Source): Places["unit"] {
  return text === undefined ? (pieces === undefined ? "pages" : "pieces") : "characters";
}

function citationOf(source: Source, index: number, places: Places): unknown {
  const citation: unknown = {};
  const { start, end, words } = passageOf(source, places.unit);
  const values: readonly (readonly [string | undefined, unknown])[] = [
    ...Object.entries(places.when ?? {}),
    [places.text, words],
    [places.index, index],
    ...Object.entries(places.repeats ?? {}).map(([to, from]) => [to, readPointer(source.value, from)] as const),
    [places.start, start],
    [places.end, end],
  ];
  for (const [place, value] of values) {
    if (place !== undefined && value !== undefined) {
      writeInList(citation, place, value);
    }
  }
  return citation;
}

/** The first sentence, the first piece, or the first page, whose words nobody can read here. */
function passageOf({ text = "", pieces = [] }: Source, unit: Places["unit"]) {
  if (unit === "pages") {
    return { start: 1, end: 2, words: "Page 1" };
  }
  if (unit === "pieces") {
    const first = pieces.findIndex((piece) => piece !== undefined);
    return { start: first, end: first + 1, words: pieces[first] ?? "" };
  }
  const words = /^.*?[.!?](?:\s+|$)/su.exec(text)?.[0] ?? text;
  return { start: 0, end: [...words].length, words };
}

/** A place with a `*` is in the first element of a list. */
function writeInList(root: unknown, place: string, value: unknown): void {
  const [list = "", member] = place.split("/*");
  if (member === undefined) {
    writeAt(root, list, value);
    return;
  }
  const element = {};
  writeAt(element, member, value);
  writeAt(root, list, [element]);
}
