import { redactHeaders } from "@bedrock-contract/wire";
import { createRedact, type Redact } from "../exchange/record.ts";
import { requestTargetOf } from "./locate-operation.ts";
import type { RecordedExchange } from "./recorded-exchange.ts";

/** The query parameters of a presigned URL that hold secrets, or let one act in another's name. */
const SECRET_PARAMETERS: ReadonlySet<string> = new Set(["x-amz-credential", "x-amz-security-token", "x-amz-signature"]);

/** Replaces the secrets of an exchange wherever they turn up, be it in what the target echoes. */
export function redactionOf({ request, response }: RecordedExchange): Redact {
  return createRedact([
    ...headerSecrets(request.headers),
    ...headerSecrets(response.headers),
    ...querySecrets(request.url),
  ]);
}

function headerSecrets(headers: RecordedExchange["request"]["headers"]): readonly string[] {
  const redacted = redactHeaders(headers);
  return Object.entries(headers).flatMap(([name, value]) =>
    redacted[name] === value ? [] : [value, ...(name.endsWith("cookie") ? cookieValues(value) : credentialsIn(value))],
  );
}

/** A target may echo a key without its scheme, or the credential without its signature. */
function credentialsIn(value: string): readonly string[] {
  const parts = value.split(/[\s,]+/).filter((part) => !/^(?:SignedHeaders=|AWS4-)/i.test(part));
  const values = parts.map((part) => part.replace(/^(?:Credential|Signature)=/i, ""));
  return [...values, ...values.map((part) => part.split("/")[0] ?? "")];
}

function cookieValues(value: string): readonly string[] {
  return value.split(/;\s*/).map((pair) => pair.replace(/^[^=]*=/, ""));
}

function querySecrets(url: string): readonly string[] {
  return requestTargetOf(url)
    .query.split("&")
    .flatMap((pair) => {
      const [name = "", ...value] = pair.split("=");
      const raw = value.join("=");
      return SECRET_PARAMETERS.has(name.toLowerCase()) ? [raw, decoded(raw)] : [];
    });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
