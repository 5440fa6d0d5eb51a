/** The type of an error response, for example `ValidationException`; real Bedrock appends `:http://…` to it. */
export const ERROR_TYPE_HEADER = "x-amzn-errortype";
/** The id of the request, in every response. */
export const REQUEST_ID_HEADER = "x-amzn-requestid";
/** The media type of the chunks in a stream, whose own `content-type` is that of the frames. */
export const BEDROCK_CONTENT_TYPE_HEADER = "x-amzn-bedrock-content-type";
/** The time that the model took, in milliseconds. */
export const INVOCATION_LATENCY_HEADER = "x-amzn-bedrock-invocation-latency";
/** How many tokens the model read. */
export const INPUT_TOKEN_COUNT_HEADER = "x-amzn-bedrock-input-token-count";
/** How many tokens the model wrote. */
export const OUTPUT_TOKEN_COUNT_HEADER = "x-amzn-bedrock-output-token-count";
/** How many tokens the model read from the prompt cache. */
export const CACHE_READ_INPUT_TOKEN_COUNT_HEADER = "x-amzn-bedrock-cache-read-input-token-count";
/** How many tokens the model wrote to the prompt cache. */
export const CACHE_WRITE_INPUT_TOKEN_COUNT_HEADER = "x-amzn-bedrock-cache-write-input-token-count";
/** The service tier asked for, and the one that answered. */
export const SERVICE_TIER_HEADER = "x-amzn-bedrock-service-tier";
/** The latency optimisation asked for, and the one that answered. */
export const PERFORMANCE_CONFIG_LATENCY_HEADER = "x-amzn-bedrock-performanceconfig-latency";

/**
 * Headers in any of the usual forms: a plain object (values may be lists), or anything with `get`, such as `Headers` of
 * fetch.
 */
export type HeadersLike =
  | Readonly<Record<string, string | readonly string[] | undefined>>
  | { get(name: string): string | null | undefined };

/** The value of a header, whatever the case of its name. Of a list the first value. */
export function headerValue(headers: HeadersLike, name: string): string | undefined {
  if (hasGet(headers)) {
    return headers.get(name) ?? undefined;
  }
  const wanted = name.toLowerCase();
  const value = Object.entries(headers).find(([each]) => each.toLowerCase() === wanted)?.[1];
  return typeof value === "string" ? value : value?.[0];
}

function hasGet(headers: HeadersLike): headers is { get(name: string): string | null | undefined } {
  return typeof headers.get === "function";
}
