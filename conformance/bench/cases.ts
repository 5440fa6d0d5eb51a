import { type Case, loadCases } from "@bedrock-contract/conformance";
import { createRequest, operations, requestTarget, type WireRequest } from "@bedrock-contract/wire";
import type { PreparedRequest } from "./prepared-request.ts";

/**
 * `count` cases that every contender can send and that ask nothing special of the target: those of the suite, over and
 * over.
 */
export async function benchCases(count: number): Promise<readonly Case[]> {
  const cases = (await loadCases()).filter(isPlain);
  return Array.from({ length: count }, (_, index) => {
    const given = cases[index % cases.length];
    if (given === undefined) throw new Error("The suite has no cases.");
    return { ...given, id: `${given.id}/${index}` };
  });
}

/** The request of a case, as the suite would send it to a target that needs no authentication. */
export function requestOf(given: Case): WireRequest {
  const operation = Object.values(operations).find(({ name }) => name === given.operation);
  if (operation === undefined) throw new Error(`There is no operation ${given.operation}.`);
  return createRequest(operation, given);
}

/** What the floor sends for a case, and the statuses it compares with. */
export function prepare(given: Case): PreparedRequest {
  const { method, headers, body, ...target } = requestOf(given);
  const text = body === undefined ? null : String(body);
  return { method, path: requestTarget(target), headers: { ...headers }, body: text, statuses: given.expect.status };
}

function isPlain({ requires, rawBody, parameters }: Case): boolean {
  return requires.length === 0 && rawBody === undefined && parameters["Content-Type"] === undefined;
}
