import type { FormatId, InvokeResponse } from "@bedrock-contract/types";
import {
  CACHE_READ_INPUT_TOKEN_COUNT_HEADER,
  CACHE_WRITE_INPUT_TOKEN_COUNT_HEADER,
  headerValue,
  INPUT_TOKEN_COUNT_HEADER,
  INVOCATION_LATENCY_HEADER,
  OUTPUT_TOKEN_COUNT_HEADER,
  PERFORMANCE_CONFIG_LATENCY_HEADER,
  requestIdOf,
  SERVICE_TIER_HEADER,
} from "@bedrock-contract/wire";

/**
 * What the headers of a response say. Amazon Bedrock leaves out what a model does not count, so each may be undefined.
 */
export interface InvokeMetadata {
  /** The id that Amazon Bedrock gave the request. */
  readonly requestId: string | undefined;
  /** How many tokens the model read. */
  readonly inputTokenCount: number | undefined;
  /** How many tokens the model wrote. */
  readonly outputTokenCount: number | undefined;
  /** How many of the tokens read came from the prompt cache. */
  readonly cacheReadInputTokenCount: number | undefined;
  /** How many tokens were written to the prompt cache. */
  readonly cacheWriteInputTokenCount: number | undefined;
  /** The time that the model took, in milliseconds. */
  readonly invocationLatency: number | undefined;
  /** The tier that processed the request. */
  readonly serviceTier: string | undefined;
  /** The deployment that responded, `standard` or `optimized`. */
  readonly performanceConfigLatency: string | undefined;
  /** Every header of the response, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The response of a model in the format `F`. */
export interface InvokeResult<F extends FormatId> extends InvokeMetadata {
  /** The format of the body. */
  readonly format: F;
  /** The body, decoded. */
  readonly body: InvokeResponse<F>;
  /** The body exactly as it arrived, where the option `includeBytes` asks for it. */
  readonly bytes?: Uint8Array;
}

/** Reads the metadata of a response from its headers. */
export function metadataOf(headers: Readonly<Record<string, string>>): InvokeMetadata {
  return {
    requestId: requestIdOf(headers),
    inputTokenCount: numberIn(headers, INPUT_TOKEN_COUNT_HEADER),
    outputTokenCount: numberIn(headers, OUTPUT_TOKEN_COUNT_HEADER),
    cacheReadInputTokenCount: numberIn(headers, CACHE_READ_INPUT_TOKEN_COUNT_HEADER),
    cacheWriteInputTokenCount: numberIn(headers, CACHE_WRITE_INPUT_TOKEN_COUNT_HEADER),
    invocationLatency: numberIn(headers, INVOCATION_LATENCY_HEADER),
    serviceTier: headerValue(headers, SERVICE_TIER_HEADER),
    performanceConfigLatency: headerValue(headers, PERFORMANCE_CONFIG_LATENCY_HEADER),
    headers,
  };
}

function numberIn(headers: Readonly<Record<string, string>>, name: string): number | undefined {
  const value = headerValue(headers, name);
  return value !== undefined && /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : undefined;
}
