import { createSecretFinder, replaceSpans, type SecretFinder } from "@bedrock-contract/wire";
import { redactPatterns } from "./patterns.ts";
import { REDACTED } from "./redacted.ts";

/** Replaces every secret in a text. */
export interface Redact {
  (text: string): string;
  /** Where the secrets that are known stand in a text, for one that comes in pieces. */
  readonly find?: SecretFinder;
}

/**
 * Creates a function that replaces secrets wherever they turn up, also in what a target echoes: those that are given,
 * however they are encoded or cut, and whatever looks like one. A text is redacted before it is cut; of one that was
 * cut already, what is left of a secret is replaced too.
 */
export function createRedact(secrets: readonly (string | undefined)[]): Redact {
  const find = createSecretFinder(secrets.filter((each) => each !== undefined));
  return Object.assign((text: string) => redactPatterns(replaceSpans(text, find(text), REDACTED)), { find });
}
