import type { ExceptionName } from "@bedrock-contract/types";
import type { Issue, Validator } from "./validator.ts";

/** The parts of a request as rules look at them. */
export interface RequestEnvelope {
  /** Path, query and header parameters, by the names that the spec gives them. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The `Content-Type` that the request is sent with. */
  readonly contentType: string;
  /** The body, parsed; undefined where there is none. */
  readonly body?: unknown;
}

/** A rule that binds several parts of a request together, such as a header and the body. */
export interface RequestRule {
  /** Name of the rule, the same for every operation that keeps it. */
  readonly id: string;
  /** The exception that the service answers a request with which breaks the rule; absent in APIs that name none. */
  readonly error?: ExceptionName;
  /** Instead of an exception, the status of the response. */
  readonly status?: number;
  /** The parameter or member that the exception's message should mention. */
  readonly names: string;
  /** What the exception may say. */
  readonly message?: string;
  readonly description: string;
  readonly validator: Validator<RequestEnvelope>;
}

/**
 * Where in the body a rule is broken, by the issues of its validator: the place that says most, such as an element of a
 * list. Undefined where it speaks of other parts.
 */
export function placeInBody(issues: readonly Issue[]): string | undefined {
  const places = issues.filter(({ pointer }) => pointer.startsWith("/body/")).map(({ pointer }) => pointer.slice(5));
  return places.toSorted((one, other) => other.length - one.length)[0];
}
