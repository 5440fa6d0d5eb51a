import { pointerKeys } from "@bedrock-contract/validators/pointer";
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

/** The pointer to what holds the value of a pointer. */
export function parentOf(pointer: string): string {
  return pointer.slice(0, pointer.lastIndexOf("/"));
}

/** Whether a value has members or elements. */
export function isHolder(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
