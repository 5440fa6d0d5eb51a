import { rulesOf } from "./find-matches.ts";
import type { MockGuardrail } from "./mock-guardrail.ts";

/** The guardrails of the account. */
export interface Guardrails {
  /** Whether there are any; where there are none, every guardrail lets everything pass. */
  readonly areSet: boolean;
  /** The guardrail that an id or ARN and a version name; undefined where there is none. */
  find(identifier: string, version: string): MockGuardrail | undefined;
}

/** Bedrock's own words. */
export const UNKNOWN_GUARDRAIL = "The guardrail identifier or version provided in the request does not exist.";

const ID = /^[a-z0-9]+$/;

/** Takes the guardrails that a test has set up. Throws where one is not possible. */
export function createGuardrails(guardrails: readonly MockGuardrail[]): Guardrails {
  for (const guardrail of guardrails) {
    refuseImpossible(guardrail);
  }
  return {
    areSet: guardrails.length > 0,
    find: (identifier, version) =>
      guardrails.find(
        (each) => each.id === identifier.split("/").at(-1) && (each.version === undefined || each.version === version),
      ),
  };
}

function refuseImpossible(guardrail: MockGuardrail): void {
  const unknown = Object.keys(guardrail).filter((name) => !MEMBERS.has(name));
  if (unknown.length > 0) {
    throw new Error(`guardrails: there is no ${unknown.join(", ")}; a guardrail has ${[...MEMBERS].join(", ")}.`);
  }
  if (!ID.test(guardrail.id)) {
    throw new Error(`guardrails: the id ${guardrail.id} must consist of lower-case letters and digits.`);
  }
  rulesOf(guardrail);
}

const MEMBERS: ReadonlySet<string> = new Set([
  ...["id", "version", "blockedMessage", "words", "topics", "piiEntities", "regexes"],
]);
