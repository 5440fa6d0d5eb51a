import { type EventStreamShape, eventStreams, type Operation, operationsAt } from "@bedrock-contract/wire";
import type { MockRequest } from "../http/mock-request.ts";
import { readBody } from "../http/read-body.ts";

const shapes: Readonly<Record<string, EventStreamShape>> = eventStreams;

/** The names of the events that an operation answers with; none where it answers with one body. */
export function eventNames({ name }: Operation): readonly string[] {
  return shapes[name]?.events ?? [];
}

/** The names of the exceptions that may end the stream of an operation; they begin with a lower-case letter. */
export function exceptionNames({ name }: Operation): readonly string[] {
  return shapes[name]?.exceptions ?? [];
}

/** The name that an exception has in a stream. */
export function nameInStream(errorType: string): string {
  return errorType.charAt(0).toLowerCase() + errorType.slice(1);
}

/** The name that an exception of a stream has elsewhere. */
export function nameBeforeStream(exception: string): string {
  return exception.charAt(0).toUpperCase() + exception.slice(1);
}

/** Whether client and service stream at once. */
export function isSession({ name }: Operation): boolean {
  return shapes[name]?.requestEvents !== undefined;
}

/** A request whose body is all there, unless it opens a session. */
export async function wholeRequest(request: MockRequest): Promise<MockRequest> {
  const { pieces, path, method } = request;
  const match = operationsAt(path).find(({ operation }) => operation.method === method);
  if (pieces === undefined || (match !== undefined && isSession(match.operation))) {
    return request;
  }
  const { pieces: _, ...rest } = request;
  const body = await readBody(pieces);
  return { ...rest, body, received: { ...request.received, body } };
}
