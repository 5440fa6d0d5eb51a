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
  const members = Object.entries(stored);
  const isContained = members.every(
    ([name, value]) => Object.hasOwn(given, name) && isSameJson(value, Reflect.get(given, name)),
  );
  return isContained && Object.keys(given).length === members.length;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
