/**
 * Whether a JSON value is the same as one of an example, which comes first. It looks at the members that the example
 * has before it counts those of the other: a request may have a million of them, and is held against every example.
 */
export function isSameJson(stored: unknown, given: unknown): boolean {
  if (!isObject(stored) || !isObject(given)) {
    return stored === given;
  }
  if (Array.isArray(stored) || Array.isArray(given)) {
    const isSameLength = Array.isArray(stored) && Array.isArray(given) && stored.length === given.length;
    return isSameLength && stored.every((each, index) => isSameJson(each, given[index]));
  }
  const names = Object.keys(stored);
  for (const name of names) {
    if (!(Object.hasOwn(given, name) && isSameJson(Reflect.get(stored, name), Reflect.get(given, name)))) {
      return false;
    }
  }
  return Object.keys(given).length === names.length;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
