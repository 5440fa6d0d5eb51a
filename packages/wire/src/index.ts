export { type Api, type ApiName, type ApiServer, apis, basePathsOf, followsAws, gatewayApis } from "./api.ts";
export { type CreateRequestOptions, createRequest } from "./create-request.ts";
export {
  bareErrorType,
  type EmbeddedError,
  embeddedErrorOf,
  errorMessageOf,
  errorTypeOf,
  requestIdOf,
} from "./error-type.ts";
export { crc32 } from "./event-stream/crc32.ts";
export { type EventStreamShape, eventStreams, type StreamOperation } from "./event-stream/event-streams.ts";
export {
  EVENT_STREAM_MEDIA_TYPE,
  encodeFrame,
  FRAME_OVERHEAD,
  type Frame,
  type FrameHeader,
  HEADER_TYPES,
  type HeaderType,
  PRELUDE_LENGTH,
  stringHeader,
} from "./event-stream/frame.ts";
export { FrameDecoder, type FrameDecoderOptions, type PositionedFrame } from "./event-stream/frame-decoder.ts";
export { FrameError, type FrameErrorCode, type FramePosition, hexView } from "./event-stream/frame-error.ts";
export {
  type ChunkEvent,
  type DecodeStreamEventOptions,
  decodeStreamEvent,
  type ExceptionEvent,
  encodeChunk,
  encodeEvent,
  encodeException,
  type StreamEvent,
  StreamEventError,
  type TypedEvent,
  type UnknownEvent,
} from "./event-stream/stream-event.ts";
export type { OperationMatch } from "./find-operation.ts";
export {
  BEDROCK_CONTENT_TYPE_HEADER,
  CACHE_READ_INPUT_TOKEN_COUNT_HEADER,
  CACHE_WRITE_INPUT_TOKEN_COUNT_HEADER,
  ERROR_TYPE_HEADER,
  type HeadersLike,
  headerValue,
  INPUT_TOKEN_COUNT_HEADER,
  INVOCATION_LATENCY_HEADER,
  OUTPUT_TOKEN_COUNT_HEADER,
  PERFORMANCE_CONFIG_LATENCY_HEADER,
  REQUEST_ID_HEADER,
  SERVICE_TIER_HEADER,
} from "./headers.ts";
export { isSameSecret } from "./is-same-secret.ts";
export {
  type BodyReader,
  type ErrorMessage,
  type ErrorMessageName,
  errorMessage,
  faultMessage,
  isRefusedModel,
  type MessageValues,
} from "./messages.ts";
export type {
  Operation,
  OperationHeader,
  OperationModelInput,
  OperationPagination,
  OperationParameter,
} from "./operation.ts";
export { entryOf, type KnownOperation, type OperationName, type OperationTable } from "./operation-table.ts";
export {
  findOperation,
  isOperationName,
  operationNamed,
  operations,
  operationsAt,
  pathParameters,
} from "./operations.ts";
export { decodePathLabel, encodePathLabel } from "./path-label.ts";
export { fillPath, matchPath } from "./path-template.ts";
export { printable, printableLine, withoutCommands } from "./printable.ts";
export { isSecretName, redactHeaders } from "./redact-headers.ts";
export { replaceSpans } from "./secrets/replace-spans.ts";
export { createSecretFinder, type SecretFinder, type Span } from "./secrets/secret-finder.ts";
export {
  bearerHeaders,
  type Credentials,
  type SignRequestOptions,
  signRequest,
} from "./sign-request.ts";
export { EVENT_DATE_HEADER, EVENT_SIGNATURE_HEADER } from "./sigv4/event-signature.ts";
export { isSignatureFailure, type ReceivedSignature, readSignature } from "./sigv4/read-signature.ts";
export type { ReceivedRequest } from "./sigv4/received-request.ts";
export { EVENTS_CONTENT_HASH, type EventSigner, eventSigner } from "./sigv4/sign-events.ts";
export type { AuthenticationErrorType, SignatureFailure, SignatureFailureKind } from "./sigv4/signature-failure.ts";
export { type EventVerifier, eventVerifier, isSignedEvent } from "./sigv4/verify-events.ts";
export { type VerifySignatureOptions, verifySignature } from "./sigv4/verify-signature.ts";
export { requestTarget, requestUrl, type WireRequest } from "./wire-request.ts";
