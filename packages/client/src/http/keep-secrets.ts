import { createSecretFinder, replaceSpans } from "@bedrock-contract/wire";
import { redactKnownBy } from "../errors/redact-secrets.ts";

/** Keys are renewed every hour or so: the latest are still in use. */
const MOST_KEPT = 100;

/** A shorter text may stand in any message. */
const SHORTEST = 8;

const kept = new Set<string>();

/**
 * Keeps secrets that requests are sent with out of all messages of errors from now on, of whichever client: a server
 * may repeat what it was sent, and its messages reach logs.
 */
export function keepSecrets(secrets: readonly (string | undefined)[]): void {
  const added = secrets.filter((secret) => secret !== undefined && secret.length >= SHORTEST && !kept.has(secret));
  if (added.length === 0) {
    return;
  }
  for (const secret of added) {
    kept.add(secret ?? "");
  }
  for (const oldest of [...kept].slice(0, Math.max(0, kept.size - MOST_KEPT))) {
    kept.delete(oldest);
  }
  const find = createSecretFinder([...kept]);
  redactKnownBy((text) => replaceSpans(text, find(text), "REDACTED"));
}
