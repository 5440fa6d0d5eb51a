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
import { promptTokenCount } from "../generate/read-prompts.ts";
import { tokensOf } from "../generate/tokens.ts";
import type { MockRequest } from "../http/mock-request.ts";
import { parseBody } from "../request/parse-body.ts";

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
 * tells them or, where its format has no place for them, as the mock counts tokens; the media type of chunks.
 */
export function workHeaders(invocation: Invocation): Record<string, string> {
  const { format, answer, latency } = invocation;
  const { inputTokens, outputTokens } = tokenPlacesOf(format);
  const counted = inputTokens === undefined && outputTokens === undefined ? countedTokens(invocation) : {};
  const { cacheReadTokens, cacheWriteTokens } = format.kind === "text" ? format.response : {};
  return definedOnly({
    [INVOCATION_LATENCY_HEADER]: String(Math.max(1, Math.round(latency))),
    [INPUT_TOKEN_COUNT_HEADER]: tokenCount(answer, inputTokens) ?? counted.input,
    [OUTPUT_TOKEN_COUNT_HEADER]: tokenCount(answer, outputTokens) ?? counted.output,
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

/** The tokens of prompt and text, of a text format. */
function countedTokens({ format, request, answer }: Invocation): { readonly input?: string; readonly output?: string } {
  const parsed = parseBody(request.body);
  if (format.kind !== "text" || "fault" in parsed) {
    return {};
  }
  const { text, toolCalls = [] } = format.response;
  const written = [text, toolCalls].flatMap((place) => readAll(answer, place)).map(({ value }) => value);
  const tokens = written.flatMap((value) => tokensOf(typeof value === "string" ? value : JSON.stringify(value ?? "")));
  return { input: String(promptTokenCount(format, parsed.value)), output: String(tokens.length) };
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
