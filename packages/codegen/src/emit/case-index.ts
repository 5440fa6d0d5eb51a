import type { RequirementSet } from "../model/requirement-set.ts";
import type { SuiteCase } from "../model/suite-case.ts";
import { generatedFrom } from "./header.ts";

/**
 * `conformance/src/gen/cases/index.json`: every case, one a line, so that a change shows which cases it adds or loses.
 */
export function emitCaseIndex(sets: readonly RequirementSet[], cases: readonly SuiteCase[]): string {
  const comment = JSON.stringify(generatedFrom("specs and conformance/cases"));
  const dated = sets.map(({ date, summary }) => ({ date, summary }));
  return `{\n"$comment": ${comment},\n"requirements": ${lines(dated)},\n"cases": ${lines(cases.map(entry))}\n}\n`;
}

function lines(values: readonly unknown[]): string {
  return `[\n${values.map((value) => JSON.stringify(value)).join(",\n")}\n]`;
}

/** What the id says already, the operation's name, is not repeated. */
function entry({
  id,
  kind,
  owner,
  requires,
  model,
  authentication,
  status,
  since,
  appliesTo,
  after,
  constraint,
  summary,
}: SuiteCase): unknown {
  return {
    id,
    kind,
    api: owner.api,
    format: owner.format,
    requires: requires.length > 0 ? requires : undefined,
    model,
    authentication,
    status,
    since,
    appliesTo,
    after,
    constraint,
    summary,
  };
}
