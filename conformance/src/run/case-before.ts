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

/** A case as it was sent, and the JSON value of its response. */
export interface AnsweredCase {
  readonly given: Case;
  readonly response: unknown;
}

/** The case with what it takes from the one before. */
export function afterResponse(given: Case, { parameters, request, finds }: CaseBefore, other: AnsweredCase): Case {
  const at = (places: Readonly<Record<string, string>> = {}): readonly (readonly [string, unknown])[] =>
    Object.entries(places).map(([key, place]) => [key, valueAt(place, other)]);
  const members = at(request).map(([pointer, value]) => [pointer.slice(1), value]);
  return {
    ...given,
    parameters: { ...given.parameters, ...Object.fromEntries(at(parameters)) },
    ...(members.length > 0 && { body: { ...Object(given.body), ...Object.fromEntries(members) } }),
    sought: Object.fromEntries(at(finds)),
  };
}

function valueAt(place: string, { given, response }: AnsweredCase): unknown {
  if (place.startsWith("?")) {
    return given.parameters[place.slice(1)];
  }
  const [, ofRequest] = /^request(\/.*)$/.exec(place) ?? [];
  return ofRequest === undefined ? readPointer(response, place) : readPointer(given.body, ofRequest);
}
