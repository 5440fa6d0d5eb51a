import type { MockError } from "@bedrock-contract/types";
import {
  type FormatDescription,
  formats,
  loadDescription,
  readPointer,
  type SseStreamDescription,
  sseStreams,
} from "@bedrock-contract/validators";
import { EVENT_STREAM_MEDIA_TYPE, followsAws, type Operation } from "@bedrock-contract/wire";
import { exceptionNames, nameInStream } from "../request/event-operation.ts";
import { errorOf, type MockResponse } from "./mock-response.ts";

/** How the server-sent events of an operation go; undefined where it has none. */
export function sseStreamOf({ name }: Operation): SseStreamDescription | undefined {
  const streams: Readonly<Record<string, SseStreamDescription>> = sseStreams;
  return streams[name];
}

/** The format whose bodies and events an operation with server-sent events has; undefined where it has none. */
export async function sseFormatOf(operation: Operation): Promise<FormatDescription | undefined> {
  const id = formats.find((each) => each.id === sseStreamOf(operation)?.format)?.id;
  return id === undefined ? undefined : loadDescription(id);
}

/** Whether a request is answered by a stream: by its operation, or because it asks for one. */
export function wantsStream(operation: Operation, body: unknown): boolean {
  return (
    operation.responseMediaType === EVENT_STREAM_MEDIA_TYPE ||
    readPointer(body, sseStreamOf(operation)?.requestedBy) === true
  );
}

/** Whether a response fits a request for a stream, or one for a whole response. */
export function isOfKind(response: MockResponse, isStream: boolean): boolean {
  if (response.chunks !== undefined || response.frames !== undefined || errorOf(response)?.after !== undefined) {
    return isStream;
  }
  return response.body === undefined || !isStream || (response.status ?? 0) >= 400;
}

/** Whether an operation can answer so. */
export function canHave(response: MockResponse, operation: Operation): boolean {
  const error = errorOf(response);
  const hasWholes = operation.responseMediaType !== EVENT_STREAM_MEDIA_TYPE;
  const hasStreams = !hasWholes || operation.streamMediaType !== undefined;
  if (!(hasStreams && isOfKind(response, true)) && !(hasWholes && isOfKind(response, false))) {
    return false;
  }
  // The errors of other protocols have no names of their own: any type will do, with a status before a stream.
  const isNamed = !followsAws(operation) ? error?.after !== undefined : hasError(operation, error);
  return error === undefined || isNamed || (error.after === undefined && response.status !== undefined);
}

/** Whether an operation has an exception: in its stream, where it comes there. */
function hasError(operation: Operation, error: MockError | undefined): boolean {
  return error?.after === undefined
    ? Object.hasOwn(operation.errors, error?.type ?? "")
    : exceptionNames(operation).includes(nameInStream(error.type));
}
