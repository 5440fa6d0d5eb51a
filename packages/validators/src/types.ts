// The generated files import from inside their package only; what they need of the types package comes through here.
import type {
  FormatId,
  InvokeChunk,
  InvokeRequest,
  InvokeResponse,
  OperationChunk,
  OperationError,
  OperationEvent,
  OperationName,
  OperationParameters,
  OperationRequest,
  OperationRequestEvent,
  OperationResponse,
} from "@bedrock-contract/types";
import type { RequestRule } from "./request-rule.ts";
import type { Validator } from "./validator.ts";

export type {
  BatchInputRecord,
  BatchOutputRecord,
  ExceptionBody,
  ExceptionName,
  FormatId,
  InvokeChunk,
  InvokeRequest,
  InvokeResponse,
  MockClockAdvance,
  MockCut,
  MockDelay,
  MockError,
  MockFaults,
  MockHealth,
  MockMemory,
  MockOutcome,
  MockRefusal,
  MockRequestList,
  MockRequestRecord,
  MockResponse,
  MockResponseIds,
  MockResponseList,
  MockStates,
  MockTime,
  MockToolCall,
  MockUsage,
  OpenAIBatchInput,
  OpenAIBatchOutput,
  OperationChunk,
  OperationError,
  OperationEvent,
  OperationName,
  OperationParameters,
  OperationRequest,
  OperationRequestEvent,
  OperationResponse,
  RequestMatcher,
} from "@bedrock-contract/types";

export type { RequestEnvelope, RequestRule } from "./request-rule.ts";

/** The validators of one operation. */
export interface OperationValidators<Name extends OperationName> {
  /** Path, query and header parameters, in one object by name. */
  readonly parameters: Validator<OperationParameters<Name>>;
  /** The request body; absent where the operation has none, or where only a format describes it. */
  readonly request?: Validator<OperationRequest<Name>>;
  /** The body of a successful answer; accepts everything where only a format describes it. */
  readonly response: Validator<OperationResponse<Name>>;
  /** The same with open enums closed, to notice values that are not documented yet. */
  readonly responseKnown: Validator<OperationResponse<Name>>;
  /** One event that the client streams; absent where the request is one body. */
  readonly requestEvent?: Validator<OperationRequestEvent<Name>>;
  /** One event of an event stream, `{<name>: <payload>}`; absent where the response is not one. */
  readonly event?: Validator<OperationEvent<Name>>;
  /** The same with open enums closed. */
  readonly eventKnown?: Validator<OperationEvent<Name>>;
  /** The data of one event of a streamed answer; absent where the request cannot ask for a stream. */
  readonly chunk?: Validator<OperationChunk<Name>>;
  /** The same with open enums closed. */
  readonly chunkKnown?: Validator<OperationChunk<Name>>;
  /** The body of any error; absent where exceptions tell errors apart. */
  readonly error?: Validator<OperationError<Name>>;
  /** What binds several parts of a request together, whatever the format of its body. */
  readonly rules: readonly RequestRule[];
}

/** Loads the validators of each of some operations, by its name. */
export type OperationLoaders<Names extends OperationName> = {
  readonly [Name in Names]: () => Promise<OperationValidators<Name>>;
};

/** The validators of one format's bodies. */
export interface FormatValidators<Format extends FormatId> {
  readonly invokeRequest: Validator<InvokeRequest<Format>>;
  readonly invokeResponse: Validator<InvokeResponse<Format>>;
  /** The same with open enums closed, to notice values that are not documented yet. */
  readonly invokeResponseKnown: Validator<InvokeResponse<Format>>;
  /** One chunk of a streamed response; absent if the format has no stream. */
  readonly invokeChunk?: Validator<InvokeChunk<Format>>;
  /** The same with open enums closed. */
  readonly invokeChunkKnown?: Validator<InvokeChunk<Format>>;
  /** What binds several parts of a request with a body of the format together, beside the rules of the operation. */
  readonly rules: readonly RequestRule[];
}
