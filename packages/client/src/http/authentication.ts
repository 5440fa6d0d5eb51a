import type { Credentials } from "@bedrock-contract/wire";
import { credentialChain } from "#credential-chain";
import { type Environment, environmentOf } from "./environment.ts";

/** A value, or a function that is asked for it before each request. */
export type Provided<T> = T | (() => T | Promise<T>);

/**
 * How a client says who it is. The first of these that is there is used: `unsigned`, `bearerToken`, `credentials`, the
 * environment's `AWS_BEARER_TOKEN_BEDROCK`, the credential chain of the AWS SDK (environment, profile, single sign-on,
 * container, instance).
 */
export interface AuthenticationOptions {
  /** AWS credentials, or a provider of them. Default: the credential chain. */
  readonly credentials?: Provided<Credentials> | undefined;
  /** A Bedrock API key, or a provider of one. Default: `AWS_BEARER_TOKEN_BEDROCK`. */
  readonly bearerToken?: Provided<string> | undefined;
  /** Whether to send no authentication at all, for an emulator. Default: false. */
  readonly unsigned?: boolean | undefined;
}

/** What a request is authenticated with. */
export type Identity =
  | { readonly kind: "none" }
  | { readonly kind: "bearer"; readonly token: string }
  | { readonly kind: "sigv4"; readonly credentials: Credentials };

/** Decides once how requests are authenticated, and returns the function that gives the identity of each. */
export function createIdentityProvider(
  options: AuthenticationOptions,
  environment: Environment = environmentOf(),
): () => Promise<Identity> {
  const { unsigned, bearerToken, credentials } = options;
  if (unsigned === true) {
    return async () => ({ kind: "none" });
  }
  const token =
    bearerToken ?? (credentials === undefined ? environment.AWS_BEARER_TOKEN_BEDROCK || undefined : undefined);
  if (token !== undefined) {
    return async () => ({ kind: "bearer", token: checkedToken(await provide(token)) });
  }
  const provider = credentials ?? lazyCredentialChain();
  return async () => ({ kind: "sigv4", credentials: checkedCredentials(await provide(provider)) });
}

/** The value of an option that may be a function. */
export async function provide<T>(provided: Provided<T>): Promise<T> {
  // `T` is a string or credentials here, never itself a function.
  return typeof provided === "function" ? (provided as () => T | Promise<T>)() : provided;
}

/**
 * The chain loads a hundred modules: only a client that needs it pays for it. It caches credentials until they expire.
 */
function lazyCredentialChain(): () => Promise<Credentials> {
  let chain: Promise<() => Promise<Credentials>> | undefined;
  return async () => {
    chain ??= credentialChain();
    return (await chain)().catch((reason: unknown) => {
      throw new Error(NO_CREDENTIALS, { cause: reason });
    });
  };
}

const NO_CREDENTIALS =
  "no AWS credentials found: set AWS_BEARER_TOKEN_BEDROCK, AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY or AWS_PROFILE, or pass credentials or bearerToken";

/** Refused here, because the runtime would quote the value of an invalid header in its error. */
export function checkedToken(token: string): string {
  const trimmed = token.trim();
  if (!isHeaderText(trimmed)) {
    throw unsendable("the bearer token is empty or holds a space, line break or character that no header takes");
  }
  return trimmed;
}

/** Refused here for the same reason. */
export function checkedCredentials(credentials: Credentials): Credentials {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  if (!isHeaderText(accessKeyId) || !secretAccessKey || (sessionToken !== undefined && !isHeaderText(sessionToken))) {
    throw unsendable("accessKeyId, secretAccessKey or sessionToken is empty or cannot be sent");
  }
  return credentials;
}

/** An error that is told apart from others also where the AWS SDK asked for the credentials. */
function unsendable(message: string): Error {
  return Object.assign(new Error(message), { name: "CredentialsProviderError" });
}

function isHeaderText(text: unknown): boolean {
  return typeof text === "string" && /^[\x21-\x7e]+$/.test(text);
}
