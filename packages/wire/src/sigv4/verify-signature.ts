import { isSameSecret } from "../is-same-secret.ts";
import { errorMessage } from "../messages.ts";
import type { Credentials } from "../sign-request.ts";
import { canonicalRequest } from "./canonical-request.ts";
import { bytesOf, sha256, signingKey, utf8 } from "./hmac.ts";
import { isSignatureFailure, type ReceivedSignature, readSignature, timeOf } from "./read-signature.ts";
import { headerValues, type ReceivedRequest } from "./received-request.ts";
import { type SignatureFailure, signatureFailure } from "./signature-failure.ts";

/** Against what a signature is verified. */
export interface VerifySignatureOptions {
  /** Finds the credentials of an access key id; undefined for one that is unknown. */
  readonly credentials: (accessKeyId: string) => Credentials | undefined;
  /** The region that the credential scope must name. Default: any. */
  readonly region?: string;
  /**
   * The service that the credential scope must name. Default: `bedrock`, for the management and the runtime API alike.
   */
  readonly service?: string;
  /** The time at which the request came in. Default: now. */
  readonly now?: Date;
}

/**
 * Verifies the Signature Version 4 of a request as it was received, the way AWS does: form, key, session token, scope,
 * the date to within five minutes, the hash of the body, and the signature itself in constant time. Returns undefined
 * where all of it is right, else the first failure.
 */
export async function verifySignature(
  request: ReceivedRequest,
  options: VerifySignatureOptions,
): Promise<SignatureFailure | undefined> {
  const signature = readSignature(request);
  if (isSignatureFailure(signature)) {
    return signature;
  }
  const credentials = options.credentials(signature.accessKeyId);
  if (credentials === undefined) {
    return signatureFailure("unknown-access-key", errorMessage("unknown-token").text);
  }
  const failure =
    checkSessionToken(request, credentials) ?? checkScope(signature, options) ?? checkTime(signature, options);
  if (failure !== undefined) {
    return failure;
  }
  const payload = await readPayloadHash(request);
  return typeof payload === "string"
    ? checkSignature(signature, credentials, canonicalRequest(request, { ...signature, payloadHash: payload }))
    : payload;
}

function checkSessionToken(request: ReceivedRequest, { sessionToken }: Credentials): SignatureFailure | undefined {
  const received = headerValues(request, "x-amz-security-token").join(",");
  const { text } = errorMessage("unknown-token");
  if (sessionToken !== undefined && received === "") {
    return signatureFailure("missing-session-token", text);
  }
  return isSameSecret(received, sessionToken ?? "") ? undefined : signatureFailure("wrong-session-token", text);
}

function checkScope(signature: ReceivedSignature, options: VerifySignatureOptions): SignatureFailure | undefined {
  const { scopeDate, region, timestamp } = signature;
  const { service = "bedrock" } = options;
  const date = timestamp.slice(0, 8);
  if (scopeDate !== date) {
    const { text } = errorMessage("wrong-date", { scope: scopeDate, date, timestamp });
    return signatureFailure("wrong-scope-date", text);
  }
  if (region !== (options.region ?? region)) {
    return signatureFailure("wrong-scope-region", errorMessage("wrong-region").text);
  }
  return signature.service === service
    ? undefined
    : signatureFailure("wrong-scope-service", errorMessage("wrong-service", { service }).text);
}

const MAX_SKEW = 5 * 60_000;

function checkTime(
  { timestamp }: ReceivedSignature,
  { now = new Date() }: VerifySignatureOptions,
): SignatureFailure | undefined {
  const age = now.getTime() - (timeOf(timestamp) ?? Number.NaN);
  if (Math.abs(age) <= MAX_SKEW) {
    return undefined;
  }
  const times = { signed: timestamp, now: stampOf(now.getTime()) };
  return age > 0
    ? signatureFailure(
        "expired",
        errorMessage("expired-signature", { ...times, earliest: stampOf(now.getTime() - MAX_SKEW) }).text,
      )
    : signatureFailure(
        "not-yet-valid",
        errorMessage("early-signature", { ...times, latest: stampOf(now.getTime() + MAX_SKEW) }).text,
      );
}

/** A time in the form of `x-amz-date`: `20250130T064508Z`. */
function stampOf(time: number): string {
  return new Date(time).toISOString().replaceAll(/[-:]|\.\d+/g, "");
}

/** What stands for the hash of a body that is a stream of events, each of which is signed by itself. */
const SIGNED_EVENTS = "STREAMING-AWS4-HMAC-SHA256-EVENTS";

/**
 * The hash that the signature covers: the one that the request states, if it is that of the body or says that the body
 * is signed otherwise, else the body's own.
 */
async function readPayloadHash(request: ReceivedRequest): Promise<string | SignatureFailure> {
  const [stated] = headerValues(request, "x-amz-content-sha256");
  if (stated === "UNSIGNED-PAYLOAD" || stated === SIGNED_EVENTS) {
    return stated;
  }
  const actual = await sha256(request.body ?? new Uint8Array(0));
  return stated === undefined || stated === actual
    ? actual
    : signatureFailure("wrong-payload-hash", "The header x-amz-content-sha256 is not the SHA-256 of the body.");
}

async function checkSignature(
  { scopeDate, region, service, timestamp, signature }: ReceivedSignature,
  { secretAccessKey }: Credentials,
  canonical: string,
): Promise<SignatureFailure | undefined> {
  const hash = await sha256(utf8(canonical));
  const scope = `${scopeDate}/${region}/${service}/aws4_request`;
  const key = await signingKey(secretAccessKey, scope);
  const stringToSign = ["AWS4-HMAC-SHA256", timestamp, scope, hash].join("\n");
  // `verify` compares in constant time. https://www.w3.org/TR/webcrypto/#hmac-operations
  return (await crypto.subtle.verify("HMAC", key, bytesOf(signature), utf8(stringToSign)))
    ? undefined
    : signatureFailure(
        "wrong-signature",
        errorMessage("wrong-signature", { canonicalRequest: canonical, stringToSign }).text,
      );
}
