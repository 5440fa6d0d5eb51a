export { BedrockError, isBedrockError } from "../errors/bedrock-error.ts";
export type { BedrockErrorIssue, BedrockErrorOptions, LocalErrorCode } from "../errors/bedrock-error-options.ts";
export type { AuthenticationOptions, Provided } from "../http/authentication.ts";
export type { CallOptions } from "../http/call-options.ts";
export type { EndpointOptions } from "../http/endpoint.ts";
export type { HttpInit, HttpMethod, HttpMethods, HttpResult, ManagementHttpClient } from "../http/http-types.ts";
export { createManagementClient, type ManagementClient, type ManagementClientOptions } from "./management-client.ts";
export type {
  ManagementAnswer,
  ManagementArguments,
  ManagementFailure,
  ManagementInput,
  ManagementSuccess,
  PageItem,
  PaginatedOperation,
} from "./management-types.ts";
export { type Paginator, paginate } from "./paginate.ts";
export { type AwaitedOperation, type EndState, type WaitOptions, waitUntil } from "./wait-until.ts";
