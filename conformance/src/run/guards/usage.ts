import { readPointer, tokenPlacesOf } from "@bedrock-contract/validators";
import type { Answer } from "../../exchange/answer.ts";
import { chunksOf } from "../../exchange/stream/chunks.ts";
import type { Meaning } from "../../meaning/meaning.ts";
import type { Usage } from "./estimate.ts";

const METRICS = "/amazon-bedrock-invocationMetrics";

/**
 * The tokens that an answer says it took: in its headers, in its body, or in the metrics at the end of its stream;
 * undefined where it says nothing.
 */
export function usageOf(answer: Answer, meaning: Meaning | undefined): Usage | undefined {
  const { headers, json } = answer;
  const body = json.isJson ? json.value : undefined;
  const last = answer.stream === undefined ? undefined : chunksOf(answer.stream).at(-1)?.value;
  const { inputTokens, outputTokens } = meaning === undefined ? {} : tokenPlacesOf(meaning.format);
  return (
    usage(headers["x-amzn-bedrock-input-token-count"], headers["x-amzn-bedrock-output-token-count"]) ??
    usage(readPointer(last, `${METRICS}/inputTokenCount`), readPointer(last, `${METRICS}/outputTokenCount`)) ??
    usage(at(meaning?.response, inputTokens), at(meaning?.response, outputTokens)) ??
    usage(readPointer(body, "/usage/prompt_tokens"), readPointer(body, "/usage/completion_tokens") ?? 0)
  );
}

function at(value: unknown, place: string | undefined): unknown {
  return place === undefined ? undefined : readPointer(value, place);
}

function usage(input: unknown, output: unknown): Usage | undefined {
  const [inputTokens, outputTokens] = [input, output].map((count) =>
    count === undefined ? Number.NaN : Number(count),
  );
  return isCount(inputTokens) && isCount(outputTokens) ? { inputTokens, outputTokens } : undefined;
}

/** A target may say anything. */
function isCount(value: number | undefined): value is number {
  return value !== undefined && Number.isInteger(value) && value >= 0;
}
