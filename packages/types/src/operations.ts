import type { components as GatewayParts, paths as GatewayPathsByTemplate } from "./gen/gateway.ts";
import type { components as ManagementParts, paths as Paths } from "./gen/management.ts";
import type { components as MessagesParts, paths as MessagesPathsByTemplate } from "./gen/messages.ts";
import type {
  GatewayOperations as ChatOperations,
  ManagementOperations,
  MessagesOperations,
  ResponsesOperations,
  RuntimeOperations,
} from "./gen/operations.ts";
import type { components as ResponsesParts, paths as ResponsesPathsByTemplate } from "./gen/responses.ts";
import type { components as RuntimeParts } from "./gen/runtime.ts";

/** Name of an operation of the management API: `ListFoundationModels`, …. */
export type ManagementOperation = keyof ManagementOperations;

/** Path, query and header parameters of a management operation, in one object by name. */
export type ManagementParameters<Operation extends ManagementOperation> = ManagementOperations[Operation]["parameters"];

/** Request body of a management operation; `never` where it has none. */
export type ManagementRequest<Operation extends ManagementOperation> = ManagementOperations[Operation]["request"];

/** Body of a successful response of a management operation. */
export type ManagementResponse<Operation extends ManagementOperation> = ManagementOperations[Operation]["response"];

/** The paths of the management API, in the form that openapi-fetch takes. */
export type ManagementPaths = Paths;

/** The named schemas of the management API: `ManagementSchemas["FoundationModelSummary"]`. */
export type ManagementSchemas = ManagementParts["schemas"];

/** Name of an operation of the runtime API: `InvokeModel`, …. */
export type RuntimeOperation = keyof RuntimeOperations;

/** Path and header parameters of a runtime operation, in one object by name. */
export type RuntimeParameters<Operation extends RuntimeOperation> = RuntimeOperations[Operation]["parameters"];

/**
 * Request body of a runtime operation; `unknown` where only a format describes it, and the list of its events where it
 * is a stream.
 */
export type RuntimeRequest<Operation extends RuntimeOperation> = RuntimeOperations[Operation]["request"];

/**
 * Body of a runtime operation's response; `unknown` where only a format describes it, and the list of its events where
 * it is a stream.
 */
export type RuntimeResponse<Operation extends RuntimeOperation> = RuntimeOperations[Operation]["response"];

/**
 * One event of a runtime operation's streamed response, an object of one member: the event's name. `never` where the
 * response is not a stream.
 */
export type RuntimeEvent<Operation extends RuntimeOperation> = RuntimeOperations[Operation]["event"];

/** One event that the client streams to a runtime operation; `never` where the request is one body. */
export type RuntimeRequestEvent<Operation extends RuntimeOperation> = RuntimeOperations[Operation]["requestEvent"];

/** The named schemas of the runtime API: `RuntimeSchemas["ContentBlock"]`. */
export type RuntimeSchemas = RuntimeParts["schemas"];

/**
 * The protocols of others that gateways and Amazon Bedrock itself speak: OpenAI's models, embeddings and chat completions
 * (`gateway`), OpenAI's Responses, Anthropic's Messages.
 */
export type GatewayApi = "gateway" | "responses" | "messages";

/** The operations of each API. */
interface OperationsByApi {
  management: ManagementOperations;
  runtime: RuntimeOperations;
  gateway: ChatOperations;
  responses: ResponsesOperations;
  messages: MessagesOperations;
}

type GatewayOperations = ChatOperations & ResponsesOperations & MessagesOperations;

/** Name of an operation of one of these protocols, or of any: `CreateChatCompletion`, `CreateResponse`, …. */
export type GatewayOperation<Api extends GatewayApi = GatewayApi> = {
  [Name in GatewayApi]: Name extends Api ? keyof OperationsByApi[Name] : never;
}[GatewayApi];

/** Path, query and header parameters of a gateway's operation, in one object by name. */
export type GatewayParameters<Operation extends GatewayOperation> = GatewayOperations[Operation]["parameters"];

/** Request body of a gateway's operation; `never` where it has none. */
export type GatewayRequest<Operation extends GatewayOperation> = GatewayOperations[Operation]["request"];

/** Body of a successful response of a gateway operation that does not stream. */
export type GatewayResponse<Operation extends GatewayOperation> = GatewayOperations[Operation]["response"];

/** The data of one event of a gateway operation's streamed response; `never` if it has no stream. */
export type GatewayChunk<Operation extends GatewayOperation> = GatewayOperations[Operation]["chunk"];

/** Body of a gateway operation's error, in the shape of its protocol. */
export type GatewayError<Operation extends GatewayOperation> = GatewayOperations[Operation]["error"];

/** The paths of a protocol, in the form that openapi-fetch takes. */
export type GatewayPaths<Api extends GatewayApi = "gateway"> = {
  gateway: GatewayPathsByTemplate;
  responses: ResponsesPathsByTemplate;
  messages: MessagesPathsByTemplate;
}[Api];

/** The named schemas of a gateway: `GatewaySchemas["ChatCompletionChunk"]`. */
export type GatewaySchemas = GatewayParts["schemas"];

/** The named schemas of the Responses API: `ResponsesSchemas["ResponseOutputItem"]`. */
export type ResponsesSchemas = ResponsesParts["schemas"];

/** The named schemas of the Messages API: `MessagesSchemas["CreateMessageRequest"]`. */
export type MessagesSchemas = MessagesParts["schemas"];

/** Every operation of all APIs, by its name. */
type Operations = ManagementOperations & RuntimeOperations & GatewayOperations;

/** Name of any operation, or of those of one API. */
export type OperationName<Api extends keyof OperationsByApi = keyof OperationsByApi> = {
  [Name in Api]: keyof OperationsByApi[Name];
}[Api];

/** Path, query and header parameters of any operation, in one object by name. */
export type OperationParameters<Name extends OperationName> = Operations[Name]["parameters"];

/** Request body of any operation; `never` where it has none, `unknown` where only a format describes it. */
export type OperationRequest<Name extends OperationName> = Operations[Name]["request"];

/** Body of a successful response of any operation; `unknown` if only a format describes it. */
export type OperationResponse<Name extends OperationName> = Operations[Name]["response"];

/**
 * One event of any operation's streamed response, an object of one member: the event's name. `never` where the response
 * is not an event stream.
 */
export type OperationEvent<Name extends OperationName> = Operations[Name]["event"];

/** One event that the client streams to any operation; `never` where the request is one body. */
export type OperationRequestEvent<Name extends OperationName> = Operations[Name]["requestEvent"];

/** The data of one event, of an operation whose request can ask for a stream; else `never`. */
export type OperationChunk<Name extends OperationName> = Operations[Name]["chunk"];

/** Body of any error, of an operation whose errors go by their status; `never` where exceptions tell them apart. */
export type OperationError<Name extends OperationName> = Operations[Name]["error"];
