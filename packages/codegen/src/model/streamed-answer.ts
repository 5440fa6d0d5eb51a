import { isSchema } from "../schema/json-schema.ts";
import type { Example } from "./example.ts";
import { isStream, type Operation } from "./operation.ts";

/** What an example answers, as its readers tell it: of a stream, the decoded chunks and the exception after them. */
export interface Answer {
  readonly body: unknown;
  readonly streamException?: { readonly type: string; readonly members: unknown };
}

/**
 * The answer of an example. Where bodies are opaque, an example of a stream lists its events, `{<type>: {bytes}}` for a chunk;
 * where a format describes them, it lists the chunks.
 */
export function answerOf(operation: Operation, { response, streamException, status }: Example): Answer {
  const { value } = response;
  const events = isStream(operation) && status < 300 && Array.isArray(value) ? value.map(readEvent) : [];
  if (events.length > 0 && events.every((event) => event !== undefined)) {
    const last = events.at(-1);
    const chunks = events.filter(({ bytes }) => bytes !== undefined).map(({ bytes }) => decode(bytes ?? ""));
    const exception = last?.bytes === undefined ? last : streamException;
    return { body: chunks, ...(exception && { streamException: exceptionOf(exception) }) };
  }
  if (!streamException) return { body: value };
  return { body: value, streamException: exceptionOf(streamException) };
}

interface StreamEvent {
  readonly type: string;
  readonly members: unknown;
  /** Present in chunks only. */
  readonly bytes: string | undefined;
}

/** An event has one member, named like its type; a chunk has any others. */
function readEvent(value: unknown): StreamEvent | undefined {
  const [entry, ...others] = isSchema(value) ? Object.entries(value) : [];
  const [type, members] = entry ?? [];
  if (type === undefined || others.length > 0 || !isSchema(members)) return undefined;
  const { bytes } = members;
  if (typeof bytes === "string") return { type, members, bytes };
  return type.endsWith("Exception") ? { type, members, bytes: undefined } : undefined;
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
