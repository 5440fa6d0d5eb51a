import type { AuthoredCase } from "../model/authored-case.ts";
import { ownerId } from "../model/case-owner.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { placeOf } from "../source/spec-node.ts";
import type { Checks } from "./checks.ts";

/** Notes every authored case whose request our own validators accept, and every name that is taken. */
export function checkAuthoredCases(files: SpecFiles, checks: Checks, cases: readonly AuthoredCase[]): void {
  const seen = new Set<string>();
  for (const authored of cases) {
    const { id, name, node, owner } = authored;
    const isExample =
      id.startsWith(`${ownerId(owner)}/`) && owner.operation.examples.some((each) => each.name === name);
    if (isExample || seen.has(id))
      files.problems.add(
        placeOf(node),
        `case '${name}' has the name of another case or example of ${ownerId(owner)}; expected a name of its own`,
      );
    seen.add(id);
    if (isRefused(checks, authored)) continue;
    const message = `case '${name}' sends a request that the specs accept; expected a change that breaks a rule of the schema`;
    files.problems.add(placeOf(node), message);
  }
}

/** What is wrong with its authentication, no schema tells. */
function isRefused(checks: Checks, { owner, request }: AuthoredCase): boolean {
  if (request.authentication !== undefined) return true;
  const body = request.rawBody === undefined ? { value: request.body } : parseJson(request.rawBody);
  if (body === undefined) return true;
  const faults = [
    ...checks.parameters(owner, request.parameters),
    ...(body.value === undefined ? [] : checks.request(owner, body.value)),
  ];
  return (
    faults.length > 0 || checks.brokenRules(owner, { parameters: request.parameters, body: body.value }).length > 0
  );
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}
