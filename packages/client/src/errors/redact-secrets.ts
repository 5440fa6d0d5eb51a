/**
 * Takes out of a message what must not reach a log: bearer keys, and the session token and signature that AWS quotes when it refuses a
 * signature ("The Canonical String for this request should have been …").
 */
export function redactSecrets(message: string): string {
  return message
    .replaceAll(/\b(Bearer\s+)[\w.~+/=-]{8,}/gi, "$1REDACTED")
    .replaceAll(/(x-amz-security-token["']?\s*[:=]\s*["']?)[^\s"',&]+/gi, "$1REDACTED")
    .replaceAll(/(Signature=)[0-9a-f]{64}/gi, "$1REDACTED");
}
