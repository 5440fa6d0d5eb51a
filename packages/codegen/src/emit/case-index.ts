import { groupBy } from "../group-by.ts";
import type { RequirementSet } from "../model/requirement-set.ts";
import type { SuiteCase } from "../model/suite-case.ts";
import { generatedFrom } from "./header.ts";

/** The folder of the files, from the root. */
const FOLDER = "conformance/src/gen/cases";
const COMMENT = generatedFrom("specs and conformance/cases");

/**
 * `conformance/src/gen/cases/index.json`: a line for the cases of each operation in each group, and `lists/`: these
 * cases, one a line, so that a change shows which cases it adds or loses.
 */
export function emitCaseIndex(
  sets: readonly RequirementSet[],
  cases: readonly SuiteCase[],
): readonly (readonly [string, string])[] {
  const lists = [...groupBy(cases, ({ id }) => id.slice(0, id.lastIndexOf("/")))];
  const index = {
    requirements: sets.map(({ date, summary }) => ({ date, summary })),
    roles: [...new Set(cases.flatMap(({ model }) => model?.role ?? []))],
    lists: lists.map(([id, members]) => ({
      id,
      api: members[0]?.owner.api,
      format: members[0]?.owner.format,
      namesModel: members.some(({ model }) => model !== undefined) || undefined,
      cases: members.length,
    })),
  };
  return [
    [`${FOLDER}/index.json`, jsonLines(index)],
    ...lists.map(([id, members]) => [`${FOLDER}/lists/${id}.json`, jsonLines({ cases: members.map(head) })] as const),
  ];
}

/** An object of lists, with an element a line. */
function jsonLines(lists: Readonly<Record<string, readonly unknown[]>>): string {
  const members = Object.entries(lists).map(([key, values]) => {
    const lines = values.map((value) => JSON.stringify(value)).join(",\n");
    return `"${key}": [\n${lines}\n]`;
  });
  return `{\n${[`"$comment": ${JSON.stringify(COMMENT)}`, ...members].join(",\n")}\n}\n`;
}

/** What the list says already of all its cases is not repeated. */
function head({
  id,
  kind,
  requires,
  model,
  authentication,
  status,
  since,
  appliesTo,
  after,
  again,
  constraint,
  summary,
}: SuiteCase): unknown {
  return {
    name: id.slice(id.lastIndexOf("/") + 1),
    kind,
    requires: requires.length > 0 ? requires : undefined,
    model,
    authentication,
    status,
    since,
    appliesTo,
    after,
    again,
    constraint,
    summary,
  };
}
