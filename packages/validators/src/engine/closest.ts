import { type Fault, Faults, type Path } from "./faults.ts";
import { joinOr } from "./types.ts";

/** A generated function that notes the faults of a value. */
export type NoteFaults = (value: unknown, path: Path, out: Faults, depth?: number) => void;

/** At this depth of unions the first branch is taken without trial: the effort must not double with every level. */
const MOST_TRIALS = 3;
const MOST_FAULTS = 20;

/**
 * Notes the faults of the branch that was probably meant: the one with the fewest and least grave. Where each branch
 * only misses one member of its own, none was meant, and the members are named.
 */
export function closest(out: Faults, value: unknown, path: Path, branches: readonly NoteFaults[], depth = 0): void {
  const trials = (out.trials < MOST_TRIALS ? branches : branches.slice(0, 1)).map((branch) => {
    const trial = new Faults(MOST_FAULTS, out.trials + 1);
    branch(value, path, trial, depth);
    return trial.list;
  });
  const missing = trials.flatMap(([only, other]) => (only && !other && isMissing(only, path) ? [only] : []));
  // An open branch takes every tag but those that others have.
  const taken = trials.flat().find((fault) => fault.keyword === "not" && fault.path?.up === path)?.path?.key;
  let best: readonly Fault[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const trial of trials) {
    const gravity = trial.reduce((sum, fault) => sum + weight(fault, path, taken), 0);
    if (gravity >= least) continue;
    best = trial;
    least = gravity;
  }
  const names = new Set(missing.map((fault) => fault.path?.key));
  const isNone = names.size > 1 && names.size === branches.length;
  for (const fault of isNone ? [noneOf(missing, value, path)] : best) if (!out.isFull) push(out, fault);
}

function isMissing({ keyword, path, value }: Fault, union: Path): boolean {
  return keyword === "required" && path?.up === union && value === undefined;
}

function noneOf(missing: readonly Fault[], value: unknown, path: Path): Fault {
  const names = missing.map((fault) => JSON.stringify(fault.path?.key));
  const similar = missing.find((fault) => fault.similar !== undefined)?.similar;
  return { value, path, keyword: "required", expected: `the member ${joinOr(names)}`, similar };
}

function push(out: Faults, fault: Fault): void {
  out.list.push(fault);
  out.isFull = out.list.length >= out.limit;
}

/**
 * Another kind of value, a tag that is not the branch's, and then an absent member say that the branch was not meant.
 */
function weight({ keyword, path }: Fault, union: Path, taken: string | number | undefined): number {
  const isFixed = keyword === "const" || keyword === "enum";
  if (path === union) return keyword === "type" || isFixed ? 1000 : 10;
  if (path?.up !== union) return 0.9;
  if (keyword === "const" || (path?.key === taken && (isFixed || keyword === "not"))) return 100;
  return keyword === "required" ? 3 : isFixed ? 2 : 1;
}
