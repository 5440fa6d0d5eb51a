export type { AuthenticationOptions } from "./authenticate.ts";
export type { MockExample, StreamException } from "./example.ts";
export { examples } from "./gen/examples.ts";
export type { ReceivedMockRequest } from "./requests.ts";
export type { MockError, MockResponse, RequestMatcher } from "./responses.ts";
export { type Mock, type StartMockOptions, startMock } from "./start-mock.ts";
