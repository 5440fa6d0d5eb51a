import type { NoteFaults } from "./closest.ts";
import { at, type Fault, Faults, fault, type Path, type Step } from "./faults.ts";
import { bareValuesAt, type Place, type Placed, pathTo, valuesAt } from "./places.ts";

/**
 * Whether each run of neighbours that have the same value at `by` is valid, together with the runs before and after it.
 */
export function isEachRun(
  value: unknown,
  of: readonly Place[],
  by: string,
  isValid: (value: unknown, depth?: number) => boolean,
  depth?: number,
): boolean {
  const runs = grouped(bareValuesAt(value, of), (element) => bareValuesAt(element, [by])[0]);
  return runs.every((_, index) => isValid(around(runs, index), depth));
}

/** Notes the faults of each run where its elements stand. */
export function runsAt(
  out: Faults,
  value: unknown,
  path: Path,
  of: readonly Place[],
  by: string,
  noteFaults: NoteFaults,
  depth?: number,
): void {
  const runs = runsOf(value, of, by);
  const lists = runs.map(valuesOf);
  for (let index = 0; index < runs.length && !out.isFull; index++) {
    const found = new Faults(out.limit - out.list.length, out.trials);
    noteFaults(around(lists, index), undefined, found, depth);
    for (const each of found.list) push(out, each, around(runs, index), (to) => pathTo(path, value, to));
  }
}

/** A run with its neighbours: what the schema of `x-runs` describes. */
interface Around<Item> {
  readonly before?: readonly Item[];
  readonly here: readonly Item[];
  readonly after?: readonly Item[];
}

function runsOf(value: unknown, of: readonly Place[], by: string): readonly (readonly Placed[])[] {
  return grouped(valuesAt(value, of), (place) => valuesAt(place.value, [by])[0]?.value);
}

/** Neighbours of the same key together. */
function grouped<Item>(items: readonly Item[], keyOf: (item: Item) => unknown): readonly (readonly Item[])[] {
  const runs: Item[][] = [];
  let last: unknown;
  for (const item of items) {
    const key = keyOf(item);
    const run = runs.at(-1);
    if (run && key === last) run.push(item);
    else runs.push([item]);
    last = key;
  }
  return runs;
}

function valuesOf(run: readonly Placed[]): readonly unknown[] {
  return run.map(({ value }) => value);
}

function around<Item>(runs: readonly (readonly Item[])[], index: number): Around<Item> {
  const [before, here = [], after] = [runs[index - 1], runs[index], runs[index + 1]];
  return { ...(before && { before }), here, ...(after && { after }) };
}

/** A fault in an element is noted where that stands, one of a whole run at the first of its elements. */
function push(out: Faults, found: Fault, runs: Around<Placed>, pathOf: (pointer: string) => Path): void {
  const [list, index, ...rest] = stepsOf(found.path);
  const run = Object.entries(runs).find(([name]) => name === list?.key)?.[1] ?? runs.here;
  const place = run[Number(index?.key ?? 0)];
  if (!place) return;
  const path = rest.reduce<Path>((up, { key }) => at(up, key), pathOf(place.pointer));
  if (index) fault(out, found.value, path, found.keyword, found.expected, found.similar);
  else fault(out, place.value, path, "x-runs", "another one at this place");
}

function stepsOf(path: Path): readonly Step[] {
  const steps: Step[] = [];
  for (let step = path; step; step = step.up) steps.push(step);
  return steps.reverse();
}
