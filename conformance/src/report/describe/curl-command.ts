import { followsAws, operationNamed } from "@bedrock-contract/wire";
import type { CaseResult, ExchangeRecord } from "../../result.ts";
import { shellWord } from "./shell-word.ts";

/** Headers that curl makes itself, or that belong to a signature. */
const OWN_HEADERS: ReadonlySet<string> = new Set([
  "authorization",
  "connection",
  "content-length",
  "host",
  "transfer-encoding",
  "x-amz-content-sha256",
  "x-amz-date",
  "x-amz-security-token",
]);

const SCOPE = /Credential=[^/\s]*\/\d+\/([\w-]+)\/([\w-]+)\/aws4_request/;

/** As a manifest writes it, and a shell reads it. */
const VARIABLE = /^(?:[A-Za-z]+ )?\$\{\w+\}$/;

/**
 * The request of a case as a command for a shell, one word group a line; undefined where nothing was sent, or where
 * curl could not send it as the case does. It holds no secret: keys come from the variables that hold them. Older
 * versions of curl sign a path with `%` otherwise than AWS.
 */
export function curlCommand({ exchange, profile, operation }: CaseResult): readonly string[] | undefined {
  if (exchange === undefined || profile === "auth" || exchange.request.body?.endsWith("… (cut)")) {
    return undefined;
  }
  const { method, url, headers, body } = exchange.request;
  const isImplied = method === "GET" || (method === "POST" && body !== undefined);
  const groups = [
    `curl --include --globoff${isImplied ? "" : ` --request ${shellWord(method)}`} ${shellWord(url)}`,
    ...authentication(exchange, operation),
    ...Object.entries(headers)
      .filter(([name]) => !OWN_HEADERS.has(name.toLowerCase()))
      .map(([name, value]) => headerWord(name, value)),
    ...(body === undefined ? [] : [`--data-binary ${shellWord(body)}`]),
  ];
  return groups.map((group, index) => `${index === 0 ? "" : "  "}${group}${index < groups.length - 1 ? " \\" : ""}`);
}

/** By what the header shows that was sent: its secrets are gone, its kind is not. */
function authentication({ request: { headers } }: ExchangeRecord, operation: string): readonly string[] {
  const { authorization } = headers;
  if (authorization !== undefined && VARIABLE.test(authorization)) {
    return [headerWord("authorization", authorization)];
  }
  const [, region, service] = SCOPE.exec(authorization ?? "") ?? [];
  if (region !== undefined && service !== undefined) {
    const token =
      headers["x-amz-security-token"] === undefined ? [] : ['--header "x-amz-security-token: $AWS_SESSION_TOKEN"'];
    return [`--aws-sigv4 aws:amz:${region}:${service} --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY"`, ...token];
  }
  return authorization === undefined ? [] : [`--header "Authorization: Bearer $${bearerVariable(operation)}"`];
}

/** A gateway has a key of its own. */
function bearerVariable(operation: string): string {
  const known = operationNamed(operation);
  return known !== undefined && !followsAws(known) ? "OPENAI_API_KEY" : "AWS_BEARER_TOKEN_BEDROCK";
}

/**
 * A value that a manifest takes from a variable comes from there; any other that is not told, from a variable of the
 * header's name.
 */
function headerWord(name: string, value: string): string {
  if (VARIABLE.test(value) && isPlain(name)) {
    return `--header "${name}: ${value}"`;
  }
  return value === "REDACTED" && isPlain(name)
    ? `--header "${name}: $${name.toUpperCase().replaceAll(/\W/g, "_")}"`
    : `--header ${shellWord(`${name}: ${value}`)}`;
}

/** Whether a shell takes a name within double quotes as it is. */
function isPlain(name: string): boolean {
  return /^[\w.-]+$/.test(name);
}
