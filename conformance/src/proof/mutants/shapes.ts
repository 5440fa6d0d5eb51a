import type { DescribedAnswers } from "./described-answer.ts";

const seen = new WeakMap<DescribedAnswers, Map<string, number>>();

/** How many events of one shape are changed in every way: more of them show nothing new. */
const ENOUGH = 2;

/** Whether a run has changed an event of this shape, in a stream of this operation, often enough. */
export function isExhausted(run: DescribedAnswers, operation: string, event: unknown): boolean {
  const counts = seen.get(run) ?? new Map<string, number>();
  seen.set(run, counts);
  const key = `${operation} ${JSON.stringify(shapeOf(event))}`;
  const count = counts.get(key) ?? 0;
  counts.set(key, count + 1);
  return count >= ENOUGH;
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
