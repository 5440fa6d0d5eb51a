import type {
  RuntimeEvent,
  RuntimeRequest,
  RuntimeRequestEvent,
  RuntimeResponse,
  RuntimeSchemas,
} from "./operations.ts";

/** A conversation, and settings for the next message. */
export type ConverseRequest = RuntimeRequest<"Converse">;

/** The next message of a conversation, why it ended, and what it cost. */
export type ConverseResponse = RuntimeResponse<"Converse">;

/** A conversation, and settings for the next message, which is streamed. */
export type ConverseStreamRequest = RuntimeRequest<"ConverseStream">;

/** One event of ConverseStream, such as `{ contentBlockDelta: … }`; exactly one member is present. */
export type ConverseStreamEvent = RuntimeEvent<"ConverseStream">;

/** One turn of a conversation, as it is sent. */
export type Message = RuntimeSchemas["Message"];

/** The model's turn, as it is received. */
export type AssistantMessage = ConverseResponse["output"]["message"];

/** A block of a message that is sent; exactly one member, which says what kind of block it is. */
export type ContentBlock = RuntimeSchemas["ContentBlock"];

/** A block of a message that is received; exactly one member, which says what kind of block it is. */
export type ContentBlockOutput = RuntimeSchemas["ContentBlockOutput"];

/** A tool, or a cache point behind the tools before it. */
export type Tool = RuntimeSchemas["Tool"];

/** Why a message ended. */
export type StopReason = ConverseResponse["stopReason"];

/** The tokens that a request took. */
export type TokenUsage = ConverseResponse["usage"];

/** A request whose tokens are counted. */
export type CountTokensRequest = RuntimeRequest<"CountTokens">;

/** How many input tokens a request has. */
export type CountTokensResponse = RuntimeResponse<"CountTokens">;

/** Content for a guardrail to evaluate. */
export type ApplyGuardrailRequest = RuntimeRequest<"ApplyGuardrail">;

/** What a guardrail found and did. */
export type ApplyGuardrailResponse = RuntimeResponse<"ApplyGuardrail">;

/** Messages, and the checks to run over them. */
export type InvokeGuardrailChecksRequest = RuntimeRequest<"InvokeGuardrailChecks">;

/** What the checks found. */
export type InvokeGuardrailChecksResponse = RuntimeResponse<"InvokeGuardrailChecks">;

/** A model, its input, and where its output goes. */
export type StartAsyncInvokeRequest = RuntimeRequest<"StartAsyncInvoke">;

/** The invocation that was started. */
export type StartAsyncInvokeResponse = RuntimeResponse<"StartAsyncInvoke">;

/** An asynchronous invocation. */
export type GetAsyncInvokeResponse = RuntimeResponse<"GetAsyncInvoke">;

/** A page of asynchronous invocations. */
export type ListAsyncInvokesResponse = RuntimeResponse<"ListAsyncInvokes">;

/** One event that the client of a bidirectional stream sends. */
export type BidirectionalRequestEvent = RuntimeRequestEvent<"InvokeModelWithBidirectionalStream">;

/** One event that the model of a bidirectional stream sends, or the exception that ends the session. */
export type BidirectionalEvent = RuntimeEvent<"InvokeModelWithBidirectionalStream">;
