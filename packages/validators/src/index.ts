export { assembleStream } from "./assemble-stream.ts";
export { detectFormat } from "./detect-format.ts";
export { foldChunks } from "./fold/fold-chunks.ts";
export type {
  ConversationDescription,
  FormatDescription,
  FormatFeatures,
  FormatFoldRule,
  FormatRequest,
  FormatResponse,
  FormatRouting,
  FormatStream,
  SseStreamDescription,
} from "./format-description.ts";
export { conversations } from "./gen/conversations.ts";
export { exceptions } from "./gen/exceptions.ts";
export { formats } from "./gen/formats.ts";
export { sseStreams } from "./gen/sse-streams.ts";
export { loadFormat, loadOperation } from "./load.ts";
export { type PlacedValue, readAll, readPointer } from "./pointer.ts";
export { placeInBody, type RequestEnvelope, type RequestRule } from "./request-rule.ts";
export type {
  StandardFailure,
  StandardIssue,
  StandardProperties,
  StandardResult,
  StandardSchema,
  StandardSuccess,
} from "./standard-schema.ts";
export type { ExceptionName, FormatId, FormatValidators, OperationName, OperationValidators } from "./types.ts";
export { isValidationError, ValidationError } from "./validation-error.ts";
export type { Issue, IssuesOptions, Validator } from "./validator.ts";
