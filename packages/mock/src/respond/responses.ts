import type { Operation } from "@bedrock-contract/wire";
import type { ReceivedMockRequest } from "../request/received-request.ts";
import { refuseImpossible } from "./impossible-response.ts";
import type { MockResponse } from "./mock-response.ts";
import { canHave, isOfKind, wantsStream } from "./response-kind.ts";

/** The answers that tests have set. */
export interface Responses {
  add(response: MockResponse): void;
  /** The response for a request, which it uses up once; undefined where there is none. */
  take(request: ReceivedMockRequest, operation: Operation): MockResponse | undefined;
  reset(): void;
}

/**
 * No answers yet. Those for a number of requests come first, in the order in which they were set; then the others, the
 * latest first.
 */
export function createResponses(): Responses {
  let limited: { readonly response: MockResponse; left: number }[] = [];
  let always: MockResponse[] = [];
  return {
    add: (response) => {
      refuseImpossible(response);
      const times = response.once === true ? 1 : response.times;
      if (times === undefined) {
        always = [response, ...always];
      } else {
        limited = [...limited, { response, left: times }];
      }
    },
    take: (request, operation) => {
      const entry = limited.find(({ response }) => isFor(response, request, operation));
      if (entry === undefined) {
        return always.find((response) => isFor(response, request, operation));
      }
      entry.left -= 1;
      limited = limited.filter(({ left }) => left > 0);
      return entry.response;
    },
    reset: () => {
      limited = [];
      always = [];
    },
  };
}

function isFor(response: MockResponse, request: ReceivedMockRequest, operation: Operation): boolean {
  const { operation: name, format, modelId, when } = response.matcher ?? {};
  return (
    (name === undefined || name === request.operation) &&
    (format === undefined || format === request.format) &&
    (modelId === undefined || modelId === request.modelId) &&
    canHave(response, operation) &&
    isOfKind(response, wantsStream(operation, request.body)) &&
    (when === undefined || when(request))
  );
}
