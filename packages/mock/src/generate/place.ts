import { pointerKeys, readAll } from "@bedrock-contract/validators/pointer";
import { copyJson } from "./copy-json.ts";

/** Writes a value at a JSON pointer without `*`; objects on the way are made where there are none. */
export function writeAt(root: unknown, pointer: string, value: unknown): void {
  const keys = pointerKeys(pointer);
  const last = keys.at(-1);
  let holder = root;
  for (const key of keys.slice(0, -1)) {
    holder = stepInto(holder, key);
  }
  if (last !== undefined && isHolder(holder)) {
    Reflect.set(holder, last, value);
  }
}

function stepInto(holder: unknown, key: string): unknown {
  if (!isHolder(holder)) {
    return undefined;
  }
  if (!isHolder(Reflect.get(holder, key))) {
    Reflect.set(holder, key, {});
  }
  return Reflect.get(holder, key);
}

/** Removes what stands at a JSON pointer without `*`. */
export function deleteAt(root: unknown, pointer: string): void {
  const keys = pointerKeys(pointer);
  const holder = keys
    .slice(0, -1)
    .reduce<unknown>((at, key) => (isHolder(at) ? Reflect.get(at, key) : undefined), root);
  if (isHolder(holder)) {
    Reflect.deleteProperty(holder, keys.at(-1) ?? "");
  }
}

/**
 * Writes values at a place, each in an element of the list that its `*` goes through. Elements are made like the one
 * that stands there, or like the first. Without a `*` the place holds the first value.
 */
export function writeEach(root: unknown, place: string, values: readonly unknown[]): void {
  const star = place.indexOf("/*");
  if (star === -1) {
    writeAt(root, place, values[0]);
    return;
  }
  const [list, member] = [place.slice(0, star), place.slice(star + "/*".length)];
  const elements = readAll(root, `${list}/*`).map(({ value }) => value);
  const written = values.map((value, index) => {
    const element: unknown = copyJson(elements[index] ?? elements[0] ?? {});
    writeAt(element, member, value);
    return member === "" ? value : element;
  });
  writeAt(root, list, written);
}

/** The pointer to what holds the value of a pointer. */
export function parentOf(pointer: string): string {
  return pointer.slice(0, pointer.lastIndexOf("/"));
}

/** Whether a value has members or elements. */
export function isHolder(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
