/** The member names and indexes that a JSON pointer (RFC 6901) leads through in a value. */
export function pointerPath(pointer: string, value: unknown): readonly (string | number)[] {
  let current = value;
  return pointerKeys(pointer).map((key) => {
    const isIndex = Array.isArray(current);
    current = memberOf(current, key);
    return isIndex ? Number(key) : key;
  });
}

/** The steps of a JSON pointer as they are written in the value. */
export function pointerKeys(pointer: string): readonly string[] {
  const steps = pointer.split("/").slice(1);
  return pointer.includes("~") ? steps.map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~")) : steps;
}

/** The pointer to a member, or to an item, of what a pointer leads to. */
export function memberPointer(pointer: string, key: string | number): string {
  // Few names need it, and each fault has several.
  const isPlain = typeof key === "number" || !(key.includes("~") || key.includes("/"));
  return `${pointer}/${isPlain ? key : key.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

function memberOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}
