import type { Node } from "./node.ts";
import { ARRAY, BOOLEAN, INTEGER, NULL, NUMBER, OBJECT, STRING } from "./types.ts";

/** What lists of plain values are called, and the type of their items. */
const LISTS: readonly (readonly [plural: string, bits: number, type: string])[] = [
  ["strings", STRING, "string"],
  ["integers", INTEGER, "integer"],
  ["numbers", NUMBER, "number"],
  ["booleans", BOOLEAN, "boolean"],
  ["objects", OBJECT, "object"],
];

/** Documents of the lists of plain values, by their keys: nearly every module has some. */
export const LIST_DOCUMENTS: ReadonlyMap<string, object> = new Map<string, object>(
  LISTS.flatMap(([plural, , type]) => [
    [listKey(plural), { type: "array", items: { type } }],
    [listKey(`${plural}_or_null`), { type: ["array", "null"], items: { type } }],
  ]),
);

/** The key of a list's document. */
export function listKey(name: string): string {
  return `${name}@lists`;
}

/** A list of plain values is called after them, since many places share it: `strings`, `integers_or_null`. */
export function nameOfList({ types, array, ...more }: Node): string | undefined {
  const { items, prefixItems, ...rules } = array ?? {};
  const isPlain =
    items && Object.keys(items).length === 3 && prefixItems?.length === 0 && Object.keys(rules).length === 0;
  const isList = isPlain && Object.keys(more).length === 2 && (types & ~NULL) === ARRAY;
  const [plural] = (isList && LISTS.find(([, bits]) => bits === items.types)) || [];
  if (plural === undefined) return undefined;
  return types & NULL ? `${plural}_or_null` : plural;
}
