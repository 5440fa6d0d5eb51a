export type {
  MockCut,
  MockDelay,
  MockError,
  MockFaults,
  MockOutcome,
  MockStates,
  MockToolCall,
  MockUsage,
} from "@bedrock-contract/types";
export type { Clock } from "./clock.ts";
export type { MockExample, StreamException } from "./example.ts";
export { examplesOf, readExamples } from "./examples/read-examples.ts";
export type { GuardrailAction, MockGuardrail } from "./guardrail/mock-guardrail.ts";
export type { AuthenticationOptions } from "./request/authenticate.ts";
export type { MockClientConfig } from "./request/client-config.ts";
export type { ReceivedMockRequest } from "./request/received-request.ts";
export type { MockResponse, RequestMatcher } from "./respond/mock-response.ts";
export { type Mock, type StartMockOptions, startMock } from "./start-mock.ts";
