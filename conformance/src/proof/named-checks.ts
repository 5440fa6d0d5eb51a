import type { Check } from "../checks/check.ts";
import { ConformanceError } from "../conformance-error.ts";

const OF_EVENTS = " (events)";

/** The checks with names of their own: those of frames and of events may share an id, as they state one rule. */
export function namedChecks(checks: readonly Check[]): readonly Check[] {
  return checks.map((check, index) => {
    const isSecond = checks.findIndex(({ id }) => id === check.id) < index;
    return isSecond ? { ...check, id: `${check.id}${OF_EVENTS}` } : check;
  });
}

/** The id of a check by its name. */
export function checkId(name: string): string {
  return name.replace(OF_EVENTS, "");
}

/** The checks, some of them switched off: they find nothing any more. Throws for a name that no check has. */
export function withoutChecks(checks: readonly Check[], names: readonly string[]): readonly Check[] {
  const unknown = names.find((name) => !checks.some(({ id }) => id === name));
  if (unknown !== undefined) {
    const expected = checks.map(({ id }) => id).join(", ");
    throw new ConformanceError("usage", `There is no check ${unknown}. Expected one of: ${expected}.`);
  }
  return checks.map((check) => (names.includes(check.id) ? { ...check, verdict: () => "not-applicable" } : check));
}
