import { meanings, readPointer } from "@bedrock-contract/validators";
import type { Case, CaseBefore } from "../case.ts";
import { applyChange, type CaseRequest } from "../cases/apply-change.ts";
import { suiteCase } from "../cases/load-cases.ts";
import { readCases } from "../cases/read-cases.ts";
import { defined } from "../defined.ts";

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

/** A case as often as it was sent. */
export type AnsweredCases = readonly [AnsweredCase, ...AnsweredCase[]];

/** The case with what it takes from the one before: from the first where it was sent several times. */
export function afterResponse(
  given: Case,
  { parameters, request, finds = {} }: CaseBefore,
  others: AnsweredCases,
): Case {
  const [first] = others;
  const at = (places: Readonly<Record<string, string>> = {}): readonly (readonly [string, unknown])[] =>
    Object.entries(places).map(([key, place]) => [key, valueAt(place, first)]);
  const taken = at(request).reduce<CaseRequest>(
    (asked, [pointer, value]) => applyChange(asked, { set: { pointer, value } }),
    { parameters: given.parameters, ...defined({ body: given.body }) },
  );
  return {
    ...given,
    ...taken,
    parameters: { ...given.parameters, ...Object.fromEntries(at(parameters)) },
    sought: {
      ...Object.fromEntries(
        Object.entries(finds).map(([key, place]) => [key, others.map((other) => valueAt(place, other))]),
      ),
      ...endedIn(given, first),
    },
  };
}

/** What had ended has ended still: nothing follows that status. */
function endedIn({ operation }: Case, { given, response }: AnsweredCase): Readonly<Record<string, readonly unknown[]>> {
  const ended = operation === given.operation ? meanings[operation]?.times?.ended : undefined;
  const status = readPointer(response, ended?.status);
  return ended?.values.some((value) => value === status) ? { [ended.status]: [status] } : {};
}

function valueAt(place: string, { given, response }: AnsweredCase): unknown {
  if (place.startsWith("?")) {
    return given.parameters[place.slice(1)];
  }
  const [, ofRequest] = /^request(\/.*)$/.exec(place) ?? [];
  return ofRequest === undefined ? readPointer(response, place) : readPointer(given.body, ofRequest);
}
