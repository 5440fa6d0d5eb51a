import type { Operation } from "@bedrock-contract/wire";
import type { MockExample } from "../example.ts";
import { errorTypeHeaders } from "../http/answer.ts";
import { definedOnly, echoHeaders, type Invocation, workHeaders } from "./invoke-headers.ts";

/** What the headers of a response follow from. */
export interface AnswerFacts {
  readonly operation: Operation;
  readonly status: number;
  /** The example that answers, if there is one. Its own headers stand before computed ones. */
  readonly example: MockExample | undefined;
  /** Present where the operation invoked a model. */
  readonly invocation: Invocation | undefined;
}

/** The headers of a response from the specs, beyond those that every response has. */
export function responseHeaders({ operation, status, example, invocation }: AnswerFacts): Record<string, string> {
  if (status >= 400) {
    return { ...errorTypeHeaders(errorType(operation, status, example)), ...example?.headers };
  }
  return definedOnly({
    "content-type": operation.responseMediaType,
    ...(invocation === undefined ? {} : declaredOnly(operation, workHeaders(invocation))),
    ...example?.headers,
    ...(invocation === undefined ? {} : echoHeaders(invocation)),
  });
}

/** A stream has other headers than a whole answer: those that the spec declares for its operation. */
function declaredOnly(
  { responseHeaders: declared }: Operation,
  headers: Record<string, string>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => declared.some((header) => header.name === name)),
  );
}

/** The exception of an example; where it names none, the first of its status that the operation declares. */
function errorType(operation: Operation, status: number, example: MockExample | undefined): string {
  const declared = Object.entries(operation.errors).find((error) => error[1] === status)?.[0];
  return example?.errorType ?? declared ?? "InternalServerException";
}
