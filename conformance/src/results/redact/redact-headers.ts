import { isSecretName } from "@bedrock-contract/wire";
import { REDACTED } from "./known-secrets.ts";
import type { Redact } from "./redact.ts";

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

/** What headers hold that must not be told, as a whole and in the parts that a target may echo. */
export function headerSecrets(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    !isSecretName(name)
      ? []
      : [value, ...(name.toLowerCase().endsWith("cookie") ? cookieValues(value) : credentialsIn(value))],
  );
}

/** A target may echo a key without its scheme, or the credential without its signature. */
function credentialsIn(value: string): readonly string[] {
  const parts = value.split(/[\s,]+/).filter((part) => !/^(?:SignedHeaders=|AWS4-)/i.test(part));
  const values = parts.map((part) => part.replace(/^(?:Credential|Signature)=/i, ""));
  return [...values, ...values.map((part) => part.split("/")[0] ?? "")].filter((part) => !SCHEMES.test(part));
}

const SCHEMES = /^(?:bearer|basic)$/i;

/** The attributes of a cookie are no secrets. */
const ATTRIBUTES = /^(?:expires|max-age|domain|path|samesite|secure|httponly)(?:=|$)/i;

function cookieValues(value: string): readonly string[] {
  return value
    .split(/;\s*/)
    .filter((pair) => !ATTRIBUTES.test(pair))
    .map((pair) => pair.replace(/^[^=]*=/, ""));
}
