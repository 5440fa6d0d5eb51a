import type { NoteFaults } from "./closest.ts";
import { at, type Faults, fault, type Path } from "./faults.ts";
import type { Members } from "./members.ts";
import { findSimilar } from "./similar.ts";
import { hasType, joinOr, typePhrase } from "./types.ts";

/** Notes that a value has none of the types. */
export function wrongType(out: Faults, value: unknown, path: Path, types: number): void {
  fault(out, value, path, "type", typePhrase(types));
}

/** Notes a member that is there with a value of another type. */
export function plain(out: Faults, path: Path, name: string, value: unknown, types: number): void {
  if (value !== undefined && !hasType(value, types)) wrongType(out, value, at(path, name), types);
}

/** Notes a member that is there and no number between two, unless it may be of another type. */
export function between(
  out: Faults,
  path: Path,
  name: string,
  value: unknown,
  types: number,
  least: number | undefined,
  most?: number,
): void {
  if (value === undefined) return;
  if (!hasType(value, types)) wrongType(out, value, at(path, name), types);
  else if (typeof value !== "number") return;
  else if (least !== undefined && value < least) fault(out, value, at(path, name), "minimum", least);
  else if (most !== undefined && value > most) fault(out, value, at(path, name), "maximum", most);
}

/** Notes a member that is there with none of some fixed values. */
export function fixed(
  out: Faults,
  path: Path,
  name: string,
  value: unknown,
  keyword: "const" | "enum",
  values: readonly unknown[],
): void {
  if (value === undefined || values.includes(value)) return;
  fault(out, value, at(path, name), keyword, joinOr(values.map((item) => JSON.stringify(item))));
}

/** Notes the faults inside a member that is there. */
export function inner(out: Faults, path: Path, name: string, value: unknown, note: NoteFaults, depth?: number): void {
  if (value !== undefined) note(value, at(path, name), out, depth);
}

/** Notes the faults inside those items that are not valid; one alone is not worth a check of its own. */
export function items(
  out: Faults,
  list: readonly unknown[],
  path: Path,
  isValid: (value: unknown) => boolean,
  note: NoteFaults,
): void {
  for (let index = 0; index < list.length && !out.isFull; index++) {
    if (list.length === 1 || !isValid(list[index])) note(list[index], at(path, index), out);
  }
}

/** Notes the items of another type. */
export function plainItems(out: Faults, list: readonly unknown[], path: Path, types: number): void {
  for (let index = 0; index < list.length && !out.isFull; index++) {
    if (!hasType(list[index], types)) wrongType(out, list[index], at(path, index), types);
  }
}

/** Notes the members that are missing, each with the most similar member that is not one of `known`. */
export function needs(
  out: Faults,
  object: Members,
  path: Path,
  names: readonly string[],
  known: readonly string[] = [],
): void {
  for (const name of names) {
    if (out.isFull || (Object.hasOwn(object, name) && object[name] !== undefined)) continue;
    const unknown = Object.keys(object).filter((key) => !known.includes(key));
    fault(out, undefined, at(path, name), "required", "a value", findSimilar(name, unknown));
  }
}

/** Notes the members of an object that are none of the known ones. */
export function extras(out: Faults, object: Members, path: Path, names: readonly string[]): void {
  for (const key in object) {
    if (out.isFull) return;
    if (object[key] !== undefined && !names.includes(key)) extra(out, object, path, key, names);
  }
}

/** Notes a member that must not be there, unless it was suggested for a missing one. */
export function extra(out: Faults, object: Members, path: Path, key: string, names: readonly string[]): void {
  if (out.list.some((other) => other.similar === key && other.path?.up === path)) return;
  const absent = names.filter((name) => !Object.hasOwn(object, name));
  fault(out, object[key], at(path, key), "additionalProperties", "no such member", findSimilar(key, absent));
}
