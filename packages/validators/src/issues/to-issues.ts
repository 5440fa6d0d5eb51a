import type { Fault, Path } from "../engine/runtime.ts";
import { memberPointer } from "../pointer.ts";
import type { Issue } from "../validator.ts";
import { describeExpected, describeFault } from "./describe-fault.ts";
import { showValue } from "./show-value.ts";

/** For fewer members a list is quicker than a set. */
const MANY = 16;

/** Turns what the generated code noted into issues, at most one for each member: the first says most. */
export function toIssues(faults: readonly Fault[]): readonly Issue[] {
  const members: string[] = [];
  let many: Set<string> | undefined;
  const issues: Issue[] = [];
  for (const fault of faults) {
    const pointer = pointerOf(fault.path);
    // That one of several members is missing is said of their owner, and can be said of it more than once.
    const isOfMembers = fault.keyword === "required" && fault.value !== undefined;
    const member = isOfMembers ? `${pointer} ${fault.expected}` : pointer;
    if (many ? many.has(member) : members.includes(member)) continue;
    members.push(member);
    if (members.length >= MANY) many = (many ?? new Set(members)).add(member);
    issues.push(toIssue(fault, pointer));
  }
  return issues;
}

function toIssue(fault: Fault, pointer: string): Issue {
  const received = showValue(fault.value, nameOf(fault.path));
  const { keyword } = fault;
  return { pointer, keyword, message: describeFault(fault, received), expected: describeExpected(fault), received };
}

/** The name of the member that a path leads to; that of a list for its items. */
function nameOf(path: Path): string {
  let step = path;
  while (typeof step?.key === "number") step = step.up;
  return step === undefined ? "" : String(step.key);
}

function pointerOf(path: Path): string {
  let pointer = "";
  for (let step = path; step !== undefined; step = step.up) pointer = memberPointer("", step.key) + pointer;
  return pointer;
}
