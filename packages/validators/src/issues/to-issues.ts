import type { Fault, Path } from "../engine/runtime.ts";
import { memberPointer } from "../pointer.ts";
import type { Issue } from "../validator.ts";
import { describeFault } from "./describe-fault.ts";
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
  const received = showValue(fault.value, pointer);
  const { keyword, expected } = fault;
  return { pointer, keyword, message: describeFault(fault, received), expected, received };
}

function pointerOf(path: Path): string {
  return path === undefined ? "" : memberPointer(pointerOf(path.up), path.key);
}
