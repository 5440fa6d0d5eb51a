import { type PlacedValue, pointerKeys, readAll } from "../pointer.ts";
import { at, type Faults, fault, type Path } from "./faults.ts";
import { joinOr } from "./types.ts";

/** Whether there are at most so many values where a pointer leads. */
export function isMostAt(value: unknown, pointer: string, most: number): boolean {
  return placesAt(value, pointer).length <= most;
}

/** Whether each value where one pointer leads is also where another leads. */
export function isAmongAt(value: unknown, single: string, pointer: string): boolean {
  return strangers(value, single, pointer).length === 0;
}

/** Notes each value that is one too many. */
export function mostAt(out: Faults, value: unknown, path: Path, pointer: string, most: number): void {
  for (const place of placesAt(value, pointer).slice(most))
    fault(out, place.value, pathOf(path, place), "x-most", most);
}

/** Notes each value where one pointer leads that is not where another leads. */
export function amongAt(out: Faults, value: unknown, path: Path, single: string, pointer: string): void {
  const known = joinOr(placesAt(value, pointer).map((place) => JSON.stringify(place.value)));
  for (const place of strangers(value, single, pointer))
    fault(out, place.value, pathOf(path, place), "x-among", known || `a value of ${pointer}, which has none`);
}

function strangers(value: unknown, single: string, pointer: string): readonly PlacedValue[] {
  const known = placesAt(value, pointer).map((place) => place.value);
  return placesAt(value, single).filter((place) => !known.includes(place.value));
}

/** A member that is undefined is none, as in JSON. */
function placesAt(value: unknown, pointer: string): readonly PlacedValue[] {
  return readAll(value, pointer).filter((place) => place.value !== undefined);
}

function pathOf(path: Path, { pointer }: PlacedValue): Path {
  return pointerKeys(pointer).reduce<Path>(at, path);
}
