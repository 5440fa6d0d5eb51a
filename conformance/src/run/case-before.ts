import { readPointer } from "@bedrock-contract/validators";
import type { Case, CaseBefore } from "../case.ts";
import { suiteCase } from "../cases/load-cases.ts";
import { readCases } from "../cases/read-cases.ts";

/** The case that is sent before another. Throws where the suite has none by its id. */
export function caseBefore({ case: id }: CaseBefore): Case {
  const head = suiteCase(id);
  const [found] = head === undefined ? [] : readCases([head]);
  if (found === undefined) {
    throw new Error(`there is no case ${id}`);
  }
  return found;
}

/** The case with what it takes from the response to the one before. */
export function afterResponse(given: Case, { parameters, finds }: CaseBefore, response: unknown): Case {
  const at = (places: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(Object.entries(places).map(([key, place]) => [key, readPointer(response, place)]));
  return { ...given, parameters: { ...given.parameters, ...at(parameters) }, sought: at(finds) };
}
