import { validateHeaderName, validateHeaderValue } from "node:http";
import { formats } from "@bedrock-contract/validators";
import { type Operation, operationNamed, operations } from "@bedrock-contract/wire";
import { exceptionNames, nameBeforeStream } from "../request/event-operation.ts";
import { errorOf, type MockResponse } from "./mock-response.ts";
import { canHave } from "./response-kind.ts";

/** Throws an Error for a response that no request could get. */
export function refuseImpossible(response: MockResponse): void {
  const fault = faultOf(response);
  if (fault !== undefined) {
    throw new Error(`mock.respond: ${fault}`);
  }
}

function faultOf(response: MockResponse): string | undefined {
  return (
    memberFault(response) ??
    bodyFault(response) ??
    errorFault(response) ??
    matcherFault(response) ??
    headerFault(response) ??
    operationFault(response)
  );
}

/** What is wrong with the members themselves. */
function memberFault(response: MockResponse): string | undefined {
  const { once, times, status, delayMs } = response;
  const given = Object.keys(response).filter((name) => Reflect.get(response, name) !== undefined);
  const unknown = given.find((name) => !MEMBERS.has(name));
  if (unknown !== undefined) {
    return `there is no member ${unknown}; there are ${[...MEMBERS].join(", ")}`;
  }
  if (once === true && times !== undefined) {
    return "give once or times, not both";
  }
  if (times !== undefined && !isCount(times, 1)) {
    return `times must be a whole number from 1, received ${times}`;
  }
  if (delayMs !== undefined && !isCount(delayMs, 0)) {
    return `delayMs must be a whole number from 0, received ${delayMs}`;
  }
  return status !== undefined && !(isCount(status, 200) && status <= 599)
    ? `status must be an HTTP status from 200 to 599, received ${status}`
    : undefined;
}

/** What the body, or the chunks, cannot stand beside. */
function bodyFault(response: MockResponse): string | undefined {
  const { body, chunks, status = 200 } = response;
  if (body !== undefined && chunks !== undefined) {
    return "a response has a body or chunks, not both";
  }
  if (body !== undefined && errorOf(response) !== undefined) {
    return "a response has a body or an error, not both: give the error a message";
  }
  if (chunks !== undefined && !Array.isArray(chunks)) {
    return "chunks must be a list of JSON values";
  }
  return chunks !== undefined && status >= 300 ? `a stream cannot have the status ${status}` : undefined;
}

/** What speaks against an error, and against the status of none. */
function errorFault(response: MockResponse): string | undefined {
  const { body, chunks, status } = response;
  const error = errorOf(response);
  if (error === undefined) {
    return status !== undefined && body === undefined && chunks === undefined
      ? "a status needs a body or an error"
      : undefined;
  }
  const { after } = error;
  if (after === undefined) {
    if (chunks !== undefined) {
      return "an error with chunks needs `after`: the number of chunks before it";
    }
    return status !== undefined && status < 400
      ? `the status of an error is 400 or more, received ${status}`
      : undefined;
  }
  if (!isCount(after, 0)) {
    return `error.after must be a whole number from 0, received ${after}`;
  }
  if (chunks !== undefined && after > chunks.length) {
    return `error.after is ${after}, but there are ${chunks.length} chunks`;
  }
  return status === undefined ? undefined : "an error inside a stream has no status: the stream began with 200";
}

function matcherFault({ matcher = {} }: MockResponse): string | undefined {
  const types: Readonly<Record<string, string>> = MATCHER_MEMBERS;
  if (typeof matcher !== "object" || matcher === null) {
    return "a matcher must be an object";
  }
  for (const [name, value] of Object.entries(matcher)) {
    if (!Object.hasOwn(types, name)) {
      return `a matcher has no member ${name}; it has ${Object.keys(types).join(", ")}`;
    }
    if (value !== undefined && typeof value !== types[name]) {
      return `${name} of a matcher must be a ${types[name]}`;
    }
  }
  const { operation, format } = matcher;
  if (operation !== undefined && operationNamed(operation) === undefined) {
    return `no operation is called ${operation}`;
  }
  return format !== undefined && formats.every(({ id }) => id !== format)
    ? `no format is called ${format}; there are ${formats.map(({ id }) => id).join(", ")}`
    : undefined;
}

function headerFault({ headers = {} }: MockResponse): string | undefined {
  if (Object.values(headers).some((value) => typeof value !== "string")) {
    return "header values must be strings";
  }
  const unsendable = Object.entries(headers).find(([name, value]) => !isSendable(name, value));
  return unsendable === undefined ? undefined : `HTTP does not admit the header ${unsendable[0]}`;
}

function isSendable(name: string, value: string): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

/** The members of a matcher, with their types. */
const MATCHER_MEMBERS = { operation: "string", format: "string", modelId: "string", when: "function" } as const;

const MEMBERS: ReadonlySet<string> = new Set([
  ...["matcher", "once", "times", "status", "body", "chunks", "error", "delayMs", "headers"],
]);

/** Why no operation, or not the named one, can have a response. */
function operationFault(response: MockResponse): string | undefined {
  const named = operationNamed(response.matcher?.operation ?? "");
  const candidates: readonly Operation[] = named === undefined ? Object.values(operations) : [named];
  if (candidates.some((operation) => canHave(response, operation))) {
    return undefined;
  }
  const who = named?.name ?? "any operation";
  const { type, after } = errorOf(response) ?? {};
  const errorsOf = (operation: Operation) =>
    after === undefined ? Object.keys(operation.errors) : exceptionNames(operation).map(nameBeforeStream);
  const known = [...new Set(candidates.flatMap(errorsOf))];
  if (type !== undefined && !known.includes(type)) {
    const other = after === undefined ? ". Any other needs a status" : " in its stream";
    return `${type} is not an exception of ${who}, which has ${known.join(", ")}${other}`;
  }
  return response.body === undefined
    ? `${who} does not stream: chunks, and an error after some, are for streams`
    : `${who} streams: give chunks instead of a body`;
}

function isCount(value: unknown, least: number): boolean {
  return Number.isInteger(value) && Number(value) >= least;
}
