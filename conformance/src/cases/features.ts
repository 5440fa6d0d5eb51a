/** Features that a target may declare. */
export const FEATURES = [
  "scripted-errors",
  "scripted-error-types",
  "writes",
  "existing-resource",
  "streaming",
  "authentication-sigv4",
  "authentication-bearer",
  "gateway",
  "responses",
  "messages",
  "remote-images",
] as const;

/** The apis of AWS, which a target may declare absent; the protocols of others are features. */
const APIS = ["management", "runtime"] as const;

/** What a gateway may declare that it does not offer. */
export const GATEWAY_FEATURES = [
  "embeddings",
  "images",
  "custom-tools",
  "tools",
  "tool-choice",
  "reasoning",
  "structured-outputs",
  "background",
] as const;

/** What a target may declare that it does not offer, beside features, operations and formats. */
export const ABSENCES: readonly string[] = [...APIS, ...GATEWAY_FEATURES, "malformed-json", "memory"];

/** What cannot be taken back, such as the purchase of capacity for a term. No target can declare that it offers it. */
export const COMMITMENTS = "commitments";

/** What every target is taken to offer unless it declares that it does not. */
export const ASSUMED_FEATURES: readonly string[] = ["streaming", "malformed-json", ...GATEWAY_FEATURES];
