import type { Guardrail } from "./guardrail.ts";
import type { MockGuardrail } from "./mock-guardrail.ts";
import { setGuardrail } from "./set-guardrail.ts";

/** The guardrails of the account: those that a test has set up, and those that requests have created. */
export interface Guardrails {
  /** The guardrail that an id or ARN and a version name; undefined where there is none. */
  find(identifier: string, version: string): Guardrail | undefined;
  /**
   * Whether a guardrail of which nothing is known lets everything pass: where a test has set none up, every other one
   * exists.
   */
  letsPass(identifier: string): boolean;
}

/** The guardrails that requests have created. */
export interface CreatedGuardrails {
  /** The guardrail that an id or ARN and a version name; undefined where there is none. */
  find(identifier: string, version: string): Guardrail | undefined;
  /** Whether one that an id or ARN names has been created, even if it is deleted now. */
  isKnown(identifier: string): boolean;
}

/** Bedrock's own words. */
export const UNKNOWN_GUARDRAIL = "The guardrail identifier or version provided in the request does not exist.";

/** The guardrails that there are. Throws where one that is set up cannot be. */
export function createGuardrails(guardrails: readonly MockGuardrail[], created: CreatedGuardrails): Guardrails {
  const set = guardrails.map((guardrail) => ({ ...setGuardrail(guardrail), version: guardrail.version }));
  return {
    find: (identifier, version) =>
      set.find(
        (each) => each.id === identifier.split("/").at(-1) && (each.version === undefined || each.version === version),
      ) ?? created.find(identifier, version),
    letsPass: (identifier) => set.length === 0 && !created.isKnown(identifier),
  };
}
