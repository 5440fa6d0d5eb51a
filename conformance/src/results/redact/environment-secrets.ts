import { createRedact, type Redact } from "./redact.ts";

/** The variables that hold what the suite authenticates with. */
const VARIABLES = [
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_BEARER_TOKEN_BEDROCK",
  "OPENAI_API_KEY",
];

/** Creates what redacts texts that belong to no exchange, such as messages about wrong usage. */
export function createEnvironmentRedact(environment: Readonly<Record<string, string | undefined>>): Redact {
  return createRedact(environmentSecrets(environment));
}

/** The values of these variables, those that are set. */
export function environmentSecrets(environment: Readonly<Record<string, string | undefined>>): readonly string[] {
  return VARIABLES.flatMap((name) => environment[name] ?? []);
}
