/**
 * Why there is no whole answer. `unreachable`: no connection. `timeout`, `broken`, `too-large`: a connection, but no
 * whole answer.
 */
export type ExchangeFailureKind = "unreachable" | "timeout" | "broken" | "too-large" | "interrupted";

/** An exchange without a whole answer. */
export interface ExchangeFailure {
  readonly kind: ExchangeFailureKind;
  readonly message: string;
  /** Whether a connection broke off before the first byte of an answer. */
  readonly isBeforeAnswer?: boolean;
}

/** Says in words why a connection could not be made. */
export function describeUnreachable(origin: string, reason: unknown): string {
  const { code, message } = facts(reason);
  const host = new URL(origin).hostname;
  const known: Record<string, string> = {
    ECONNREFUSED: "nothing listens there",
    ENOTFOUND: `the host name ${host} does not resolve`,
    EAI_AGAIN: `the host name ${host} does not resolve at the moment`,
    UND_ERR_CONNECT_TIMEOUT: "the connection timed out",
    ETIMEDOUT: "the connection timed out",
    EHOSTUNREACH: "there is no route to the host",
    ENETUNREACH: "there is no route to the network",
    ERR_SSL_WRONG_VERSION_NUMBER: "it does not speak TLS; try http:// instead of https://",
    DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
    SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
  };
  if (code === "ERR_PROXY") {
    return `${origin} cannot be reached: ${message}`;
  }
  const words = known[code] ?? (origin.startsWith("https:") ? `the TLS connection failed: ${message}` : message);
  return `${origin} cannot be reached: ${words}${code === "" ? "" : ` (${code})`}`;
}

const UNTRUSTED = "Node.js does not trust its certificate; NODE_EXTRA_CA_CERTS=FILE names the one of who has signed it";

/** Says in words how an exchange broke off. */
export function describeBroken(reason: unknown, received: number): string {
  const { code, message } = facts(reason);
  const suffix = code === "" ? "" : ` (${code})`;
  if (isParserError(reason)) {
    return `the response is not valid HTTP/1.1: ${message}${suffix}`;
  }
  const after = received === 0 ? "before a whole response" : `after ${received} bytes of the body`;
  return `the connection broke off ${after}: ${message}${suffix}`;
}

/** Whether an error is about what was received: something came, but not the head of an HTTP response. */
export function isOfAnswer(reason: unknown): boolean {
  return isParserError(reason) || facts(reason).code === "UND_ERR_HEADERS_OVERFLOW";
}

function isParserError(reason: unknown): boolean {
  return facts(reason).code.startsWith("HPE_") || (reason instanceof Error && reason.name === "HTTPParserError");
}

function facts(reason: unknown): { code: string; message: string } {
  if (!(reason instanceof Error)) {
    return { code: "", message: String(reason) };
  }
  // Node gives an AggregateError, whose message is empty, when every address of a host refused.
  const first: unknown = reason instanceof AggregateError ? reason.errors[0] : undefined;
  const error = first instanceof Error ? first : reason;
  const code: unknown = Reflect.get(error, "code");
  return { code: typeof code === "string" ? code : "", message: error.message };
}
