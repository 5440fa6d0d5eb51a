import { meanings } from "@bedrock-contract/validators";
import { ERROR_TYPE_HEADER, followsAws } from "@bedrock-contract/wire";
import { parseJson } from "../../exchange/parse-json.ts";
import { tellsError } from "../../meaning/sse-context.ts";
import { withJson } from "../mutants/body-mutants.ts";
import { withHeader } from "../mutants/envelope-mutants.ts";
import { frameOf, framesOf } from "../mutants/frames.ts";
import type { RawAnswer } from "../mutants/mutant.ts";
import { passesFilters } from "../mutants/request-mutants.ts";
import { eventsOf, sseBody } from "../mutants/server-sent-events.ts";
import { withChunks } from "../mutants/stream-chunks.ts";
import type { Recording } from "../recording.ts";

/** A target that answers as Bedrock does, but for one defect that a real one was found to have. */
export interface FaultyGateway {
  readonly name: string;
  /** What it does wrong. */
  readonly defect: string;
  /** Where that was met. */
  readonly source: string;
  /**
   * Its answer to the request of a recording, beside the recordings of the same operation; undefined where the defect
   * does not show.
   */
  answer(recording: Recording, others: readonly Recording[]): RawAnswer | undefined;
}

/** One defect each. */
export const faultyGateways: readonly FaultyGateway[] = [
  {
    name: "bare-chunks",
    defect: "Frames hold the chunk itself instead of its bytes in base64.",
    source: "@copilotkit/aimock 1.43.0",
    answer: ({ answer, validators }) =>
      validators.chunk === undefined || !isFrames(answer) ? undefined : changed(answer, bareChunks(answer.body)),
  },
  {
    name: "no-error-type",
    defect: "Errors have no x-amzn-errortype.",
    source: "@copilotkit/aimock 1.43.0",
    answer: ({ answer }) =>
      answer.headers[ERROR_TYPE_HEADER] === undefined ? undefined : withHeader(answer, ERROR_TYPE_HEADER, undefined),
  },
  {
    name: "emptied-reads",
    defect: "Every read gets the response {}.",
    source: "a proxy in front of Bedrock's management API",
    answer: (recording) =>
      recording.operation.method === "GET" && recording.answer.status === 200 && !mayBeEmpty(recording)
        ? changed(recording.answer, Buffer.from("{}"))
        : undefined,
  },
  {
    name: "filters-ignored",
    defect: "Lists are returned whole, without the filters of the request.",
    source: "moto[server] 5.2.5, and other mocks of the management API",
    answer: (recording, others) => {
      const { operation, answer } = recording;
      const whole = others.find((other) => other.answer.status === 200 && isUnfiltered(other));
      const isList = operation.method === "GET" && answer.status === 200 && !isUnfiltered(recording);
      return whole === undefined || !isList || passesFilters(recording, whole)
        ? undefined
        : changed(answer, whole.answer.body);
    },
  },
  {
    name: "exceptions-dropped",
    defect: "Exception frames of a stream are dropped.",
    source: "vercel/ai#19034, litellm#30946",
    answer: ({ answer }) => (isFrames(answer) ? changed(answer, withoutExceptions(answer.body)) : undefined),
  },
  {
    name: "errors-as-stops",
    defect: "An error in the middle of a stream ends it as if the model had stopped.",
    source: "@portkey-ai/gateway 1.15.2",
    answer: ({ answer, validators: { sse } }) => {
      const events = sse === undefined || answer.status !== 200 ? [] : eventsOf(answer.body);
      const isError = (data: string): boolean =>
        data.startsWith("{") && sse !== undefined && tellsError(JSON.parse(data), sse);
      return events.some(isError) ? changed(answer, sseBody([...events.filter((data) => !isError(data))])) : undefined;
    },
  },
  {
    name: "tool-index-below",
    defect: "The indexes of tool calls in a stream begin at -1.",
    source: "aws-samples/bedrock-access-gateway",
    answer: ({ answer, validators: { sse } }) =>
      sse === undefined || !isEvents(answer) ? undefined : changed(answer, withChunks(answer.body, true, callsBelow)),
  },
  {
    name: "calls-merged",
    defect: "All tool calls of a stream have the index 0.",
    source: "BerriAI/litellm#15307, parallel calls",
    answer: (recording) => inEvents(recording, (calls) => calls.map((call) => ({ ...Object(call), index: 0 }))),
  },
  {
    name: "calls-lost",
    defect: "The tool calls of a stream are left out, and its stop reason still says that there are some.",
    source: "BerriAI/litellm#4091",
    answer: (recording) => inEvents(recording, () => []),
  },
  {
    name: "arguments-cut",
    defect: "The last pieces of a tool call's arguments are lost, and the stream ends as if it were whole.",
    source: "BerriAI/litellm#32686",
    answer: (recording) => inEvents(recording, (calls) => calls.map(withoutEnd)),
  },
  {
    name: "usage-emptied",
    defect: "The usage of a stream has no counts.",
    source: "BerriAI/litellm#2615",
    answer: ({ answer, validators: { sse } }) =>
      sse?.chunks === undefined || !isEvents(answer)
        ? undefined
        : changed(answer, withChunks(answer.body, true, withoutCounts)),
  },
  {
    name: "tools-dropped",
    defect: "The tools of a request are not handed on: the response is text, and says that it calls.",
    source: "BerriAI/litellm#30053",
    answer: ({ answer, operation }) => {
      const body = !followsAws(operation) && answer.status === 200 ? parseJson(answer.body) : undefined;
      return body?.isJson ? changed(answer, withJson(answer, withoutCalls(body.value)).body) : undefined;
    },
  },
  {
    name: "floats-for-base64",
    defect: "Vectors are lists of numbers although the request asks for base64.",
    source: "aws-samples/bedrock-access-gateway for Titan, @copilotkit/aimock 1.43.0",
    answer: ({ answer, operation }) => {
      const body = !followsAws(operation) && answer.status === 200 ? parseJson(answer.body) : undefined;
      return body?.isJson ? changed(answer, withJson(answer, floats(body.value)).body) : undefined;
    },
  },
];

function changed(answer: RawAnswer, body: Buffer): RawAnswer | undefined {
  return body.equals(answer.body) ? undefined : { ...answer, body };
}

function isFrames({ status, headers }: RawAnswer): boolean {
  return status === 200 && headers["content-type"] === "application/vnd.amazon.eventstream";
}

function isEvents({ status, headers }: RawAnswer): boolean {
  return status === 200 && headers["content-type"]?.startsWith("text/event-stream") === true;
}

function bareChunks(body: Buffer): Buffer {
  const frames = framesOf(body).map(({ bytes, headers, chunk }) =>
    chunk === undefined ? bytes : frameOf(headers, chunk),
  );
  return Buffer.concat(frames);
}

function withoutExceptions(body: Buffer): Buffer {
  const frames = framesOf(body).filter(({ headers }) => headers[":message-type"] !== "exception");
  return Buffer.concat(frames.map(({ bytes }) => bytes));
}

function isUnfiltered({ case: { parameters } }: Recording): boolean {
  return Object.keys(parameters).length === 0;
}

/** The answer with other tool calls in each event of its stream. */
function inEvents(
  { answer, validators: { sse } }: Recording,
  change: (calls: readonly unknown[]) => readonly unknown[],
): RawAnswer | undefined {
  const withCalls = (chunk: unknown): unknown =>
    JSON.parse(JSON.stringify(chunk), (name, value: unknown) =>
      name === "tool_calls" && Array.isArray(value) ? change(value) : value,
    );
  return sse === undefined || !isEvents(answer) ? undefined : changed(answer, withChunks(answer.body, true, withCalls));
}

/** A piece of a tool call without the end of its arguments. */
function withoutEnd(call: unknown): unknown {
  return JSON.parse(JSON.stringify(call), (name, value: unknown) =>
    name === "arguments" && typeof value === "string" && value.endsWith("}") ? value.slice(0, -2) : value,
  );
}

function withoutCounts(chunk: unknown): unknown {
  const { usage } = Object(chunk);
  return typeof usage === "object" && usage !== null ? { ...Object(chunk), usage: {} } : chunk;
}

/** A chat with a text in each choice that ends with tool calls. */
function withoutCalls(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body), (_, value: unknown) =>
    Object(value).finish_reason === "tool_calls"
      ? { ...Object(value), message: { role: "assistant", content: "I have no tools." } }
      : value,
  );
}

/** A chunk with each of its tool calls numbered one lower. */
function callsBelow(chunk: unknown): unknown {
  const lower = (name: string, value: unknown): unknown =>
    name === "tool_calls" && Array.isArray(value)
      ? value.map((call) => ({ ...Object(call), index: Number(Object(call).index) - 1 }))
      : value;
  return JSON.parse(JSON.stringify(chunk), lower);
}

/** A list of embeddings with the numbers that stand in its base64. */
function floats(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body), (name, value: unknown) => {
    const bytes = name === "embedding" && typeof value === "string" ? Buffer.from(value, "base64") : undefined;
    return bytes === undefined
      ? value
      : Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
  });
}

/** Whether an empty object is right, too: nothing is set, say, and no member is expected wherever something is. */
function mayBeEmpty({ operation, validators }: Recording): boolean {
  return meanings[operation.name]?.expected === undefined && validators.response?.is({}) === true;
}
