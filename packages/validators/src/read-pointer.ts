import { memberPointer, pointerKeys } from "./pointer.ts";

/** A value, and where it stands. */
export interface PlacedValue {
  /** JSON pointer to the value, without `*`. */
  readonly pointer: string;
  /** What stands for each `*` of the pointer that led here: the index of an element, or the name of a member. */
  readonly keys: readonly string[];
  readonly value: unknown;
}

/**
 * Every value to which a pointer of `x-bedrock-format` leads, in the order of the document. A `*` stands for each element
 * of a list or each member of an object. A place that does not exist is left out; null is a value.
 */
export function readAll(root: unknown, pointer: string): readonly PlacedValue[] {
  let found: readonly PlacedValue[] = [{ pointer: "", keys: [], value: root }];
  for (const key of pointerKeys(pointer)) {
    found = found.flatMap((place) => (key === "*" ? elementsOf(place) : memberOf(place, key)));
  }
  return found;
}

/** The first value to which a pointer of `x-bedrock-format` leads; undefined where there is none, or no pointer. */
export function readPointer(root: unknown, pointer: string | undefined): unknown {
  return pointer === undefined ? undefined : readAll(root, pointer)[0]?.value;
}

function elementsOf({ pointer, keys, value }: PlacedValue): readonly PlacedValue[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).map(([key, element]) => ({
    pointer: memberPointer(pointer, key),
    keys: [...keys, key],
    value: element,
  }));
}

function memberOf({ pointer, keys, value }: PlacedValue, key: string): readonly PlacedValue[] {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return [];
  return [{ pointer: memberPointer(pointer, key), keys, value: Reflect.get(value, key) }];
}
