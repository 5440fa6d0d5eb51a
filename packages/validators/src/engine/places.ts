import { at, type Faults, fault, type Path } from "./faults.ts";
import { isObject } from "./members.ts";
import { joinOr } from "./types.ts";

/** The steps to a place; `*` stands for each item of a list. */
type Steps = readonly string[];

/** Whether there are at most so many values at a place. */
export function isMostAt(value: unknown, steps: Steps, most: number): boolean {
  let count = 0;
  visit(value, undefined, steps, () => count++);
  return count <= most;
}

/** Whether the value at one place, where it is there, is one of those at another. */
export function isAmongAt(value: unknown, single: Steps, steps: Steps): boolean {
  let isAmong = true;
  visit(value, undefined, single, (wanted) => {
    isAmong = valuesAt(value, steps).includes(wanted);
  });
  return isAmong;
}

/** Notes each value at a place that is one too many. */
export function mostAt(out: Faults, value: unknown, path: Path, steps: Steps, most: number): void {
  let count = 0;
  visit(value, path, steps, (found, place) => {
    if (++count > most) fault(out, found, place, "x-most", `at most ${most}`);
  });
}

/** Notes the value at one place that is none of those at another. */
export function amongAt(out: Faults, value: unknown, path: Path, single: Steps, steps: Steps): void {
  visit(value, path, single, (wanted, place) => {
    const values = valuesAt(value, steps);
    if (values.includes(wanted)) return;
    const known = joinOr(values.map((each) => JSON.stringify(each)));
    fault(out, wanted, place, "x-among", known || `a value of /${steps.join("/")}, which has none`);
  });
}

function valuesAt(value: unknown, steps: Steps): readonly unknown[] {
  const values: unknown[] = [];
  visit(value, undefined, steps, (found) => values.push(found));
  return values;
}

/** Calls back for each value at a place, with the path to it. */
function visit(value: unknown, path: Path, steps: Steps, found: (value: unknown, path: Path) => void): void {
  const [step, ...rest] = steps;
  if (step === undefined) {
    if (value !== undefined) found(value, path);
  } else if (step !== "*") {
    if (isObject(value) && Object.hasOwn(value, step)) visit(value[step], at(path, step), rest, found);
  } else if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) visit(item, at(path, index), rest, found);
  }
}
