import { AUTHORITY, headerValues, type ReceivedRequest } from "./received-request.ts";
import { type SignatureFailure, signatureFailure } from "./signature-failure.ts";

/** What the headers of a signed request say about its signature; nothing of it is verified yet. */
export interface ReceivedSignature {
  readonly accessKeyId: string;
  /** The date of the credential scope, `20150830`. */
  readonly scopeDate: string;
  readonly region: string;
  readonly service: string;
  /** Names in lower case, in ascending order. */
  readonly signedHeaders: readonly string[];
  /** 64 hexadecimal digits. */
  readonly signature: string;
  /** The time of the signature as sent, `20150830T123600Z`. */
  readonly timestamp: string;
}

const ALGORITHM = "AWS4-HMAC-SHA256";
const DATE_HEADER = "x-amz-date";

/**
 * Reads the signature of a request, without verifying it: the header `authorization` with its algorithm and its three
 * parts, the credential with its five, `x-amz-date`, and that both the host and the date are signed and every signed
 * header is there. Returns what is wrong instead where it is malformed. Signatures in the query are not read.
 */
export function readSignature(request: ReceivedRequest): ReceivedSignature | SignatureFailure {
  const parts = readAuthorization(request);
  if (isSignatureFailure(parts)) {
    return parts;
  }
  const [timestamp = "", ...more] = headerValues(request, DATE_HEADER);
  if (more.length > 0 || timeOf(timestamp) === undefined) {
    return signatureFailure(
      "missing-date",
      `The header x-amz-date must be sent once, in the form 20150830T123600Z; received ${JSON.stringify(timestamp)}.`,
    );
  }
  return checkSignedHeaders(request, parts.signedHeaders) ?? { ...parts, timestamp };
}

/** Tells a failure from a signature. */
export function isSignatureFailure(value: object): value is SignatureFailure {
  return "kind" in value;
}

/**
 * The time that a timestamp such as `20150830T123600Z` means, in milliseconds since 1970; undefined where it is not
 * one.
 */
export function timeOf(timestamp: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp);
  const time = parts === null ? Number.NaN : Date.parse(`${parts.slice(1, 4).join("-")}T${parts.slice(4).join(":")}Z`);
  return Number.isNaN(time) ? undefined : time;
}

type AuthorizationParts = Omit<ReceivedSignature, "timestamp">;

function readAuthorization(request: ReceivedRequest): AuthorizationParts | SignatureFailure {
  const [authorization, ...more] = headerValues(request, "authorization");
  if (authorization === undefined) {
    return signatureFailure("missing-authorization", "The request has no header authorization.");
  }
  if (more.length > 0) {
    return malformed("it is sent more than once");
  }
  const [algorithm = "", rest = ""] = splitOnce(authorization, " ");
  if (algorithm !== ALGORITHM) {
    // What stands there may be a secret of another scheme: it is not repeated.
    return malformed(`it must begin with ${ALGORITHM}`);
  }
  return readParts(rest);
}

function readParts(text: string): AuthorizationParts | SignatureFailure {
  const pairs = text.split(/[ \t]*,[ \t]*/).map((part) => splitOnce(part, "="));
  const parts = new Map(pairs);
  const { Credential, SignedHeaders, Signature, ...others } = Object.fromEntries(parts);
  if (Credential === undefined || SignedHeaders === undefined || Signature === undefined) {
    return malformed("it must have the parts Credential, SignedHeaders and Signature");
  }
  if (Object.keys(others).length > 0 || pairs.length !== parts.size) {
    return malformed("it must have no part but Credential, SignedHeaders and Signature, each of them once");
  }
  const [accessKeyId = "", scopeDate = "", region = "", service = "", terminator, ...more] = Credential.split("/");
  if (
    !/^\d{8}$/.test(scopeDate) ||
    terminator !== "aws4_request" ||
    more.length > 0 ||
    !accessKeyId ||
    !region ||
    !service
  ) {
    return malformed("its Credential must be KEY/DATE/REGION/SERVICE/aws4_request, the date in the form 20150830");
  }
  const signedHeaders = SignedHeaders.split(";");
  if (!signedHeaders.every((name, index) => isHeaderName(name) && name > (signedHeaders[index - 1] ?? ""))) {
    return malformed(
      "its SignedHeaders must be names in lower case and in ascending order, with semicolons between them",
    );
  }
  if (!/^[0-9a-f]{64}$/.test(Signature)) {
    return malformed("its Signature must be 64 hexadecimal digits in lower case");
  }
  return { accessKeyId, scopeDate, region, service, signedHeaders, signature: Signature };
}

function checkSignedHeaders(request: ReceivedRequest, signedHeaders: readonly string[]): SignatureFailure | undefined {
  const hasToken = headerValues(request, "x-amz-security-token").length > 0;
  // Over HTTP/2 the AWS SDK for JavaScript signs `:authority` and sends no `host`.
  const host = signedHeaders.includes(AUTHORITY) ? AUTHORITY : "host";
  const wanted = [host, DATE_HEADER, ...(hasToken ? ["x-amz-security-token"] : [])];
  const unsigned = wanted.find((name) => !signedHeaders.includes(name));
  if (unsigned !== undefined) {
    return signatureFailure("unsigned-header", `The header ${unsigned} must be among the signed headers.`);
  }
  const absent = signedHeaders.find((name) => headerValues(request, name).length === 0);
  return absent === undefined
    ? undefined
    : signatureFailure("absent-signed-header", `The header ${absent} is signed, but the request does not have it.`);
}

function malformed(what: string): SignatureFailure {
  return signatureFailure("malformed-authorization", `The header authorization is malformed: ${what}.`);
}

/** A name of a header in lower case, or `:authority`. https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2 */
function isHeaderName(text: string): boolean {
  return text === AUTHORITY || /^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(text);
}

function splitOnce(text: string, separator: string): readonly [string, string] {
  const at = text.indexOf(separator);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + separator.length)];
}
