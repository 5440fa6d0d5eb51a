import { type BatchOptions, type BatchRecord, checkBatchRecord, readPointer } from "@bedrock-contract/validators";
import { followsAws, operations, printableLine } from "@bedrock-contract/wire";
import { schemaFault } from "../../checks/answer/response-schema.ts";
import { defined } from "../../defined.ts";
import type { CaseResult, CheckResult, Documented } from "../../result.ts";
import { redactCheck } from "../../results/redact/redact-check.ts";
import { plainRedaction } from "../read/exchange-secrets.ts";
import type { RecordedBatchLine, RecordedExchange } from "../read/recorded-exchange.ts";
import { gradeExchange } from "./grade-exchange.ts";

const DOCUMENT: Documented = {
  document: "Process multiple prompts with batch inference, Amazon Bedrock",
  section: "Format and upload your batch inference data; View the results of a batch inference job",
  url: "https://docs.aws.amazon.com/bedrock/latest/userguide/batch-inference-data.html",
};

const OF_OPENAI: Documented = {
  document: "Submit a batch of prompts with the OpenAI Batch API, Amazon Bedrock",
  section: "Create an OpenAI batch job",
  url: "https://docs.aws.amazon.com/bedrock/latest/userguide/inference-openai-batch.html",
};

/** What is wrong with a record, or with the input that the service answered with an error. */
const CHECKS = {
  "batch-record": {
    id: "batch-record",
    level: "MUST",
    rule: "A record of batch inference has its members, its model input is a request to the model, and its model output a response.",
  },
  "client-request": {
    id: "client-request",
    level: "SHOULD",
    rule: "A client sends what the specs accept. This is about the client: the error in the record may be correct.",
  },
} as const;

/**
 * Grades a line of a file of batch inference: its record, and what its model output means, as the response of an
 * exchange.
 */
export async function gradeBatchLine(line: RecordedBatchLine, options: BatchOptions = {}): Promise<CaseResult> {
  const record = await checkBatchRecord(line.record, options);
  const { operation } = record;
  const { documented } = placesOf(record);
  const checks = [checkOf("batch-record", record.issues, documented), ...(await checksOfInput(line, record, options))];
  const exchange = exchangeOf(line, record, options);
  const graded = exchange && (await gradeExchange(exchange, { format: record.format }));
  const isFailed = record.issues.length > 0;
  const kind = record.kind === undefined ? "" : ` with ${WITH[record.kind]}`;
  return {
    id: line.id,
    operation,
    ...defined({ format: record.format }),
    profile: record.format === undefined ? "recorded" : `format:${record.format}`,
    summary: plainRedaction()(printableLine(`Record ${record.recordId ?? ""}${kind}`.replace(/ {2,}/, " "))),
    outcome: isFailed ? "fail" : (graded?.outcome ?? "pass"),
    ...defined({ reason: isFailed ? undefined : graded?.reason }),
    durationMs: 0,
    checks: [...checks, ...(graded?.checks.filter(({ outcome }) => outcome !== "unsupported") ?? [])],
    documented,
    file: line.place,
  };
}

const WITH = { input: "a model input", output: "a model output", error: "an error" } as const;

/** An error may be due to its input. */
async function checksOfInput(
  { record }: RecordedBatchLine,
  { kind, operation, issues }: Omit<BatchRecord, "line">,
  options: BatchOptions,
): Promise<readonly CheckResult[]> {
  if (kind !== "error" || issues.length > 0 || isOfOpenAI({ operation })) {
    return [];
  }
  const input = await checkBatchRecord({ modelInput: readPointer(record, "/modelInput") }, options);
  return [checkOf("client-request", input.issues, DOCUMENT)];
}

function checkOf(name: keyof typeof CHECKS, issues: BatchRecord["issues"], documented: Documented): CheckResult {
  const { rule, ...check } = CHECKS[name];
  if (issues.length === 0) {
    return { ...check, outcome: "pass" };
  }
  const { differences = [], isFinal: _, ...fault } = schemaFault(issues);
  const outcome = check.level === "MUST" ? "fail" : "warn";
  const several = differences.length > 1 ? { differences } : {};
  return redactCheck({ ...check, outcome, rule, ...fault, ...several, documented }, plainRedaction());
}

/** A record of OpenAI's batches, whose requests are to a protocol of theirs. */
function isOfOpenAI({ operation }: Pick<BatchRecord, "operation">): boolean {
  return !followsAws(operations[operation]);
}

/** Where a record holds its bodies. */
interface Places {
  readonly request: string;
  readonly response: string;
  readonly documented: Documented;
}

function placesOf(record: Pick<BatchRecord, "operation">): Places {
  return isOfOpenAI(record)
    ? { request: "/body", response: "/response/body", documented: OF_OPENAI }
    : { request: "/modelInput", response: "/modelOutput", documented: DOCUMENT };
}

/** The exchange of a right record with a response. The recording holds two bodies at most, and nothing else of it. */
function exchangeOf(
  { id, place, record }: RecordedBatchLine,
  { kind, operation, format, issues }: Omit<BatchRecord, "line">,
  { modelId = format ?? "" }: BatchOptions,
): RecordedExchange | undefined {
  if (kind !== "output" || issues.length > 0) {
    return undefined;
  }
  const { request, response } = placesOf({ operation });
  const { path, basePath = "" } = operations[operation];
  const url = `${basePath}${path.replace("{modelId}", encodeURIComponent(modelId))}`;
  const bytes = (pointer: string): Buffer => Buffer.from(JSON.stringify(readPointer(record, pointer)) ?? "");
  const body = bytes(request);
  const missing = ["request.path", "request.headers", "response.headers"];
  return {
    id,
    place,
    request: { method: "POST", url, headers: {}, body },
    response: { status: 200, headers: {}, body: bytes(response) },
    gaps: {
      redacted: [],
      missing: body.length === 0 ? [...missing, "request.body"] : missing,
      areHeadersComplete: false,
    },
    durationMs: 0,
  };
}
