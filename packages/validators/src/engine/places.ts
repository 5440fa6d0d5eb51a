import { hasValue, pointerPath, readAll, readValues } from "../pointer.ts";
import { at, type Faults, fault, type Path } from "./faults.ts";
import { joinOr } from "./types.ts";

/**
 * Where values stand inside another: a JSON pointer in which `*` is each element, or what such a pointer leads to from
 * some elements.
 */
export type Place = string | ChosenPlace;

/** From those elements that have certain values inside, the values at a pointer. */
export interface ChosenPlace {
  /** The pointer to the elements. */
  readonly at: string;
  /** What they must have inside, by pointers. */
  readonly when: Readonly<Record<string, unknown>>;
  /** The pointer from each of them to the value; empty for the element itself. */
  readonly value: string;
}

/** A value and the JSON pointer to it. */
export interface Placed {
  readonly value: unknown;
  readonly pointer: string;
}

/** More known values than these are counted, and longer ones not listed. */
const MOST_LISTED = 10;
const LONGEST_LISTED = 100;

/**
 * The values at some places, in the order of the places and then of the value. Null is none, as an absent member is
 * none.
 */
export function valuesAt(root: unknown, places: readonly Place[]): readonly Placed[] {
  return places
    .flatMap((place) => (typeof place === "string" ? readAll(root, place) : chosen(root, place)))
    .filter(({ value }) => value !== undefined && value !== null);
}

/** As `valuesAt`, without the pointers: most values are right, and nobody asks where they stand. */
export function bareValuesAt(root: unknown, places: readonly Place[]): readonly unknown[] {
  const found: unknown[] = [];
  for (const place of places)
    for (const value of typeof place === "string" ? readValues(root, place) : bareChosen(root, place))
      if (value !== undefined && value !== null) found.push(value);
  return found;
}

function bareChosen(root: unknown, { at: elements, when, value: inner }: ChosenPlace): readonly unknown[] {
  const conditions = Object.entries(when).map(([pointer, want]) => {
    const isWanted = (value: unknown): boolean => value === want;
    return (element: unknown): boolean => hasValue(element, pointer, isWanted);
  });
  return readValues(root, elements)
    .filter((element) => conditions.every((holds) => holds(element)))
    .flatMap((element) => readValues(element, inner));
}

/** The path to a value that stands at a pointer in the value at another path. */
export function pathTo(path: Path, root: unknown, pointer: string): Path {
  return pointerPath(pointer, root).reduce<Path>(at, path);
}

/** Whether at most `count` values. */
export function isMostAt(value: unknown, of: readonly Place[], count: number): boolean {
  return bareValuesAt(value, of).length <= count;
}

/** Notes each value that is one too many. */
export function mostAt(out: Faults, value: unknown, path: Path, of: readonly Place[], count: number): void {
  note(out, value, path, valuesAt(value, of).slice(count), "x-most", count);
}

/** Whether no value is there twice. */
export function isUniqueAt(value: unknown, of: readonly Place[]): boolean {
  const values = bareValuesAt(value, of);
  return values.length < 2 || new Set(values).size === values.length;
}

/** Notes each value that was there before. */
export function uniqueAt(out: Faults, value: unknown, path: Path, of: readonly Place[]): void {
  note(out, value, path, repeated(valuesAt(value, of)), "x-unique", "different from those before it");
}

/** Whether each of some values is among others. */
export function isAmongAt(value: unknown, singles: readonly Place[], of: readonly Place[]): boolean {
  const wanted = bareValuesAt(value, singles);
  if (wanted.length === 0) return true;
  const known = new Set(bareValuesAt(value, of));
  return wanted.every((single) => known.has(single));
}

/** Notes each of some values that is not among the others. */
export function amongAt(
  out: Faults,
  value: unknown,
  path: Path,
  singles: readonly Place[],
  of: readonly Place[],
): void {
  const known = valuesAt(value, of);
  note(out, value, path, strangers(valuesAt(value, singles), known), "x-among", knownPhrase(known, of));
}

/** Whether each number is less than each limit. */
export function isBelowAt(value: unknown, numbers: readonly Place[], limits: readonly Place[]): boolean {
  return tooLarge(valuesAt(value, numbers), least(valuesAt(value, limits))).length === 0;
}

/** Notes each number that is not less than each limit. */
export function belowAt(
  out: Faults,
  value: unknown,
  path: Path,
  numbers: readonly Place[],
  limits: readonly Place[],
): void {
  const limit = least(valuesAt(value, limits));
  note(out, value, path, tooLarge(valuesAt(value, numbers), limit), "x-below", limit);
}

/** Whether the product of the numbers is at most `most`. */
export function isProductAt(value: unknown, of: readonly Place[], most: number): boolean {
  return productOf(numbersAt(value, of)) <= most;
}

/** Notes the largest of numbers whose product is too large. */
export function productAt(out: Faults, value: unknown, path: Path, of: readonly Place[], most: number): void {
  const numbers = numbersAt(value, of);
  const product = productOf(numbers);
  const expected = `a number that makes ${namesOf(of)} at most ${most} when multiplied, not ${product}`;
  note(out, value, path, product <= most ? [] : extremes(numbers).slice(-1), "x-product", expected);
}

/** Whether the largest number is at most `most` times the smallest. */
export function isRatioAt(value: unknown, of: readonly Place[], most: number): boolean {
  return isInRatio(extremes(numbersAt(value, of)), most);
}

/** Notes the largest of numbers that is too many times the smallest. */
export function ratioAt(out: Faults, value: unknown, path: Path, of: readonly Place[], most: number): void {
  const bounds = extremes(numbersAt(value, of));
  const expected = `at most ${most} times the smallest of ${namesOf(of)}, ${bounds[0]?.value}`;
  note(out, value, path, isInRatio(bounds, most) ? [] : bounds.slice(-1), "x-ratio", expected);
}

function chosen(root: unknown, { at: elements, when, value: inner }: ChosenPlace): readonly Placed[] {
  const conditions = Object.entries(when);
  return readAll(root, elements)
    .filter(({ value }) =>
      conditions.every(([pointer, want]) => readAll(value, pointer).some((found) => found.value === want)),
    )
    .flatMap((element) =>
      readAll(element.value, inner).map(({ value, pointer }) => ({ value, pointer: element.pointer + pointer })),
    );
}

function repeated(values: readonly Placed[]): readonly Placed[] {
  const seen = new Set<unknown>();
  return values.filter(({ value }) => seen.has(value) || !seen.add(value));
}

function strangers(values: readonly Placed[], known: readonly Placed[]): readonly Placed[] {
  const all = new Set(known.map(({ value }) => value));
  return values.filter(({ value }) => !all.has(value));
}

function least(limits: readonly Placed[]): number {
  return limits.reduce(
    (limit, { value }) => (isNumber(value) && value < limit ? value : limit),
    Number.POSITIVE_INFINITY,
  );
}

function tooLarge(values: readonly Placed[], limit: number): readonly Placed[] {
  return values.filter(({ value }) => isNumber(value) && value >= limit);
}

interface PlacedNumber extends Placed {
  readonly value: number;
}

function numbersAt(root: unknown, places: readonly Place[]): readonly PlacedNumber[] {
  return valuesAt(root, places).filter((place): place is PlacedNumber => isNumber(place.value));
}

/** The smallest number and the largest; none where there are none. */
function extremes(numbers: readonly PlacedNumber[]): readonly PlacedNumber[] {
  const sorted = numbers.toSorted((one, other) => one.value - other.value);
  return [...sorted.slice(0, 1), ...sorted.slice(-1)];
}

function isInRatio([smallest, largest]: readonly PlacedNumber[], most: number): boolean {
  return smallest === undefined || largest === undefined || largest.value <= smallest.value * most;
}

/** One number alone is no product. */
function productOf(numbers: readonly PlacedNumber[]): number {
  return numbers.length < 2 ? Number.NEGATIVE_INFINITY : numbers.reduce((product, { value }) => product * value, 1);
}

function namesOf(of: readonly Place[]): string {
  return of.map((place) => (typeof place === "string" ? place : place.at + place.value)).join(" and ");
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function knownPhrase(known: readonly Placed[], of: readonly Place[]): string {
  const isShort = ({ value }: Placed) => typeof value !== "object" && String(value).length <= LONGEST_LISTED;
  if (known.length > 0 && known.length <= MOST_LISTED && known.every(isShort))
    return joinOr([...new Set(known.map(({ value }) => JSON.stringify(value)))]);
  const pointers = joinOr(of.map((place) => (typeof place === "string" ? place : place.at + place.value)));
  return known.length === 0
    ? `a value of ${pointers}, which has none`
    : `one of the ${known.length} values of ${pointers}`;
}

function note(
  out: Faults,
  root: unknown,
  path: Path,
  wrong: readonly Placed[],
  keyword: string,
  expected: string | number,
): void {
  for (const { value, pointer } of wrong) {
    if (out.isFull) return;
    fault(out, value, pathTo(path, root, pointer), keyword, expected);
  }
}
