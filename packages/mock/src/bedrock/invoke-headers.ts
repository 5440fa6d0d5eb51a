import { type FormatDescription, tokenPlacesOf } from "@bedrock-contract/validators";
import { readAll } from "@bedrock-contract/validators/pointer";
import {
  BEDROCK_CONTENT_TYPE_HEADER,
  CACHE_READ_INPUT_TOKEN_COUNT_HEADER,
  CACHE_WRITE_INPUT_TOKEN_COUNT_HEADER,
  INPUT_TOKEN_COUNT_HEADER,
  INVOCATION_LATENCY_HEADER,
  OUTPUT_TOKEN_COUNT_HEADER,
  PERFORMANCE_CONFIG_LATENCY_HEADER,
  SERVICE_TIER_HEADER,
} from "@bedrock-contract/wire";
import type { MockRequest } from "../http/mock-request.ts";

/** An InvokeModel or InvokeModelWithResponseStream that succeeded. */
export interface Invocation {
  readonly request: MockRequest;
  readonly format: FormatDescription;
  /** The value of the answer's JSON. */
  readonly answer: unknown;
  /** How long the answer took, in milliseconds. */
  readonly latency: number;
}

/**
 * The headers of an invocation that tell about the model's work: its latency, the token counts as the answer's body
 * tells them, the media type of chunks.
 */
export function workHeaders({ format, answer, latency }: Invocation): Record<string, string> {
  const { inputTokens, outputTokens } = tokenPlacesOf(format);
  const { cacheReadTokens, cacheWriteTokens } = format.kind === "text" ? format.response : {};
  return definedOnly({
    [INVOCATION_LATENCY_HEADER]: String(Math.max(1, Math.round(latency))),
    [INPUT_TOKEN_COUNT_HEADER]: tokenCount(answer, inputTokens),
    [OUTPUT_TOKEN_COUNT_HEADER]: tokenCount(answer, outputTokens),
    [CACHE_READ_INPUT_TOKEN_COUNT_HEADER]: tokenCount(answer, cacheReadTokens),
    [CACHE_WRITE_INPUT_TOKEN_COUNT_HEADER]: tokenCount(answer, cacheWriteTokens),
    [BEDROCK_CONTENT_TYPE_HEADER]: "application/json",
  });
}

/** The headers of an invocation that repeat what the request asked for, and stay away where it asked for nothing. */
export function echoHeaders({ request }: Invocation): Record<string, string | undefined> {
  return Object.fromEntries(
    [SERVICE_TIER_HEADER, PERFORMANCE_CONFIG_LATENCY_HEADER].map((name) => [name, request.headers[name]]),
  );
}

function tokenCount(answer: unknown, pointer: string | undefined): string | undefined {
  const values = pointer === undefined ? [] : readAll(answer, pointer).map(({ value }) => value);
  const numbers = values.filter((count) => typeof count === "number");
  return numbers.length === 0 ? undefined : String(numbers.reduce((sum, count) => sum + count, 0));
}

/** A copy of headers without those that are undefined. */
export function definedOnly(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const defined: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) {
      defined[name] = value;
    }
  }
  return defined;
}
