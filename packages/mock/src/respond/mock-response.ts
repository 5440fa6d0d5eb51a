import type {
  RequestMatcher as MatcherDescription,
  MockError,
  MockResponse as ResponseDescription,
} from "@bedrock-contract/types";
import type { ReceivedMockRequest } from "../request/received-request.ts";

/** Which requests a response of a test is for. Every member that is given must hold; without members it is for all. */
export interface RequestMatcher extends MatcherDescription {
  /** Whether a request matches. What it throws is reported as a fault of the mock. */
  readonly when?: (request: ReceivedMockRequest) => boolean;
}

/**
 * A response that a test sets: what the model says, bytes, or an error. Requests that break the spec, or whose signature
 * does, are refused before it is looked at.
 */
export interface MockResponse extends Omit<ResponseDescription, "matcher"> {
  /** Which requests it is for. Default: all that can have it. */
  readonly matcher?: RequestMatcher;
}

/** The exception of a response, whichever way it is given. */
export function errorOf({ error }: MockResponse): MockError | undefined {
  return typeof error === "string" ? { type: error } : error;
}

/** Whether a response is what the model says, which any format can say. */
export function isSaid({ text, json, toolCalls, reasoning }: MockResponse): boolean {
  return text !== undefined || json !== undefined || toolCalls !== undefined || reasoning !== undefined;
}
