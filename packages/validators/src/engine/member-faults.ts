import { at, type Faults, fault, type Path } from "./faults.ts";
import type { Members } from "./members.ts";
import { findSimilar } from "./similar.ts";

/** Notes that a member is missing, and the unknown one that may be meant for it. */
export function missing(out: Faults, object: Members, path: Path, name: string, names: readonly string[]): void {
  if (out.isFull) return;
  const unknown = Object.keys(object).filter((key) => !names.includes(key));
  fault(out, undefined, at(path, name), "required", "a value", findSimilar(name, unknown));
}

/** Notes the members of an object that are none of the known ones. */
export function extras(out: Faults, object: Members, path: Path, names: readonly string[]): void {
  for (const key in object) {
    if (out.isFull) return;
    if (object[key] !== undefined && !names.includes(key)) extra(out, object, path, key, names);
  }
}

/** Notes a member that must not be there, unless it has been said to be meant for a missing one. */
export function extra(out: Faults, object: Members, path: Path, key: string, names: readonly string[]): void {
  if (out.list.some((other) => other.similar === key && other.path?.up === path)) return;
  const absent = names.filter((name) => !Object.hasOwn(object, name));
  fault(out, object[key], at(path, key), "additionalProperties", "no such member", findSimilar(key, absent));
}
