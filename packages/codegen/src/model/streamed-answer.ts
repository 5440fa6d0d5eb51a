import { isSchema } from "../schema/json-schema.ts";
import type { Example } from "./example.ts";
import { isStream, type Operation } from "./operation.ts";

/** What an example answers, as its readers tell it: of a stream, the decoded chunks and the exception after them. */
export interface Answer {
  readonly body: unknown;
  readonly streamException?: { readonly type: string; readonly members: unknown };
}

/**
 * The answer of an example. An example of a stream lists its events, objects of one member, the event's name: of a
 * chunk in base64 the answer has what is in it, of any other event the event itself. Where a format describes the
 * stream, its example lists the chunks.
 */
export function answerOf(operation: Operation, { response, streamException, status }: Example): Answer {
  const { value } = response;
  const isListed = isStream(operation) && status < 300 && Array.isArray(value);
  const events = isListed ? value.map((event) => readEvent(operation, event)) : [];
  if (events.length > 0 && events.every((event) => event !== undefined)) {
    const exception = events.find(({ isException }) => isException) ?? streamException;
    const chunks = events.filter(({ isException }) => !isException).map(({ chunk }) => chunk);
    return { body: chunks, ...(exception && { streamException: exceptionOf(exception) }) };
  }
  if (!streamException) return { body: value };
  return { body: value, streamException: exceptionOf(streamException) };
}

interface StreamEvent {
  readonly type: string;
  readonly members: unknown;
  readonly isException: boolean;
  readonly chunk: unknown;
}

/** An event has one member, named like its type; a chunk has any others. */
function readEvent({ success }: Operation, value: unknown): StreamEvent | undefined {
  const [entry, ...others] = isSchema(value) ? Object.entries(value) : [];
  const [type, members] = entry ?? [];
  if (type === undefined || others.length > 0 || !isSchema(members)) return undefined;
  const { bytes } = members;
  if (typeof bytes === "string") return { type, members, isException: false, chunk: decode(bytes) };
  const isEvent = success.stream?.names.includes(type) === true;
  return isEvent || type.endsWith("Exception") ? { type, members, isException: !isEvent, chunk: value } : undefined;
}

function decode(bytes: string): unknown {
  return JSON.parse(Buffer.from(bytes, "base64").toString("utf8"));
}

function exceptionOf({ type, members }: { readonly type: string; readonly members: unknown }): {
  readonly type: string;
  readonly members: unknown;
} {
  return { type, members };
}
