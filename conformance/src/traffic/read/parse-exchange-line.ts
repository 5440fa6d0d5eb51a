import { readFile } from "node:fs/promises";
import type { ValidateFunction } from "ajv/dist/2020.js";
import { excerpt } from "../../exchange/answer.ts";
import { type JsonBody, parseJson } from "../../exchange/parse-json.ts";
import { packageFile } from "../../package-file.ts";
import type { ExchangeLine } from "./exchange-line.ts";
import { recordsIn, withoutEventTime } from "./invocation-log.ts";

/**
 * Reads one line as an exchange, as a record of batch inference, or as records of invocation logs, or says what is
 * expected instead.
 */
export type ParseExchangeLine = (
  bytes: Buffer,
) =>
  | { readonly line: ExchangeLine }
  | { readonly record: unknown }
  | { readonly logs: readonly unknown[] }
  | { readonly message: string };

const SCHEMA = packageFile("exchanges.schema.json");

/** Prepares to read lines against `exchanges.schema.json`. */
export function createParseExchangeLine(): Promise<ParseExchangeLine> {
  prepared ??= prepare();
  return prepared;
}

/** The schema takes longer to compile than a small file to read. */
let prepared: Promise<ParseExchangeLine> | undefined;

async function prepare(): Promise<ParseExchangeLine> {
  const [{ Ajv2020 }, schema] = await Promise.all([import("ajv/dist/2020.js"), readFile(SCHEMA, "utf8")]);
  const validate = new Ajv2020({ strict: false }).compile<ExchangeLine>(JSON.parse(schema));
  return (bytes) => {
    const json = parseLine(bytes);
    if (!json.isJson) {
      const beginning = excerpt(bytes.toString("utf8", 0, 240), 60);
      return {
        message: `expected one exchange, or one record of batch inference, as JSON on one line: ${json.reason}; it begins ${JSON.stringify(beginning)}`,
      };
    }
    const logs = recordsIn(json.value);
    if (logs !== undefined) {
      return { logs };
    }
    if (isBatchRecord(json.value)) {
      return { record: json.value };
    }
    return validate(json.value) ? { line: json.value } : { message: describeIssue(validate.errors) };
  };
}

const [BRACE, DIGIT_2] = ["{".charCodeAt(0), "2".charCodeAt(0)];

/** A line begins with its value, or with the time of a log event. */
function parseLine(bytes: Buffer): JsonBody {
  const isTimed = bytes[0] === DIGIT_2 && bytes.includes(BRACE);
  return parseJson(isTimed ? Buffer.from(withoutEventTime(bytes.toString("utf8"))) : bytes, "the line");
}

/** Exchanges have a request, and records of batch inference do not. */
function isBatchRecord(value: unknown): boolean {
  const has = (name: string): boolean => typeof value === "object" && value !== null && Object.hasOwn(value, name);
  return !has("request") && ["modelInput", "recordId", "custom_id"].some(has);
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
    ? `not an exchange: ${at}expected a member "${String(params.missingProperty)}"`
    : `not an exchange: ${at}${message.replace(/^must be/, "expected")}`;
}
