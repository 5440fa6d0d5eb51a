import { type KeyNames, type PlacedValue, readAll } from "@bedrock-contract/validators/pointer";

/**
 * The values in a chunk to which a pointer leads that is not null; `*` stands for each element. Null means in chunks
 * what absence means: not known yet.
 */
export function valuesAt(root: unknown, pointer: string, keyNames: KeyNames = {}): readonly PlacedValue[] {
  return readAll(root, pointer, keyNames).filter(({ value }) => value !== null && value !== undefined);
}

/**
 * Whether a guardrail intervened: then the service itself writes the rest of the answer, without stop reason or
 * metrics.
 */
export function isGuarded(chunk: unknown): boolean {
  return valuesAt(chunk, "/amazon-bedrock-guardrailAction").some(({ value }) => value === "INTERVENED");
}
