import { type PlacedValue, readAll, readPointer, type Source, sourcesOf } from "@bedrock-contract/validators";
import { excerpt } from "../../exchange/answer.ts";
import type { TextMeaning } from "../../meaning/meaning.ts";
import type { Difference } from "../../result.ts";
import { type Check, type Verdict, verdictOf } from "../check.ts";
import { formatDocument } from "./documents.ts";
import { semanticCheck } from "./semantic-check.ts";

/** Citations lead to what the request holds. Clients show the passage that they point to. */
export const citationSources: Check = semanticCheck({
  id: "citation-sources",
  kinds: ["text"],
  level: "MUST",
  rule: "Each citation points to an existing part of a source of the request that may be cited, and quotes the words of that part.",
  document: formatDocument("citations, sources"),
  judge,
});

/** How many citations are judged at most: each is compared with a text of any length. */
const MOST_CITATIONS = 200;

type CitationPlaces = NonNullable<TextMeaning["format"]["response"]["citationPlaces"]>[number];

function judge(meaning: TextMeaning): Verdict {
  const { citations, citationPlaces = [] } = meaning.format.response;
  const told = citations === undefined ? [] : readAll(meaning.response, citations).slice(0, MOST_CITATIONS);
  if (told.length === 0) {
    return "not-applicable";
  }
  const sources = sourcesOf(meaning.format.request.sources, meaning.request);
  const found = told.flatMap((citation) => {
    const places = citationPlaces.find((each) => isOfKind(citation.value, each));
    return places === undefined ? [] : [{ citation, places }];
  });
  const differences = found.flatMap(({ citation, places }) => faultOf(citation, places, sources) ?? []);
  return verdictOf(differences, { applies: found.length > 0 });
}

function isOfKind(citation: unknown, { start, when = {} }: CitationPlaces): boolean {
  const isTold = Object.entries(when).every(([place, value]) => readPointer(citation, place) === value);
  return isTold && typeof readPointer(citation, start) === "number";
}

/**
 * No document says whether sources that may not be cited, or that stand in the results of tools, have a number: any
 * will do.
 */
function faultOf(citation: PlacedValue, places: CitationPlaces, sources: readonly Source[]): Difference | undefined {
  const own = sources.filter(({ kind }) => kind === places.kind);
  const outer = own.filter(({ isInner }) => !isInner);
  const numberings = [own, outer, own.filter(({ isCitable }) => isCitable), outer.filter(({ isCitable }) => isCitable)];
  const faults = numberings.map((numbered) => faultAmong(numbered, citation, places));
  return faults.includes(undefined) ? undefined : faults[0];
}

function faultAmong(
  numbered: readonly Source[],
  { pointer, value }: Pick<PlacedValue, "pointer" | "value">,
  places: CitationPlaces,
): Difference | undefined {
  const [index, start, end] = [places.index, places.start, places.end].map((place) => readPointer(value, place));
  const source = typeof index === "number" ? numbered[index] : undefined;
  if (source === undefined) {
    const expected = numbered.length === 0 ? "no citation" : `0 to ${numbered.length - 1}`;
    const message = "the citation is of no source of the request";
    return wrong(`${pointer}${places.index}`, message, { expected, received: index });
  }
  if (!source.isCitable) {
    const expected = "a source with citations";
    return wrong(`${pointer}${places.index}`, "the source may not be cited", { expected, received: index });
  }
  const [least, most] = rangeOf(source, places.unit);
  const isInside = Number.isInteger(start) && Number.isInteger(end) && Number(start) >= least && Number(end) <= most;
  if (!isInside || Number(start) >= Number(end)) {
    const expected = `from ${least}, to ${most === Number.POSITIVE_INFINITY ? "a later one" : most}`;
    const received = `${String(start)} to ${String(end)}`;
    return wrong(`${pointer}${places.start}`, "the citation is of no part of the source", { expected, received });
  }
  return (
    textFault({ pointer, value }, places, passagesOf(source, places.unit, [Number(start), Number(end)])) ??
    repeatedFault({ pointer, value }, places, source)
  );
}

/** What a citation repeats of its source, such as the title, is what the request says. */
function repeatedFault(
  { pointer, value }: Pick<PlacedValue, "pointer" | "value">,
  { repeats = {} }: CitationPlaces,
  source: Source,
): Difference | undefined {
  const said = Object.entries(repeats).map(([place, from]) => ({
    place,
    expected: readPointer(source.value, from),
    received: readPointer(value, place),
  }));
  const other = said.find(
    ({ expected, received }) => typeof expected === "string" && typeof received === "string" && expected !== received,
  );
  return (
    other &&
    wrong(`${pointer}${other.place}`, "the citation names the source otherwise than the request", {
      expected: JSON.stringify(other.expected),
      received: JSON.stringify(other.received),
    })
  );
}

/** Pages are counted from 1, and nobody counts those of a file. */
function rangeOf({ text, pieces, isDivided }: Source, unit: CitationPlaces["unit"]): readonly [number, number] {
  switch (unit) {
    case "characters":
      return [0, text?.length ?? Number.POSITIVE_INFINITY];
    case "pieces":
      return [0, isDivided && pieces !== undefined ? pieces.length : Number.POSITIVE_INFINITY];
    case "pages":
      return [1, Number.POSITIVE_INFINITY];
    default:
      return unit satisfies never;
  }
}

/** What may be cited there; undefined where nobody can read it. Some count code units, some count characters. */
function passagesOf(
  { text, pieces, isDivided }: Source,
  unit: CitationPlaces["unit"],
  [start, end]: readonly [number, number],
): readonly string[] | undefined {
  if (unit === "characters" && text !== undefined) {
    return readingsOf(text).flatMap((each) => [each.slice(start, end), codePoints(each, start, end)]);
  }
  const cited = unit === "pieces" && isDivided ? pieces?.slice(start, end) : undefined;
  return cited?.every((piece) => piece !== undefined) ? [cited.join("")] : undefined;
}

const readings = new Map<string, readonly string[]>();

/** Whether the service reads line ends and white space around a text as they are sent is not documented. */
function readingsOf(text: string): readonly string[] {
  const known = readings.get(text) ?? [...new Set([text, text.replaceAll("\r\n", "\n"), text.trim()])];
  readings.clear();
  readings.set(text, known);
  return known;
}

function codePoints(text: string, start: number, end: number): string {
  let [units, points] = [0, 0];
  let from = start === 0 ? 0 : text.length;
  while (points < end && units < text.length) {
    units += (text.codePointAt(units) ?? 0) > 0xffff ? 2 : 1;
    points += 1;
    from = points === start ? units : from;
  }
  return text.slice(from, units);
}

function textFault(
  { pointer, value }: Pick<PlacedValue, "pointer" | "value">,
  { text }: CitationPlaces,
  passages: readonly string[] | undefined,
): Difference | undefined {
  const said = text === undefined ? [] : readAll(value, text).map(({ value: piece }) => String(piece));
  // White space between pieces is nobody's.
  const bare = (words: string): string => words.replaceAll(/\s+/g, "");
  const isRight =
    passages === undefined || said.length === 0 || passages.some((each) => bare(each) === bare(said.join("")));
  return isRight
    ? undefined
    : wrong(`${pointer}${text ?? ""}`, "the citation holds other words than the source", {
        expected: JSON.stringify(excerpt(passages[0] ?? "", 160)),
        received: JSON.stringify(excerpt(said.join(""), 160)),
      });
}

function wrong(
  pointer: string,
  message: string,
  { expected, received }: { readonly expected: string; readonly received: unknown },
): Difference {
  return {
    pointer,
    message,
    expected,
    received: typeof received === "string" ? received : (JSON.stringify(received) ?? "nothing"),
  };
}
