/**
 * Whether an HTTP/2 connection failed as one does to a server of HTTP/1.1: it answered in text, or refused `h2` in the
 * TLS handshake.
 */
export function isNotHttp2(reason: unknown): boolean {
  const { code, cause } = Object(reason);
  return code === "ERR_HTTP2_ERROR" || Object(cause).code === "ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL";
}

/** Whether an HTTP/2 connection was closed before a response. The AWS SDK's handler calls that a timeout. */
export function isClosedHttp2(reason: unknown): boolean {
  return Object(reason).message === "Unexpected error: http2 request did not get a response";
}
