import type { FormatFoldEnd } from "../format-description.ts";
import { memberPointer, pointerKeys, readAll, readPointer } from "../pointer.ts";

/** Does with a folded response what is to be done after the last chunk. The response is changed in place. */
export function finishResponse(response: unknown, rules: readonly FormatFoldEnd[]): void {
  for (const rule of rules) {
    if (rule.from === undefined) addMissing(response, rule.to, rule.value);
    else move(response, { ...rule, from: rule.from });
  }
}

function move(response: unknown, { from, beside, to }: FormatFoldEnd & { readonly from: string }): void {
  for (const { pointer, keys, value } of readAll(response, from)) {
    if (readPointer(response, bound(beside ?? "", keys)) === undefined) continue;
    const path = pointerKeys(pointer);
    const owner = readPointer(response, ownerOf(pointer));
    Reflect.deleteProperty(Object(owner), path.at(-1) ?? "");
    write(response, pointerKeys(bound(to, keys)), value);
  }
}

function addMissing(response: unknown, to: string, value: unknown): void {
  const name = pointerKeys(to).at(-1) ?? "";
  for (const { value: owner } of readAll(response, ownerOf(to))) {
    const isMissing = isObject(owner) && readPointer(owner, memberPointer("", name)) === undefined;
    if (isMissing) Reflect.set(owner, name, structuredClone(value));
  }
}

/** Sets a value; objects and, where a number comes next, lists on the way are made. */
function write(root: unknown, path: readonly string[], value: unknown): void {
  let owner = root;
  for (const [index, key] of path.entries()) {
    if (!isObject(owner)) return;
    const next = path[index + 1];
    if (next === undefined) Reflect.set(owner, key, value);
    else if (!Object.hasOwn(owner, key)) Reflect.set(owner, key, /^\d+$/.test(next) ? [] : {});
    owner = Reflect.get(owner, key);
  }
}

/** The pointer with a key for each `*`, so far as there are keys. */
function bound(pointer: string, keys: readonly string[]): string {
  const left = [...keys];
  return pointer.replaceAll(/\*(?=\/|$)/g, () => left.shift() ?? "*");
}

function ownerOf(pointer: string): string {
  return pointer.slice(0, pointer.lastIndexOf("/"));
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
