import {
  bearerHeaders,
  type Credentials,
  type SignRequestOptions,
  signRequest,
  type WireRequest,
} from "@bedrock-contract/wire";
import type { Signing } from "./authenticator.ts";

/** The headers of a request, or what is missing to write them. */
export type AuthenticatedHeaders =
  | { readonly headers: Readonly<Record<string, string>> }
  | { readonly missing: string };

/** Where a request goes, and what it would be signed with. */
export interface WrongAuthenticationOptions {
  readonly endpoint: URL;
  /** Absent where requests are not signed. */
  readonly signing: Signing | undefined;
}

/**
 * Authenticates a request in one wrong way; all the rest is right, so that only a target that checks this very thing
 * refuses it. What is made up is meant to be unknown to every target. Throws for a way that it does not know.
 */
export async function authenticateWrongly(
  request: WireRequest,
  way: string,
  { endpoint, signing }: WrongAuthenticationOptions,
): Promise<AuthenticatedHeaders> {
  const unsigned = UNSIGNED[way];
  if (unsigned !== undefined) {
    return { headers: { ...request.headers, ...unsigned } };
  }
  const change = WAYS[way];
  if (change === undefined) {
    throw new Error(`there is no way "${way}" of authenticating wrongly`);
  }
  if (signing === undefined) {
    return { missing: "the case needs credentials to sign with" };
  }
  if (way === "missing-session-token" && signing.credentials.sessionToken === undefined) {
    return { missing: "the case needs temporary credentials, which have a session token" };
  }
  const { request: changed = request, spoil = (headers) => headers, ...options } = change(signing, request);
  return { headers: spoil(await signRequest(changed, { ...signing, endpoint, ...options })) };
}

type Headers = Readonly<Record<string, string>>;

/** The ways that sign nothing. */
const UNSIGNED: Readonly<Record<string, Headers>> = {
  missing: {},
  "bearer-missing": {},
  "bearer-wrong": bearerHeaders("conformance-suite-unknown-key"),
};

/** What one way changes of a right signature: what is signed, with what, or the headers that come of it. */
interface Change extends Partial<Omit<SignRequestOptions, "endpoint">> {
  readonly request?: WireRequest;
  readonly spoil?: (headers: Headers) => Headers;
}

const HOUR = 3_600_000;

const WAYS: Readonly<Record<string, (signing: Signing, request: WireRequest) => Change>> = {
  malformed: () => ({ spoil: withoutSignature }),
  "unknown-key": () => ({ credentials: { accessKeyId: "AKIACONFORMANCE0SUIT", secretAccessKey: MADE_UP } }),
  "wrong-key": ({ credentials }) => ({ credentials: { ...credentials, secretAccessKey: MADE_UP } }),
  "wrong-region": ({ region }) => ({ region: region === "eu-west-1" ? "us-east-1" : "eu-west-1" }),
  "wrong-service": () => ({ service: "s3" }),
  expired: () => ({ date: new Date(Date.now() - HOUR) }),
  "tampered-body": (_signing, request) => ({ request: { ...request, body: `${bodyText(request)} ` } }),
  "missing-session-token": ({ credentials }) => ({ credentials: withoutToken(credentials) }),
};

const MADE_UP = "made-up-by-the-conformance-suite";

/** The last part of the header, with the signature, is cut off. */
function withoutSignature(headers: Headers): Headers {
  const authorization = headers.authorization ?? "";
  return { ...headers, authorization: authorization.slice(0, authorization.lastIndexOf(",")) };
}

function withoutToken({ accessKeyId, secretAccessKey }: Credentials): Credentials {
  return { accessKeyId, secretAccessKey };
}

function bodyText({ body = "" }: WireRequest): string {
  return typeof body === "string" ? body : Buffer.from(body).toString("utf8");
}
