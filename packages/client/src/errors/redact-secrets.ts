/** Takes known secrets out of a text. */
export type RedactKnown = (text: string) => string;

let redactKnown: RedactKnown = (text) => text;

/**
 * Says how the secrets that requests are sent with are taken out of all messages from now on. Whoever sends requests
 * knows them; whoever only reads streams need not load what looks for them.
 */
export function redactKnownBy(redact: RedactKnown): void {
  redactKnown = redact;
}

/**
 * Takes out of a text what must not reach a log: the secrets that requests were sent with, however a server writes
 * them; bearer keys, and the session token and signature that AWS quotes when it refuses a signature ("The Canonical
 * String for this request should have been …").
 */
export function redactSecrets(text: string): string {
  return redactKnown(text)
    .replaceAll(/\b(Bearer\s+)[\w.~+/=-]{8,}/gi, "$1REDACTED")
    .replaceAll(/(x-amz-security-token["']?\s*[:=]\s*["']?)[^\s"',&]+/gi, "$1REDACTED")
    .replaceAll(/(Signature=)[0-9a-f]{64}/gi, "$1REDACTED");
}

/** A copy of a JSON value whose strings, names of members included, hold no secret. */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value === "string") {
    return redactSecrets(value);
  }
  if (Array.isArray(value)) {
    return value.map(withoutSecrets);
  }
  return isPlain(value)
    ? Object.fromEntries(Object.entries(value).map(([name, member]) => [redactSecrets(name), withoutSecrets(member)]))
    : value;
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value));
}

/**
 * Takes secrets out of what a cause holds, in place: loggers print it whole. The AWS SDK's exceptions have what a
 * server says in their message, their members and the response beside them.
 */
export function redactCause(cause: unknown, depth = 0): void {
  if (!(cause instanceof Error) && !(depth > 0 && isWalked(cause))) {
    return;
  }
  const names = cause instanceof Error ? ["message", "stack", "cause", ...Object.keys(cause)] : Object.keys(cause);
  for (const name of new Set(names)) {
    const value: unknown = Reflect.get(cause, name);
    if (redactSecrets(name) !== name) {
      Reflect.deleteProperty(cause, name);
      Reflect.set(cause, redactSecrets(name), withoutSecrets(value));
    } else if (typeof value === "string" && redactSecrets(value) !== value) {
      Reflect.defineProperty(cause, name, { value: redactSecrets(value), writable: true, configurable: true });
    } else if (depth < DEEPEST) {
      redactCause(value, depth + 1);
    }
  }
}

/** Bytes and streams say nothing that a logger shows as text. */
function isWalked(value: unknown): value is object {
  return typeof value === "object" && value !== null && !ArrayBuffer.isView(value) && !(Symbol.asyncIterator in value);
}

const DEEPEST = 5;
