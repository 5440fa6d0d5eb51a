import { formats, possibleFormats } from "@bedrock-contract/validators";
import { mockResponse } from "@bedrock-contract/validators/mock";
import { type KnownOperation, operationNamed, operations } from "@bedrock-contract/wire";
import { nodeHttp } from "../http/node-http.ts";
import { exceptionNames, nameBeforeStream } from "../request/event-operation.ts";
import { speechOf } from "./heard.ts";
import { matcherFault } from "./impossible-matcher.ts";
import { errorOf, isSaid, type MockResponse } from "./mock-response.ts";
import { canHave } from "./response-kind.ts";

/** Throws an Error for a response that is not one, or that no request could get. */
export function refuseImpossible(response: MockResponse): void {
  const fault = impossibility(response);
  if (fault !== undefined) {
    throw new Error(`mock.respond: ${fault}`);
  }
}

/** Why no request could get a response; undefined where one could. */
export function impossibility(response: MockResponse): string | undefined {
  return (
    shapeFault(response) ??
    bodyFault(response) ??
    errorFault(response) ??
    matcherFault(response) ??
    headerFault(response) ??
    operationFault(response) ??
    speechFault(response)
  );
}

/** What the spec of responses does not admit. A function is beyond what a spec can tell. */
function shapeFault(response: MockResponse): string | undefined {
  if (typeof response !== "object" || response === null || Array.isArray(response)) {
    return "a response must be an object";
  }
  const { when } = Object(response.matcher);
  if (when !== undefined && typeof when !== "function") {
    return "/matcher/when must be a function";
  }
  const [issue] = mockResponse.issues(described(response), { first: true });
  return issue === undefined ? undefined : `${issue.pointer} ${issue.message}`.trim();
}

/** A response as the spec describes it: without functions, and without members that are undefined. */
export function described(response: MockResponse): unknown {
  const { matcher, ...rest } = Object(response);
  const { when: _, ...conditions } = Object(matcher);
  const isObject = typeof matcher === "object" && matcher !== null;
  return defined({ ...rest, ...(matcher !== undefined && { matcher: isObject ? defined(conditions) : matcher }) });
}

function defined(members: object): object {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** What the parts of a response cannot stand beside. */
function bodyFault(response: MockResponse): string | undefined {
  const { once, times, body, chunks, frames, text, json, usage, stopReason, status = 200 } = response;
  const contents = Object.entries({ body, chunks, frames, "what the model says": isSaid(response) || undefined });
  const given = contents.filter(([, value]) => value !== undefined).map(([name]) => name);
  if (once === true && times !== undefined) {
    return "give once or times, not both";
  }
  if (given.length > 1) {
    return `a response has ${given.join(" or ")}, not both`;
  }
  if (text !== undefined && json !== undefined) {
    return "a response has a text or json, not both";
  }
  if (!isSaid(response) && (usage !== undefined || stopReason !== undefined)) {
    return "usage and stopReason are of what the model says: give a text, json, toolCalls or reasoning";
  }
  if (body !== undefined && errorOf(response) !== undefined) {
    return "a response has a body or an error, not both: give the error a message";
  }
  if (isSaid(response) && status >= 300) {
    return `what the model says cannot have the status ${status}`;
  }
  return (chunks ?? frames) !== undefined && status >= 300 ? `a stream cannot have the status ${status}` : undefined;
}

/** What speaks against an error, and against the status of none. */
function errorFault(response: MockResponse): string | undefined {
  const { body, chunks, frames, status } = response;
  const error = errorOf(response);
  const hasContent = body !== undefined || chunks !== undefined || frames !== undefined || isSaid(response);
  if (error === undefined) {
    return status !== undefined && !hasContent ? "a status needs a body or an error" : undefined;
  }
  const { after } = error;
  if (after === undefined) {
    if (hasContent) {
      return "an error with chunks needs `after`: the number of chunks before it";
    }
    return status !== undefined && status < 400
      ? `the status of an error is 400 or more, received ${status}`
      : undefined;
  }
  if (frames !== undefined) {
    return "frames are sent as they are: an error inside them is one of the frames";
  }
  if (chunks !== undefined && after > chunks.length) {
    return `error.after is ${after}, but there are ${chunks.length} chunks`;
  }
  return status === undefined ? undefined : "an error inside a stream has no status: the stream began with 200";
}

function headerFault({ headers = {} }: MockResponse): string | undefined {
  const unsendable = Object.entries(headers).find(([name, value]) => !isSendable(name, value));
  return unsendable === undefined ? undefined : `HTTP does not admit the header ${unsendable[0]}`;
}

/** How the bytes of a response are framed is the mock's own affair. */
const OF_FRAMING: ReadonlySet<string> = new Set(["transfer-encoding", "trailer", "upgrade"]);

function isSendable(name: string, value: string): boolean {
  if (OF_FRAMING.has(name.toLowerCase())) {
    return false;
  }
  try {
    nodeHttp.validateHeaderName(name);
    nodeHttp.validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}

/** Why no operation, or not the named one, can have a response. */
function operationFault(response: MockResponse): string | undefined {
  const candidates = candidatesOf(response);
  if (candidates.some((operation) => canHave(response, operation))) {
    return undefined;
  }
  const who = operationNamed(response.matcher?.operation ?? "")?.name ?? "any operation";
  const { type, after } = errorOf(response) ?? {};
  const errorsOf = (operation: KnownOperation) =>
    after === undefined ? Object.keys(operation.errors) : exceptionNames(operation).map(nameBeforeStream);
  const known = [...new Set(candidates.flatMap(errorsOf))];
  if (type !== undefined && !known.includes(type)) {
    const other = after === undefined ? ". Any other needs a status" : " in its stream";
    return `${type} is not an exception of ${who}, which has ${known.join(", ")}${other}`;
  }
  return response.body === undefined
    ? `${who} does not stream: chunks, frames, and an error after some, are for streams`
    : `${who} streams: give chunks instead of a body`;
}

function candidatesOf({ matcher }: MockResponse): readonly KnownOperation[] {
  const named = operationNamed(matcher?.operation ?? "");
  return named === undefined ? Object.values(operations) : [named];
}

/** Why nothing that is asked for could be what the model says. */
function speechFault(response: MockResponse): string | undefined {
  if (!isSaid(response)) {
    return undefined;
  }
  const { operation, format, modelId } = response.matcher ?? {};
  const possible = modelId === undefined ? formats.map(({ id }) => id) : possibleFormats(modelId);
  const ids: readonly string[] = format === undefined ? possible : [format];
  const speaks = (each: KnownOperation): boolean =>
    speechOf(each, undefined) !== undefined || ids.some((id) => speechOf(each, id) !== undefined);
  if (candidatesOf(response).some(speaks)) {
    return undefined;
  }
  const who = [operation, format ?? modelId].filter(Boolean).join(" of ");
  return `${who} does not return what a model says: give a body or chunks`;
}
