import { asAsked } from "./answer/as-asked.ts";
import { contentType } from "./answer/content-type.ts";
import { countValues } from "./answer/count-values.ts";
import { declaredHeaders } from "./answer/declared-headers.ts";
import { endState } from "./answer/end-state.ts";
import { endedTime } from "./answer/ended-time.ts";
import { errorInSuccess } from "./answer/error-in-success.ts";
import { errorMessage } from "./answer/error-message.ts";
import { errorType, errorTypeHeader } from "./answer/error-type.ts";
import { expectedMembers } from "./answer/expected-members.ts";
import { guardrailAction } from "./answer/guardrail-action.ts";
import { guardrailCounts } from "./answer/guardrail-counts.ts";
import { headerValues } from "./answer/header-values.ts";
import { knownValues } from "./answer/known-values.ts";
import { modelAsked } from "./answer/model-asked.ts";
import { nullMembers } from "./answer/null-members.ts";
import { requestId } from "./answer/request-id.ts";
import { responseEqualsExample } from "./answer/response-equals-example.ts";
import { responseSchema } from "./answer/response-schema.ts";
import { soughtValues } from "./answer/sought-values.ts";
import { status } from "./answer/status.ts";
import { timesInOrder } from "./answer/times-in-order.ts";
import type { Check } from "./check.ts";
import { embeddingCount } from "./gateway/embedding-count.ts";
import { embeddingDistinct } from "./gateway/embedding-distinct.ts";
import { embeddingEncoding } from "./gateway/embedding-encoding.ts";
import { embeddingLength } from "./gateway/embedding-length.ts";
import { embeddingNotZero } from "./gateway/embedding-not-zero.ts";
import { arnAccount } from "./identity/arn-account.ts";
import { arns } from "./identity/arns.ts";
import { elementIndex } from "./identity/element-index.ts";
import { itemIdentity } from "./identity/item-identity.ts";
import { streamConstant, streamId } from "./identity/stream-id.ts";
import { toolCallIds } from "./identity/tool-call-ids.ts";
import { semanticChecks } from "./semantic/semantic-checks.ts";
import { choiceOrder } from "./sse/choice-order.ts";
import { doneMarker } from "./sse/done-marker.ts";
import { errorEvent } from "./sse/error-event.ts";
import { eventName } from "./sse/event-name.ts";
import { eventPadding } from "./sse/event-padding.ts";
import { eventSequence } from "./sse/event-sequence.ts";
import { itemOrder } from "./sse/item-order.ts";
import { sseFraming } from "./sse/sse-framing.ts";
import { toolCallDeltas } from "./sse/tool-call-deltas.ts";
import { usageChunk } from "./sse/usage-chunk.ts";
import { assembledResponse } from "./stream/assembled-response.ts";
import { blockOrder } from "./stream/block-order.ts";
import { chunkOrder } from "./stream/chunk-order.ts";
import { chunkPayload } from "./stream/chunk-payload.ts";
import { chunkSchema } from "./stream/chunk-schema.ts";
import { eventTypes } from "./stream/event-types.ts";
import { frameCrc } from "./stream/frame-crc.ts";
import { frameHeaders } from "./stream/frame-headers.ts";
import { incrementalDelivery } from "./stream/incremental-delivery.ts";
import { invocationMetrics } from "./stream/invocation-metrics.ts";
import { metricsCounts } from "./stream/metrics-counts.ts";
import { streamContentType } from "./stream/stream-content-type.ts";
import { streamEnd } from "./stream/stream-end.ts";
import { streamException } from "./stream/stream-exception.ts";

/** Every check of an answer, in the order in which they are made: what makes later ones meaningless comes first. */
export const checks: readonly Check[] = [
  status,
  contentType,
  streamContentType,
  sseFraming,
  requestId,
  errorType,
  errorTypeHeader,
  errorInSuccess,
  declaredHeaders,
  headerValues,
  frameCrc,
  frameHeaders,
  eventTypes,
  streamException,
  eventName,
  eventSequence,
  eventPadding,
  errorEvent,
  chunkPayload,
  chunkSchema,
  chunkOrder,
  blockOrder,
  assembledResponse,
  itemOrder,
  choiceOrder,
  toolCallDeltas,
  usageChunk,
  doneMarker,
  streamEnd,
  invocationMetrics,
  metricsCounts,
  incrementalDelivery,
  responseSchema,
  nullMembers,
  expectedMembers,
  asAsked,
  soughtValues,
  endState,
  knownValues,
  countValues,
  guardrailAction,
  guardrailCounts,
  modelAsked,
  arns,
  arnAccount,
  elementIndex,
  itemIdentity,
  timesInOrder,
  endedTime,
  streamId,
  streamConstant,
  toolCallIds,
  embeddingCount,
  embeddingEncoding,
  embeddingLength,
  embeddingDistinct,
  embeddingNotZero,
  errorMessage,
  ...semanticChecks,
  responseEqualsExample,
];
