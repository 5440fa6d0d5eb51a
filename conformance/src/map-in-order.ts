/** What `map` makes of each value, one after another: of several that fail, the first is the one told of. */
export async function mapInOrder<T, U>(values: readonly T[], map: (value: T) => Promise<U>): Promise<U[]> {
  const mapped: U[] = [];
  for (const value of values) {
    mapped.push(await map(value));
  }
  return mapped;
}
