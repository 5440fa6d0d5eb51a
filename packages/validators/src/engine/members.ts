/** An object that came from JSON, or could have. */
export interface Members {
  // biome-ignore lint/suspicious/noExplicitAny: the generated code narrows each member where it is used.
  readonly [name: string]: any;
}

/** Whether a value is an object of JSON. */
export function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The own members of an object, in an ordinary one. */
export function ownMembers(value: object): Members {
  return { ...value };
}

/** The own members of an object; undefined for any other value. An ordinary object is returned as it is. */
export function members(value: unknown): Members | undefined {
  if (!isObject(value)) return undefined;
  // The accessor is many times faster than Object.getPrototypeOf; where it is missing or hidden, the copy is right too.
  // biome-ignore lint/suspicious/noProto: see above.
  return value.__proto__ === Object.prototype ? value : ownMembers(value);
}

/** A member whose name every object inherits. */
export function own(object: Members, name: string): Members[string] {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** The number of members; one that is undefined does not count, as in JSON. */
export function countMembers(object: Members): number {
  let count = 0;
  for (const key in object) if (object[key] !== undefined) count++;
  return count;
}

/** Whether an object has members of these names only. */
export function hasOnly(object: Members, names: readonly string[]): boolean {
  for (const key in object) if (!names.includes(key) && object[key] !== undefined) return false;
  return true;
}
