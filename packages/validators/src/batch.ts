import { type Line, LONGEST_LINE, readLines } from "./batch-lines.ts";
import { possibleFormats } from "./detect-format.ts";
import { batchInputRecord, batchOutputRecord, openAIBatchInput, openAIBatchOutput } from "./gen/batch.ts";
import { loadFormat } from "./load-format.ts";
import { loadOperation } from "./load-operation.ts";
import { readPointer } from "./pointer.ts";
import { describeBrokenRule, type RequestEnvelope, type RequestRule } from "./request-rule.ts";
import type { FormatId } from "./types.ts";
import type { Issue, Validator } from "./validator.ts";

/** What the records of a file of batch inference are checked against. */
export interface BatchOptions {
  /** The model of the job, by id or ARN. Default: the format of each model input is detected. */
  readonly modelId?: string;
  /** The format of the model inputs. Default: what model id and model input tell. */
  readonly format?: FormatId;
  /**
   * The `modelInvocationType` of the job: with `Converse`, model inputs are requests of that operation. Default:
   * `InvokeModel`.
   */
  readonly invocationType?: "InvokeModel" | "Converse";
}

/** One record of a file of batch inference, checked. */
export interface BatchRecord {
  /** The number of the line, from 1 on. */
  readonly line: number;
  /** The `recordId`, or the `custom_id`; undefined where the line has none. */
  readonly recordId: string | undefined;
  /**
   * What the line is: of an input file, or of an output file with a `modelOutput` (`response`) or an `error`. Undefined
   * where it is not a record.
   */
  readonly kind: "input" | "output" | "error" | undefined;
  /** The operation that it is a call of: what the job invokes, or chat completions for OpenAI's batches. */
  readonly operation: NonNullable<BatchOptions["invocationType"]> | typeof OPENAI_OPERATION;
  /** The format of the bodies; undefined for Converse and OpenAI's batches, and where no format fits. */
  readonly format: FormatId | undefined;
  /** What is wrong, by JSON pointers from the record, such as `/modelInput/messages`. Empty where it is right. */
  readonly issues: readonly Issue[];
}

/**
 * Checks the JSON lines of `CreateModelInvocationJob`, input files and output files alike: each record, its model input
 * and its model output; and those of OpenAI's batches, which have a `custom_id`, with their chats. Reads line by line and
 * holds one line at a time, whatever the size of the file; yields one result for each line that is not blank, right ones
 * included. `pieces` are the bytes of the file, such as a stream of Node.js or `response.body`. What is wrong with a line
 * is an issue of its result; only errors of `pieces` are thrown.
 *
 * Source: AWS user guide, "Format and upload your batch inference data", "View the results of a batch inference job"
 * and "Submit a batch of prompts with the OpenAI Batch API".
 */
export async function* checkBatch(
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: BatchOptions = {},
): AsyncGenerator<BatchRecord> {
  for await (const line of readLines(pieces)) yield await checkLine(line, options);
}

async function checkLine({ number, text, isTooLong }: Line, options: BatchOptions): Promise<BatchRecord> {
  const record = isTooLong
    ? { fault: lineIssue(`is longer than ${LONGEST_LINE} bytes`, "a shorter line") }
    : parsed(number === 1 ? text.replace(/^\uFEFF/, "") : text);
  if ("fault" in record) {
    const operation = operationOf(options);
    return { line: number, recordId: undefined, kind: undefined, operation, format: undefined, issues: [record.fault] };
  }
  return { line: number, ...(await checkBatchRecord(record.value, options)) };
}

/** Checks one record of batch inference: what `checkBatch` does with each line. */
export async function checkBatchRecord(
  record: unknown,
  options: BatchOptions = {},
): Promise<Omit<BatchRecord, "line">> {
  if (has(record, "/custom_id")) return checkOpenAIRecord(record);
  const kind = kindOf(record);
  const recordId = readPointer(record, "/recordId");
  const operation = operationOf(options);
  const head = { recordId: typeof recordId === "string" ? recordId : undefined, kind, operation };
  const shape = kind === "input" ? batchInputRecord : batchOutputRecord;
  if (kind === undefined || !shape.is(record)) {
    const issues = (kind === undefined ? batchInputRecord : shape).issues(record);
    return { ...head, kind: undefined, format: undefined, issues };
  }
  const judged: { readonly format: FormatId | undefined; readonly issues: readonly Issue[] }[] = [];
  // Of several formats that the bodies can be of, one that accepts them is enough.
  for await (const bodies of possibleBodies(readPointer(record, "/modelInput"), options)) {
    const { format } = bodies;
    const issues = issuesOf(record, kind, bodies);
    if (issues.length === 0) return { ...head, format, issues };
    judged.push({ format, issues });
  }
  return { ...head, ...(judged[0] ?? { format: undefined, issues: [unknownInput(options)] }) };
}

function operationOf({ invocationType = "InvokeModel" }: BatchOptions): NonNullable<BatchOptions["invocationType"]> {
  return invocationType;
}

/** OpenAI's batches, as Bedrock takes them, hold chats. */
const OPENAI_OPERATION = "CreateChatCompletion";

/** A line of OpenAI's batches holds a request, or what answers it. */
async function checkOpenAIRecord(record: unknown): Promise<Omit<BatchRecord, "line">> {
  const customId = readPointer(record, "/custom_id");
  const isInput = !(has(record, "/response") || has(record, "/error"));
  const shape = isInput ? openAIBatchInput : openAIBatchOutput;
  const recordId = typeof customId === "string" ? customId : undefined;
  const head = { recordId, operation: OPENAI_OPERATION, format: undefined } as const;
  if (!shape.is(record)) return { ...head, kind: undefined, issues: shape.issues(record) };
  const { request, response, error, rules } = await loadOperation(OPENAI_OPERATION);
  if (isInput) {
    const issues = bodyIssues(request, rules, undefined)(readPointer(record, "/body"));
    return { ...head, kind: "input", issues: within("/body", issues) };
  }
  if (!has(record, "/response")) return { ...head, kind: "error", issues: [] };
  const isError = Number(readPointer(record, "/response/status_code")) >= 400;
  const issues = (isError ? error : response)?.issues(readPointer(record, "/response/body")) ?? [];
  return { ...head, kind: isError ? "error" : "output", issues: within("/response/body", issues) };
}

function issuesOf(record: unknown, kind: BatchRecord["kind"], { request, response }: Bodies): readonly Issue[] {
  // What the service answered with an error may well be wrong.
  const ofInput = kind === "error" ? [] : request(readPointer(record, "/modelInput"));
  const ofOutput = kind === "output" ? response.issues(readPointer(record, "/modelOutput")) : [];
  return [...within("/modelInput", ofInput), ...within("/modelOutput", ofOutput)];
}

function kindOf(record: unknown): BatchRecord["kind"] {
  if (has(record, "/modelOutput")) return "output";
  if (has(record, "/error")) return "error";
  return has(record, "/modelInput") ? "input" : undefined;
}

/** Whether there is a value at a place, null apart. */
function has(record: unknown, pointer: string): boolean {
  return (readPointer(record, pointer) ?? undefined) !== undefined;
}

/** What checks the bodies of a record. */
interface Bodies {
  readonly format: FormatId | undefined;
  readonly request: (input: unknown) => readonly Issue[];
  readonly response: Validator<unknown>;
}

/** The bodies that a record can have, the likeliest first. */
async function* possibleBodies(input: unknown, options: BatchOptions): AsyncGenerator<Bodies> {
  const { modelId, format } = options;
  const operation = operationOf(options);
  if (operation !== "InvokeModel") {
    yield await bodiesOfOperation(operation, modelId);
    return;
  }
  for (const each of format === undefined ? possibleFormats(modelId, input) : [format]) {
    yield await bodiesOfFormat(each, modelId);
  }
}

async function bodiesOfOperation(name: "Converse", modelId: string | undefined): Promise<Bodies> {
  const { request, response, rules } = await loadOperation(name);
  return { format: undefined, request: bodyIssues(request, rules, modelId), response };
}

async function bodiesOfFormat(format: FormatId, modelId: string | undefined): Promise<Bodies> {
  const { invokeRequest, invokeResponse, rules } = await loadFormat(format);
  return { format, request: bodyIssues(invokeRequest, rules, modelId), response: invokeResponse };
}

/** The issues of a body by its schema, and by the rules that bind its members. */
function bodyIssues(
  schema: Validator<unknown> | undefined,
  rules: readonly RequestRule[],
  modelId: string | undefined,
): (body: unknown) => readonly Issue[] {
  const parameters = modelId === undefined ? {} : { modelId };
  return (body) => [
    ...(schema?.issues(body) ?? []),
    ...brokenRules(rules, { parameters, contentType: "application/json", body }),
  ];
}

function brokenRules(rules: readonly RequestRule[], envelope: RequestEnvelope): readonly Issue[] {
  const broken = rules.filter(({ validator }) => !validator.is(envelope));
  return broken.map((rule) => {
    const { pointer, message } = describeBrokenRule(rule, envelope);
    const received = `a body that is wrong about ${rule.names}`;
    return { pointer, keyword: rule.id, message, expected: rule.description, received };
  });
}

function unknownInput({ modelId }: BatchOptions): Issue {
  const whose = modelId === undefined ? "any model" : modelId;
  return {
    pointer: "/modelInput",
    keyword: "format",
    message: `is of none of the formats that the specs describe for ${whose}`,
    expected: "the body of a request to the model",
    received: "another body",
  };
}

function within(pointer: string, issues: readonly Issue[]): readonly Issue[] {
  return issues.map((issue) => ({ ...issue, pointer: pointer + issue.pointer }));
}

function parsed(text: string): { readonly value: unknown } | { readonly fault: Issue } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { fault: lineIssue(`is not valid JSON: ${reason}`, "one record as JSON on one line") };
  }
}

function lineIssue(message: string, expected: string): Issue {
  return { pointer: "", keyword: "json", message, expected, received: "another line" };
}
