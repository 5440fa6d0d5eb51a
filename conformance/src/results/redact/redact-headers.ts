import { isSecretName } from "@bedrock-contract/wire";
import type { Redact } from "./redact.ts";
import { REDACTED } from "./redacted.ts";

/** A copy of headers for a report. */
export function redactHeaderValues(
  headers: Readonly<Record<string, string>>,
  redact: Redact,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (name.toLowerCase() === "authorization") {
        return [name, authorizationKind(value)];
      }
      return [redact(name), isSecretName(name) ? REDACTED : redact(value)];
    }),
  );
}

const SIGNATURE = /^(AWS4-HMAC-SHA256 Credential=)[^/,\s]*((?:\/[\w-]+){4}), ?(SignedHeaders=[\w;-]+), ?Signature=\w+$/;

/** Of what authenticates, its kind may be told; of a signature also where it is valid, and what it covers. */
function authorizationKind(value: string): string {
  const [, algorithm, scope, covered] = SIGNATURE.exec(value) ?? [];
  if (algorithm !== undefined) {
    return `${algorithm}${REDACTED}${scope}, ${covered}, Signature=${REDACTED}`;
  }
  return /^bearer /i.test(value) ? `Bearer ${REDACTED}` : REDACTED;
}

/** What headers hold that must not be told: keys, without what says what they are keys of. */
export function headerSecrets(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(headers).flatMap(([name, value]) => {
    if (!isSecretName(name)) {
      return [];
    }
    return name.toLowerCase().endsWith("cookie") ? cookieValues(value) : credentialsIn(value);
  });
}

/** Of a signature its key and itself are secrets, not where it is valid and what it covers. */
function credentialsIn(value: string): readonly string[] {
  if (/^AWS4-/i.test(value)) {
    const [, key = ""] = /\bCredential=([^/,\s]+)/i.exec(value) ?? [];
    const [, signature = ""] = /\bSignature=([^,\s]+)/i.exec(value) ?? [];
    return [key, signature];
  }
  const [, scheme = "", credentials = value] = /^(\w+)\s+(\S.*)$/.exec(value) ?? [];
  return scheme.toLowerCase() === "basic" ? [credentials, ...passwordIn(credentials)] : [credentials];
}

function passwordIn(credentials: string): readonly string[] {
  return [
    Buffer.from(credentials, "base64")
      .toString("utf8")
      .replace(/^[^:]*:/, ""),
  ];
}

/** The attributes of a cookie are no secrets. */
const ATTRIBUTES = /^(?:expires|max-age|domain|path|samesite|secure|httponly)(?:=|$)/i;

function cookieValues(value: string): readonly string[] {
  return value
    .split(/;\s*/)
    .filter((pair) => !ATTRIBUTES.test(pair))
    .map((pair) => pair.replace(/^[^=]*=/, ""));
}
