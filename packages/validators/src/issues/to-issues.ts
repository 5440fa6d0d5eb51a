import type { RawError } from "../engine/check.ts";
import { memberPointer, valueAt } from "../pointer.ts";
import type { Issue } from "../validator.ts";
import { describeError } from "./describe-error.ts";
import { resolveUnions } from "./resolve-unions.ts";
import { showValue } from "./show-value.ts";

/** Keywords that say most about a value come first: a number has the wrong type, whatever else may be wrong with it. */
const ORDER = [
  "depth",
  "type",
  "required",
  "const",
  "enum",
  "anyOf",
  "oneOf",
  "minLength",
  "maxLength",
  "pattern",
  "format",
];

/** Turns what the generated code found into issues, at most one for each member. */
export function toIssues(errors: readonly RawError[], value: unknown): readonly Issue[] {
  const byMember = new Map<string, Issue>();
  for (const error of resolveUnions(errors, value)) {
    if (error.keyword === "if") continue;
    const issue = toIssue(error, value);
    // That one of several members is missing is said of their owner, and can be said of it more than once.
    const member = "anyMember" in error.params ? `${issue.pointer} ${issue.message}` : issue.pointer;
    const other = byMember.get(member);
    if (!other || rank(issue) < rank(other)) byMember.set(member, issue);
  }
  return [...byMember.values()];
}

function rank(issue: Issue): number {
  const index = ORDER.indexOf(issue.keyword);
  return index < 0 ? ORDER.length : index;
}

function toIssue(error: RawError, value: unknown): Issue {
  const pointer = pointerOf(error);
  const received = valueAt(value, pointer);
  const shown = showValue(received, pointer);
  return { pointer, keyword: error.keyword, ...describeError(error, received, shown), received: shown };
}

/** A fault of a member is reported by its owner: the issue points to the member. */
function pointerOf({ instancePath, params }: RawError): string {
  const name = params.missingProperty ?? params.additionalProperty ?? params.propertyName;
  return typeof name === "string" ? memberPointer(instancePath, name) : instancePath;
}
