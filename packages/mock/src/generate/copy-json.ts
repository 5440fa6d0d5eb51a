/** A copy of a JSON value, in a fraction of the time that `structuredClone` takes: a stream is made of dozens of them. */
export function copyJson(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(copyJson);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const copy: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) {
    // An assignment to `__proto__` would change the object instead.
    if (name === "__proto__") {
      Object.defineProperty(copy, name, {
        value: copyJson(member),
        writable: true,
        enumerable: true,
        configurable: true,
      });
    } else {
      copy[name] = copyJson(member);
    }
  }
  return copy;
}
