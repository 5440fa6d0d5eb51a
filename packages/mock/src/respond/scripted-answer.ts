import type { Operation } from "@bedrock-contract/wire";
import type { MockExample } from "../example.ts";
import { Refusal } from "../http/refusal.ts";
import { nameInStream } from "../request/event-operation.ts";
import { errorOf, type MockResponse } from "./mock-response.ts";
import type { WantedException } from "./script-exception.ts";

/** The JSON value of a response, or the list of its chunks. */
export interface BodyAnswer {
  readonly status: number;
  readonly answer: unknown;
  /** The example that it is, if it is one. */
  readonly example: MockExample | undefined;
}

/** Throws the exception that a test has set as the whole response. */
export function refuseAsScripted(set: MockResponse | undefined, { errors }: Operation): void {
  const error = set === undefined ? undefined : errorOf(set);
  if (error !== undefined && error.after === undefined) {
    const { type, message = `A test has set ${type}.` } = error;
    throw new Refusal(type, set?.status ?? errors[type] ?? 500, message, { headers: scriptedHeaders(set) });
  }
}

/** The body or the chunks that a test has set. */
export function scriptedAnswer(set: MockResponse | undefined, operation: Operation): BodyAnswer | undefined {
  const { successStatus } = operation;
  const answer = set?.body === undefined ? set?.chunks : set.body;
  return answer === undefined ? undefined : { status: set?.status ?? successStatus, answer, example: undefined };
}

/** The frames that a test has set, as they are sent. */
export function scriptedFrames(set: MockResponse | undefined): readonly Uint8Array[] | undefined {
  return set?.frames?.map((frame) => Buffer.from(frame, "base64"));
}

/** The headers that a test has set, by their names in lower case. */
export function scriptedHeaders(set: MockResponse | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(set?.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
}

/** The exception that a test has set inside a stream; there its name begins with a lower-case letter. */
export function scriptedStreamException(set: MockResponse | undefined): WantedException | undefined {
  const { type, message, after } = (set === undefined ? undefined : errorOf(set)) ?? {};
  return type === undefined || after === undefined
    ? undefined
    : { streamException: nameInStream(type), after, message };
}
