/** How many events of one shape are changed in every way: more of them show nothing new. */
const ENOUGH = 2;

/** The shapes of the events that were changed in every way. */
export class Shapes {
  readonly #counts = new Map<string, number>();

  /** Whether an event of this shape, in a stream of this kind, was changed often enough. */
  isExhausted(kind: string, event: unknown): boolean {
    const key = `${kind} ${JSON.stringify(shapeOf(event))}`;
    const count = this.#counts.get(key) ?? 0;
    this.#counts.set(key, count + 1);
    return count >= ENOUGH;
  }
}

/** The names of the members and the types of the values. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(shapeOf);
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shapeOf(member)]))
    : typeof value;
}
