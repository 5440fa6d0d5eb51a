import type { Credentials } from "@bedrock-contract/wire";
import { type AuthenticationOptions, DEFAULT_REGION } from "./authenticate.ts";

/**
 * What a client of the AWS SDK needs to call a mock, whatever the environment says. The clients of
 * `@bedrock-contract/client` take it too.
 */
export interface MockClientConfig {
  readonly endpoint: string;
  readonly region: string;
  /** Those that the mock asks for, or any; absent where it asks for a bearer key only. */
  readonly credentials?: Credentials;
  /** The bearer key, where the mock asks for nothing else. */
  readonly token?: { readonly token: string };
  /** The same key, by the name that `@bedrock-contract/client` has for it. */
  readonly bearerToken?: string;
  /** Named, so that no key of the environment is sent to the mock. */
  readonly authSchemePreference: string[];
}

const ANY_CREDENTIALS: Credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };

/** The configuration of a client that a mock at `endpoint` answers. */
export function clientConfig(endpoint: string, options: AuthenticationOptions): MockClientConfig {
  const { credentials, bearerToken, region = DEFAULT_REGION } = options;
  return credentials === undefined && bearerToken !== undefined
    ? { endpoint, region, token: { token: bearerToken }, bearerToken, authSchemePreference: ["httpBearerAuth"] }
    : { endpoint, region, credentials: credentials ?? ANY_CREDENTIALS, authSchemePreference: ["sigv4"] };
}
