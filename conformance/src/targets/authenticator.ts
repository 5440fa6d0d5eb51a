import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { bearerHeaders, type Credentials, signRequest, type WireRequest } from "@bedrock-contract/wire";
import { ConformanceError } from "../conformance-error.ts";
import { checkHeader } from "./check-header.ts";
import type { Authentication } from "./manifest.ts";

/** The variables of the environment that this suite reads. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Adds to a request's headers what authenticates it. */
export interface Authenticator {
  /** What it adds. */
  readonly kind: "sigv4" | "bearer" | "unsigned";
  authenticate(request: WireRequest, endpoint: URL): Promise<Readonly<Record<string, string>>>;
  readonly secrets: readonly string[];
  /** What it signs with, for cases about signatures that are wrong. */
  readonly signing?: Signing;
}

/** What requests are signed with. */
export interface Signing {
  readonly credentials: Credentials;
  readonly region: string;
}

interface AuthenticatorOptions {
  readonly region: string;
  readonly environment: Environment;
}

/** Sends requests as they are. */
export const unsigned: Authenticator = {
  kind: "unsigned",
  authenticate: async (request) => request.headers,
  secrets: [],
};

/** Creates what authenticates the requests of a run. Throws where the wanted credentials are missing. */
export async function createAuthenticator(auth: Authentication, options: AuthenticatorOptions): Promise<Authenticator> {
  switch (auth) {
    case "none":
      return unsigned;
    case "bearer":
      return bearer(options.environment);
    case "sigv4":
      return signing(await chainCredentials(), options.region);
    case "aws":
      return createAuthenticator(chooseAsAws(options.environment), options);
    case "auto":
      return automatic(options);
    default:
      return auth satisfies never;
  }
}

/** What the AWS SDKs choose: the bearer key where there is one. */
export function chooseAsAws({ AWS_BEARER_TOKEN_BEDROCK: key }: Environment): "sigv4" | "bearer" {
  return key ? "bearer" : "sigv4";
}

/** Signs with credentials that are given. */
export function signing(credentials: Credentials, region: string): Authenticator {
  const { accessKeyId, secretAccessKey, sessionToken = "" } = credentials;
  checkHeader("authorization", accessKeyId, "The id of the AWS access key");
  checkHeader("x-amz-security-token", sessionToken, "The AWS session token");
  return {
    kind: "sigv4",
    authenticate: (request, endpoint) => {
      // What is streamed has no hash yet.
      const hasContentHashHeader = request.headers["x-amz-content-sha256"] === undefined;
      return signRequest(request, { credentials, region, endpoint, hasContentHashHeader });
    },
    secrets: [secretAccessKey, ...(sessionToken === "" ? [] : [sessionToken])],
    signing: { credentials, region },
  };
}

function bearer(environment: Environment, variable = "AWS_BEARER_TOKEN_BEDROCK"): Authenticator {
  const key = environment[variable];
  if (key === undefined || key === "") {
    throw new ConformanceError(
      "usage",
      `Authentication with a bearer key needs the key in ${variable}, which is not set.`,
    );
  }
  checkHeader("authorization", key, `The key in ${variable}`);
  return bearing(key);
}

/** Creates what authenticates the requests to a gateway: its key goes there only where a bearer key is asked for. */
export function gatewayAuthenticator(auth: Authentication, environment: Environment): Authenticator {
  return auth === "bearer" ? bearer(environment, "OPENAI_API_KEY") : unsigned;
}

/** Sends a bearer key that is given. */
export function bearing(key: string): Authenticator {
  return {
    kind: "bearer",
    authenticate: async (request) => ({ ...request.headers, ...bearerHeaders(key) }),
    secrets: [key],
  };
}

/** Asks the credential chain only where the environment shows that it has something: it takes long to find nothing. */
async function automatic({ environment, region }: AuthenticatorOptions): Promise<Authenticator> {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment;
  if (accessKeyId && secretAccessKey && !environment.AWS_PROFILE) {
    const sessionToken = environment.AWS_SESSION_TOKEN;
    return signing({ accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) }, region);
  }
  if (!hasCredentialEvidence(environment)) {
    return unsigned;
  }
  try {
    return signing(await withoutMetadataService(chainCredentials), region);
  } catch {
    // The files may describe other profiles only; then there is nothing to sign with.
    return unsigned;
  }
}

/** Whether the environment shows credentials that the standard chain would find without asking a metadata service. */
export function hasCredentialEvidence(environment: Environment): boolean {
  const variables = ["AWS_PROFILE", "AWS_WEB_IDENTITY_TOKEN_FILE", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"];
  const home = environment.HOME ?? homedir();
  const files = [
    environment.AWS_SHARED_CREDENTIALS_FILE ?? join(home, ".aws", "credentials"),
    environment.AWS_CONFIG_FILE ?? join(home, ".aws", "config"),
  ];
  return (
    [...variables, "AWS_CONTAINER_CREDENTIALS_FULL_URI"].some((name) => Boolean(environment[name])) ||
    files.some((file) => existsSync(file))
  );
}

async function chainCredentials(): Promise<Credentials> {
  const { defaultProvider } = await import("@aws-sdk/credential-provider-node");
  try {
    return await defaultProvider()();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ConformanceError("usage", `The AWS credential chain found no credentials: ${message}`, { cause: error });
  }
}

/**
 * The chain's last resort is the instance metadata service, which a run against a local server must not wait for. The
 * AWS SDK has no option that leaves it out, and reads the setting only from the environment of the process.
 */
async function withoutMetadataService<T>(action: () => Promise<T>): Promise<T> {
  const before = process.env.AWS_EC2_METADATA_DISABLED;
  process.env.AWS_EC2_METADATA_DISABLED = "true";
  try {
    return await action();
  } finally {
    if (before === undefined) {
      delete process.env.AWS_EC2_METADATA_DISABLED;
    } else {
      process.env.AWS_EC2_METADATA_DISABLED = before;
    }
  }
}
