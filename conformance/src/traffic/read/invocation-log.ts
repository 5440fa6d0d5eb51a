import { type Operation, operationNamed, printableLine } from "@bedrock-contract/wire";
import type { JsonBody } from "../../exchange/parse-json.ts";
import type { RecordedExchange } from "./recorded-exchange.ts";
import { bytesOfEvents } from "./recorded-stream.ts";
import type { Part } from "./recording-gaps.ts";

/**
 * One record of Amazon Bedrock's model invocation log.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-invocation-logging.html
 */
export interface InvocationLog {
  readonly schemaType: "ModelInvocationLog";
  readonly timestamp?: string;
  readonly region?: string;
  readonly requestId?: string;
  readonly operation?: string;
  readonly modelId?: string;
  readonly status?: unknown;
  readonly errorCode?: string;
  readonly input?: LoggedBody<"input">;
  readonly output?: LoggedBody<"output">;
}

type LoggedBody<Side extends string> = Readonly<Partial<Record<`${Side}ContentType` | `${Side}BodyS3Path`, string>>> &
  Readonly<Partial<Record<`${Side}BodyJson`, unknown>>>;

/** Whether a JSON value is a record of the log. */
export function isInvocationLog(value: unknown): value is InvocationLog {
  return typeof value === "object" && value !== null && Reflect.get(value, "schemaType") === "ModelInvocationLog";
}

/** The records in a line: one, or the messages of an export of CloudWatch Logs; undefined where it holds none. */
export function recordsIn(value: unknown): readonly unknown[] | undefined {
  if (isInvocationLog(value)) {
    return [value];
  }
  const { message, logEvents, events = logEvents } = Object(value);
  if (typeof message === "string" && message.includes(MARK)) {
    return [parsed(message)];
  }
  return Array.isArray(events) && events.some((event) => String(Object(event).message).includes(MARK))
    ? events.map((event) => parsed(Object(event).message))
    : undefined;
}

const MARK = "ModelInvocationLog";

/** An export to S3 writes the time of an event before it. */
export function withoutEventTime(line: string): string {
  return line.replace(/^\d{4}-\d\d-\d\dT[\d:.]+Z\s+(?=\{)/, "");
}

/** Where a record stands, and how a body that the log keeps in an object of its own is read. */
export interface LogPlace {
  readonly id: string;
  readonly place: string;
  /** Undefined where it is not there. */
  readonly bodyAt: (path: string) => Promise<Buffer | undefined>;
}

/** The exchange that a record tells of: two bodies, and what they are of. Throws an Error that says what is missing. */
export async function exchangeOfLog(log: InvocationLog, { id, place, bodyAt }: LogPlace): Promise<RecordedExchange> {
  const { operation: name, modelId, region = "us-east-1", requestId, timestamp, errorCode, input, output } = log;
  if (typeof name !== "string" || typeof modelId !== "string") {
    throw new Error('not a record of an invocation log: expected "operation" and "modelId"');
  }
  // The log of ConverseStream holds the response that the events make up, which is that of Converse.
  const isFolded = FOLDED[name] !== undefined && output !== undefined && !Array.isArray(output.outputBodyJson);
  const operation = operationNamed(isFolded ? (FOLDED[name] ?? name) : name);
  const path =
    operation?.path.replace("{modelId}", encodeURIComponent(modelId)) ??
    `/model/${encodeURIComponent(modelId)}/${name}`;
  const sent = inlineBody(input?.inputBodyJson) ?? (await bodyBeside(input?.inputBodyS3Path, bodyAt));
  const received = inlineBody(output?.outputBodyJson) ?? (await bodyBeside(output?.outputBodyS3Path, bodyAt));
  const status = statusOf(log, operation);
  const isStream = operation?.responseMediaType === "application/vnd.amazon.eventstream" && status < 300;
  const answer = isStream
    ? streamOf(received)
    : { body: bytesOf(received), missing: received === undefined ? WHOLE : [] };
  return {
    id: printableLine(requestId ?? id),
    place,
    operation: printableLine(name),
    request: {
      method: operation?.method ?? "POST",
      url: `https://bedrock-runtime.${region}.amazonaws.com${path}`,
      headers: contentType(input?.inputContentType),
      body: bytesOf(sent),
      ...jsonOf(sent),
    },
    response: {
      status,
      headers: {
        ...contentType(output?.outputContentType),
        ...(errorCode === undefined ? {} : { "x-amzn-errortype": String(errorCode) }),
      },
      body: answer.body,
      ...(isStream ? {} : jsonOf(received)),
    },
    gaps: {
      redacted: [],
      missing: [
        "request.path",
        "request.headers",
        "response.headers",
        ...(sent === undefined ? ["request.body"] : []),
        ...answer.missing,
      ],
      areHeadersComplete: false,
    },
    durationMs: 0,
    ...(typeof timestamp === "string" ? { time: timestamp } : {}),
    ...(isFolded ? { foldedFrom: name } : {}),
  };
}

/** The operation whose response a streaming one is logged as. */
const FOLDED: Readonly<Record<string, string>> = { ConverseStream: "Converse" };

const WHOLE: readonly Part[] = ["response.body"];
const FRAMES: readonly Part[] = ["response.bytes", "response.frame-headers", "response.payloads"];

/** The chunks are logged as a list; one that is not is the only one. */
function streamOf(body: LoggedValue): { readonly body: Buffer; readonly missing: readonly Part[] } {
  if (body === undefined) {
    return { body: Buffer.alloc(0), missing: [...WHOLE, ...FRAMES] };
  }
  const value = "json" in body ? body.json : parsed(body.bytes.toString("utf8"));
  return { body: bytesOfEvents([value].flat().map((chunk) => ({ chunk }))), missing: FRAMES };
}

function statusOf({ status, errorCode, output }: InvocationLog, operation: Operation | undefined): number {
  const told = Number(status);
  if (Number.isInteger(told) && told >= 100 && told < 600) {
    return told;
  }
  return errorCode === undefined || output !== undefined
    ? 200
    : (operation?.errors[errorCode.replace(/:.*/, "")] ?? 400);
}

type LoggedValue = { readonly json: unknown } | { readonly bytes: Buffer } | undefined;

/** Some exports hold bodies as texts of JSON. */
function inlineBody(json: unknown): LoggedValue {
  if (json === undefined || json === null) {
    return undefined;
  }
  return { json: typeof json === "string" ? (parsed(json) ?? json) : json };
}

/** Long bodies stand in objects of their own. */
async function bodyBeside(path: string | undefined, bodyAt: LogPlace["bodyAt"]): Promise<LoggedValue> {
  const bytes = path === undefined ? undefined : await bodyAt(path);
  return bytes === undefined ? undefined : { bytes };
}

function bytesOf(body: LoggedValue): Buffer {
  if (body === undefined) {
    return Buffer.alloc(0);
  }
  return "bytes" in body ? body.bytes : Buffer.from(JSON.stringify(body.json));
}

function jsonOf(body: LoggedValue): { readonly json?: JsonBody } {
  return body === undefined || "bytes" in body ? {} : { json: { isJson: true, value: body.json } };
}

function contentType(type: string | undefined): Readonly<Record<string, string>> {
  return type === undefined ? {} : { "content-type": type };
}

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}
