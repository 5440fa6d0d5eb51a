import { createKnownSecrets } from "./known-secrets.ts";
import { redactPatterns } from "./patterns.ts";

/** Replaces every secret in a text. */
export type Redact = (text: string) => string;

/**
 * Creates a function that replaces secrets wherever they turn up, be it in what a target echoes: those that are given,
 * however they are encoded or cut, and whatever looks like one. A text is redacted before it is cut; of one that was
 * cut already, what is left of a secret is replaced too.
 */
export function createRedact(secrets: readonly (string | undefined)[]): Redact {
  const redactKnown = createKnownSecrets(secrets.filter((each) => each !== undefined));
  return (text) => redactPatterns(redactKnown(text));
}
