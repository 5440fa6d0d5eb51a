import { validateHeaderName, validateHeaderValue } from "node:http";
import { formats, readPointer, type SseStreamDescription, sseStreams } from "@bedrock-contract/validators";
import { EVENT_STREAM_MEDIA_TYPE, type Operation, operationNamed, operations } from "@bedrock-contract/wire";
import type { ReceivedMockRequest } from "../request/received-request.ts";

/** Which requests an answer of a test is for. Every member that is given must hold; without members it is for all. */
export interface RequestMatcher {
  /** The operation's name, `InvokeModel` for one. */
  readonly operation?: string;
  /** The id of the format that the body has. */
  readonly format?: string;
  /** The model id, decoded as it stands in the path. */
  readonly modelId?: string;
  /** Says of a request whether it is meant. What it throws answers as a fault of the mock. */
  readonly when?: (request: ReceivedMockRequest) => boolean;
}

/** An exception that answers, or that ends a stream. */
export interface MockError {
  /** Its name, for example `ThrottlingException`; inside a stream too. */
  readonly type: string;
  /** Default: a sentence that says that a test set it. */
  readonly message?: string;
  /** That it comes inside the stream, after so many chunks; then it is for streams only. Default: it answers instead of a stream. */
  readonly after?: number;
}

/** An answer that a test sets. Requests that break the spec, or whose signature does, are refused before it is looked at. */
export interface MockResponse {
  /** Which requests it is for. Default: all that can have it. */
  readonly matcher?: RequestMatcher;
  /** Whether it answers one request only. Default: false. */
  readonly once?: boolean;
  /** How many requests it answers. Default: all. */
  readonly times?: number;
  /** The status. Default: that of the exception, or of success. */
  readonly status?: number;
  /** The JSON value of the body. Then it is not for streams, unless the status is one of an error. */
  readonly body?: unknown;
  /** The JSON values of the chunks. Then it is for streams only. */
  readonly chunks?: readonly unknown[];
  /** The exception, or its name. */
  readonly error?: string | MockError;
  /** How long to wait before the answer, in milliseconds. Default: 0. */
  readonly delayMs?: number;
  /** Headers of the answer beside its own, and before them. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The answers that tests have set. */
export interface Responses {
  add(response: MockResponse): void;
  /** The answer for a request, which it uses up once; undefined where there is none. */
  take(request: ReceivedMockRequest, operation: Operation): MockResponse | undefined;
  reset(): void;
}

/** No answers yet. Those for a number of requests come first, in the order in which they were set; then the others, the latest first. */
export function createResponses(): Responses {
  let limited: { readonly response: MockResponse; left: number }[] = [];
  let always: MockResponse[] = [];
  return {
    add: (response) => {
      refuseImpossible(response);
      const times = response.once === true ? 1 : response.times;
      if (times === undefined) {
        always = [response, ...always];
      } else {
        limited = [...limited, { response, left: times }];
      }
    },
    take: (request, operation) => {
      const entry = limited.find(({ response }) => isFor(response, request, operation));
      if (entry === undefined) {
        return always.find((response) => isFor(response, request, operation));
      }
      entry.left -= 1;
      limited = limited.filter(({ left }) => left > 0);
      return entry.response;
    },
    reset: () => {
      limited = [];
      always = [];
    },
  };
}

/** The exception of an answer, whichever way it is given. */
export function errorOf({ error }: MockResponse): MockError | undefined {
  return typeof error === "string" ? { type: error } : error;
}

function isFor(response: MockResponse, request: ReceivedMockRequest, operation: Operation): boolean {
  const { operation: name, format, modelId, when } = response.matcher ?? {};
  return (
    (name === undefined || name === request.operation) &&
    (format === undefined || format === request.format) &&
    (modelId === undefined || modelId === request.modelId) &&
    canHave(response, operation) &&
    isOfKind(response, wantsStream(operation, request.body)) &&
    (when === undefined || when(request))
  );
}

/** How the server-sent events of an operation go; undefined where it has none. */
export function sseStreamOf({ name }: Operation): SseStreamDescription | undefined {
  const streams: Readonly<Record<string, SseStreamDescription>> = sseStreams;
  return streams[name];
}

/** Whether a request is answered by a stream: by its operation, or because it asks for one. */
export function wantsStream(operation: Operation, body: unknown): boolean {
  return (
    operation.responseMediaType === EVENT_STREAM_MEDIA_TYPE ||
    readPointer(body, sseStreamOf(operation)?.requestedBy) === true
  );
}

/** Whether an answer fits a request that wants a stream, or one that wants none. */
function isOfKind(response: MockResponse, isStream: boolean): boolean {
  if (response.chunks !== undefined || errorOf(response)?.after !== undefined) {
    return isStream;
  }
  return response.body === undefined || !isStream || (response.status ?? 0) >= 400;
}

/** Whether an operation can answer so. */
function canHave(response: MockResponse, operation: Operation): boolean {
  const error = errorOf(response);
  const hasWholes = operation.responseMediaType !== EVENT_STREAM_MEDIA_TYPE;
  const hasStreams = !hasWholes || operation.streamMediaType !== undefined;
  if (!(hasStreams && isOfKind(response, true)) && !(hasWholes && isOfKind(response, false))) {
    return false;
  }
  // The gateway's errors have no names of their own: any type will do, with a status before a stream.
  const isNamed =
    operation.api === "gateway" ? error?.after !== undefined : Object.hasOwn(operation.errors, error?.type ?? "");
  return error === undefined || isNamed || (error.after === undefined && response.status !== undefined);
}

/** Throws an Error for an answer that no request could get. */
function refuseImpossible(response: MockResponse): void {
  const fault = faultOf(response);
  if (fault !== undefined) {
    throw new Error(`mock.respond: ${fault}`);
  }
}

function faultOf(response: MockResponse): string | undefined {
  const { matcher = {}, once, times, status, body, chunks, delayMs, headers } = response;
  const error = errorOf(response);
  const given = Object.keys(response).filter((name) => Reflect.get(response, name) !== undefined);
  const unknown = given.find((name) => !MEMBERS.has(name));
  const rules: readonly (readonly [boolean, string])[] = [
    [unknown !== undefined, `there is no member ${unknown}; there are ${[...MEMBERS].join(", ")}`],
    [once === true && times !== undefined, "give once or times, not both"],
    [times !== undefined && !isCount(times, 1), `times must be a whole number from 1, received ${times}`],
    [delayMs !== undefined && !isCount(delayMs, 0), `delayMs must be a whole number from 0, received ${delayMs}`],
    [
      status !== undefined && !(isCount(status, 200) && status <= 599),
      `status must be an HTTP status from 200 to 599, received ${status}`,
    ],
    [body !== undefined && chunks !== undefined, "an answer has a body or chunks, not both"],
    [body !== undefined && error !== undefined, "an answer has a body or an error, not both: give the error a message"],
    [chunks !== undefined && !Array.isArray(chunks), "chunks must be a list of JSON values"],
    [chunks !== undefined && (status ?? 200) >= 300, `a stream cannot have the status ${status}`],
    [
      chunks !== undefined && error !== undefined && error.after === undefined,
      "an error with chunks needs `after`: the number of chunks before it",
    ],
    [
      error?.after !== undefined && !isCount(error.after, 0),
      `error.after must be a whole number from 0, received ${error?.after}`,
    ],
    [
      error?.after !== undefined && chunks !== undefined && error.after > chunks.length,
      `error.after is ${error?.after}, but there are ${chunks?.length} chunks`,
    ],
    [
      error?.after !== undefined && status !== undefined,
      "an error inside a stream has no status: the stream began with 200",
    ],
    [
      status !== undefined && body === undefined && chunks === undefined && error === undefined,
      "a status needs a body or an error",
    ],
    [
      error !== undefined && status !== undefined && status < 400,
      `the status of an error is 400 or more, received ${status}`,
    ],
    [isUnknownOperation(matcher), `no operation is called ${matcher.operation}`],
    [
      isUnknownFormat(matcher),
      `no format is called ${matcher.format}; there are ${formats.map(({ id }) => id).join(", ")}`,
    ],
    [
      headers !== undefined && Object.values(headers).some((value) => typeof value !== "string"),
      "the values of headers are texts",
    ],
    [unsendableHeader(headers) !== undefined, `HTTP does not admit the header ${unsendableHeader(headers)}`],
  ];
  return rules.find(([isBroken]) => isBroken)?.[1] ?? operationFault(response);
}

const MEMBERS: ReadonlySet<string> = new Set([
  ...["matcher", "once", "times", "status", "body", "chunks", "error", "delayMs", "headers"],
]);

/** What speaks against an answer that no operation, or not the one that is meant, can have. */
function operationFault(response: MockResponse): string | undefined {
  const named = operationNamed(response.matcher?.operation ?? "");
  const candidates: readonly Operation[] = named === undefined ? Object.values(operations) : [named];
  if (candidates.some((operation) => canHave(response, operation))) {
    return undefined;
  }
  const who = named?.name ?? "any operation";
  const { type } = errorOf(response) ?? {};
  if (type !== undefined && candidates.every(({ errors }) => !Object.hasOwn(errors, type))) {
    const known = [...new Set(candidates.flatMap(({ errors }) => Object.keys(errors)))].join(", ");
    return `${type} is no exception of ${who}: ${known}. Another one needs a status`;
  }
  return response.body === undefined
    ? `${who} does not stream: chunks, and an error after some, are for streams`
    : `${who} streams: give chunks instead of a body`;
}

function isUnknownOperation({ operation }: RequestMatcher): boolean {
  return operation !== undefined && operationNamed(operation) === undefined;
}

function isUnknownFormat({ format }: RequestMatcher): boolean {
  return format !== undefined && formats.every(({ id }) => id !== format);
}

/** The name of a header that no answer can have. */
function unsendableHeader(headers: MockResponse["headers"] = {}): string | undefined {
  return Object.entries(headers).find(([name, value]) => {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
      return false;
    } catch {
      return true;
    }
  })?.[0];
}

function isCount(value: unknown, least: number): boolean {
  return Number.isInteger(value) && Number(value) >= least;
}
