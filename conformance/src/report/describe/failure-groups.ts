import type { CaseResult, CheckResult } from "../../result.ts";

/** One fault, and every case that has it. */
export interface FailureGroup {
  readonly check: CheckResult;
  readonly cases: readonly CaseResult[];
  /** How many cases have it, where `cases` are only the first of them. */
  readonly count?: number;
  /** Of recorded traffic: the first and the last day on which it was met. */
  readonly days?: readonly [first: string, last: string] | undefined;
}

/** The faults of the given outcome, those of one cause told together, those of most cases first. */
export function failureGroups(
  cases: readonly CaseResult[],
  outcome: Extract<CheckResult["outcome"], "fail" | "warn">,
): readonly FailureGroup[] {
  const groups = new Map<string, { check: CheckResult; cases: CaseResult[] }>();
  for (const result of cases) {
    for (const check of result.checks.filter((each) => each.outcome === outcome)) {
      const key = JSON.stringify(causeOf(check));
      const group = groups.get(key) ?? { check, cases: [] };
      group.cases.push(result);
      groups.set(key, group);
    }
  }
  return [...groups.values()].toSorted((one, other) => other.cases.length - one.cases.length);
}

/**
 * What makes two faults the same: the rule, what is wrong, and with which member, in whatever operation or element of a
 * list. Where no member is meant, also the first word of what was received, such as a status.
 */
export function causeOf({
  id,
  message = "",
  pointer = "",
  expected,
  received,
  differences,
  frame,
}: CheckResult): readonly unknown[] {
  const places = frame === undefined ? (differences ?? [{ pointer, message }]) : [{ pointer, message }];
  const causes = new Set(places.map((place) => `${memberOf(place.pointer)} ${withoutNumbers(place.message)}`));
  const value = pointer === "" ? received?.split(/[\s"{[]/, 1)[0] : withoutNumbers(expected ?? "");
  return [id, [...causes].toSorted(), value];
}

/** The name at the end of a pointer. */
function memberOf(pointer: string): string {
  return pointer.split("/").findLast((key) => key !== "" && !/^\d+$/.test(key)) ?? "";
}

function withoutNumbers(text: string): string {
  return text.replaceAll(/\d+/g, "#");
}
