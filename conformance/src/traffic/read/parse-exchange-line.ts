import { readFile } from "node:fs/promises";
import type { ValidateFunction } from "ajv/dist/2020.js";
import { excerpt } from "../../exchange/answer.ts";
import { parseJson } from "../../exchange/parse-json.ts";
import type { ExchangeLine } from "./exchange-line.ts";

/** Reads one line as an exchange or as a record of batch inference, or says what is expected instead. */
export type ParseExchangeLine = (
  bytes: Buffer,
) => { readonly line: ExchangeLine } | { readonly record: unknown } | { readonly message: string };

const SCHEMA = new URL("../../../exchanges.schema.json", import.meta.url);

/** Prepares to read lines against `exchanges.schema.json`. */
export async function createParseExchangeLine(): Promise<ParseExchangeLine> {
  const [{ Ajv2020 }, schema] = await Promise.all([import("ajv/dist/2020.js"), readFile(SCHEMA, "utf8")]);
  const validate = new Ajv2020({ strict: false }).compile<ExchangeLine>(JSON.parse(schema));
  return (bytes) => {
    const json = parseJson(bytes);
    if (!json.isJson) {
      const reason = json.reason.replace("the body", "the line");
      const beginning = excerpt(bytes.toString("utf8", 0, 240), 60);
      return {
        message: `expected one exchange, or one record of batch inference, as JSON on one line: ${reason}; it begins ${JSON.stringify(beginning)}`,
      };
    }
    if (isBatchRecord(json.value)) {
      return { record: json.value };
    }
    return validate(json.value) ? { line: json.value } : { message: describeIssue(validate.errors) };
  };
}

/** Exchanges have a request, and records of batch inference do not. */
function isBatchRecord(value: unknown): boolean {
  const has = (name: string): boolean => typeof value === "object" && value !== null && Object.hasOwn(value, name);
  return !has("request") && (has("modelInput") || has("recordId"));
}

function describeIssue(errors: ValidateFunction["errors"]): string {
  const issues = errors ?? [];
  // Of alternatives the branches are told before the whole; what is expected stands in the schema's own words.
  const pathOrUrl = issues.some(({ keyword, instancePath }) => keyword === "anyOf" && instancePath === "/request");
  if (pathOrUrl) {
    return 'no exchange: /request: expected "path" or "url"';
  }
  const [issue] = issues;
  const { keyword, instancePath = "", params = {}, message = "invalid" } = issue ?? {};
  const at = instancePath === "" ? "" : `${instancePath}: `;
  return keyword === "required"
    ? `no exchange: ${at}expected a member "${String(params.missingProperty)}"`
    : `no exchange: ${at}${message.replace(/^must be/, "expected")}`;
}
