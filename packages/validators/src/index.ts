export { assembleConverseStream } from "./assemble-converse-stream.ts";
export { assembleStream } from "./assemble-stream.ts";
export { type BatchOptions, type BatchRecord, checkBatch, checkBatchRecord } from "./batch.ts";
export { type FilterBinding, isFilter, isNamedBy, passesFilter } from "./binding.ts";
export type { StreamAssembler } from "./create-assembler.ts";
export { detectFormat, type ModelCall, possibleFormats } from "./detect-format.ts";
export {
  type EmbeddingDemand,
  type EmbeddingVersion,
  embeddingDemandOf,
  embeddingVersionOf,
  vectorLength,
} from "./embedding-demand.ts";
export { finishResponse } from "./fold/finish-response.ts";
export { type FoldedValue, foldChunks, traceChunks } from "./fold/fold-chunks.ts";
export type {
  BodiesOfKind,
  BodyDescription,
  ChunkStream,
  ConversationDescription,
  DescribedFormat,
  EmbeddingFormat,
  FormatDescription,
  FormatFoldEnd,
  FormatFoldRule,
  FormatKind,
  FormatOfKind,
  FormatRouting,
  FormatStream,
  GuardrailDescription,
  ImageFormat,
  ItemStream,
  KeptOperation,
  KeptResource,
  ListedFormat,
  OperationMeaning,
  ParameterBinding,
  RerankFormat,
  ResponseMeaning,
  SseStreamDescription,
  TextBodies,
  TextFormat,
} from "./format-description.ts";
export { type SplitText, splitReasoning, streamOf, type TokenPlaces, tokenPlacesOf } from "./format-places.ts";
export { conversations } from "./gen/conversations.ts";
export { endings } from "./gen/endings.ts";
export { exceptions } from "./gen/exceptions.ts";
export { formats } from "./gen/formats.ts";
export { guardrails } from "./gen/guardrails.ts";
export { meanings } from "./gen/meanings.ts";
export { memory } from "./gen/memory.ts";
export { sseStreams } from "./gen/sse-streams.ts";
export { type ImageDemand, imageDemandOf } from "./image-demand.ts";
export { loadDescription, loadFormat } from "./load-format.ts";
export { loadOperation } from "./load-operation.ts";
export { loadRules } from "./load-rules.ts";
export { refusedNullMembers, withoutMembers } from "./null-members.ts";
export { type PlacedValue, type Pointers, readAll, readPointer } from "./pointer.ts";
export { type ReasoningDemand, reasoningDemandOf } from "./reasoning-demand.ts";
export {
  type BrokenRule,
  describeBrokenRule,
  placeInBody,
  type RequestEnvelope,
  type RequestRule,
  type WordedRule,
} from "./request-rule.ts";
export { inOrder, type Source, type SourcePlaces, sourcesOf } from "./sources.ts";
export type {
  StandardFailure,
  StandardIssue,
  StandardProperties,
  StandardResult,
  StandardSchema,
  StandardSuccess,
} from "./standard-schema.ts";
export { textBodiesOf } from "./text-bodies.ts";
export {
  type CallPlaces,
  callPlacesOf,
  isFree,
  type ToolDemand,
  toolDemandOf,
  toolNameOf,
  toolSchemaOf,
} from "./tool-demand.ts";
export type { ExceptionName, FormatId, FormatValidators, OperationName, OperationValidators } from "./types.ts";
export { isValidationError, ValidationError } from "./validation-error.ts";
export type { Issue, IssuesOptions, Validator } from "./validator.ts";
