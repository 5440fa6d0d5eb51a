import { defined } from "../../defined.ts";
import { environmentSecrets } from "../../results/redact/environment-secrets.ts";
import { createRedact, type Redact } from "../../results/redact/redact.ts";
import { headerSecrets } from "../../results/redact/redact-headers.ts";
import type { RecordedExchange } from "./recorded-exchange.ts";
import { requestTargetOf } from "./request-target.ts";

/** The query parameters of a presigned URL that hold secrets, or let one act in another's name. */
const SECRET_PARAMETERS: ReadonlySet<string> = new Set(["x-amz-credential", "x-amz-security-token", "x-amz-signature"]);

/**
 * Replaces the secrets of an exchange, and those of the environment, wherever they turn up, also in what the target
 * echoes.
 */
export function redactionOf(exchange: RecordedExchange): Redact {
  const secrets = exchangeSecrets(exchange);
  return secrets.length === 0 ? plainRedaction() : createRedact([...secrets, ...environmentSecrets(process.env)]);
}

/** Replaces the secrets of the environment as it is now. */
export function plainRedaction(): Redact {
  const secrets = environmentSecrets(process.env);
  if (plain === undefined || plain.secrets.join() !== secrets.join()) {
    plain = { secrets, redact: remembering(createRedact(secrets)) };
  }
  return plain.redact;
}
let plain: { readonly secrets: readonly string[]; readonly redact: Redact } | undefined;

/** What records without headers say is the same again and again. */
function remembering(redact: Redact): Redact {
  const seen = new Map<string, string>();
  const remembered = (text: string): string => {
    const known = seen.get(text);
    if (known !== undefined) {
      return known;
    }
    const redacted = redact(text);
    if (seen.size < MOST_KEPT && text.length < LONGEST_KEPT) {
      seen.set(text, redacted);
    }
    return redacted;
  };
  return Object.assign(remembered, defined({ find: redact.find }));
}
const [MOST_KEPT, LONGEST_KEPT] = [2_000, 300];

/** The secrets that the headers and the URL of an exchange hold. */
export function exchangeSecrets({ request, response, secrets = [] }: RecordedExchange): readonly string[] {
  return [
    ...headerSecrets(request.headers),
    ...headerSecrets(response.headers),
    ...querySecrets(request.url),
    ...secrets,
  ];
}

function querySecrets(url: string): readonly string[] {
  if (!url.includes("?")) {
    return [];
  }
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
