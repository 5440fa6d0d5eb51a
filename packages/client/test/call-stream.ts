import type { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { encodeChunk } from "@bedrock-contract/wire";
import { BedrockError } from "../src/errors/bedrock-error.ts";
import { type InvokeModelStreamOptions, invokeModelStream } from "../src/invoke/invoke-model-stream.ts";
import { HTTP2, type StreamResponse } from "./start-stream-server.ts";

/** An imported model. */
export const modelId = "arn:aws:bedrock:us-east-1:111122223333:imported-model/abcdef123456";
/** A request that every server here answers. */
export const request = { prompt: "How is the rainbow formed?", max_gen_len: 10 };
/** The texts of the chunks in `frames`. */
export const texts = [" A", " rainbow", " is"];

/**
 * The frame of a chunk with a text, or with what stands wrongly in its place; only the last chunk of a response has a
 * stop reason.
 */
export function textChunk(generation: unknown, stop_reason: string | null = null): Uint8Array {
  const chunk = { generation, prompt_token_count: null, generation_token_count: 1, stop_reason, logprobs: null };
  return encodeChunk(new TextEncoder().encode(JSON.stringify(chunk)), 7);
}

/** A stream of three chunks. */
export const frames = texts.map((text, index) => textChunk(text, index === 2 ? "stop" : null));

/** Asks for a stream. */
export function call(client: BedrockRuntimeClient, options: InvokeModelStreamOptions = {}) {
  return invokeModelStream(client, "bedrock-completion", modelId, request, options);
}

/** The texts that a stream yields, and what it throws after them. */
export async function outcomeOf(answer: (response: StreamResponse) => void, options: InvokeModelStreamOptions = {}) {
  await using server = await HTTP2.start(answer);
  const stream = await call(HTTP2.clientOf(server.url), options);
  const received: unknown[] = [];
  try {
    for await (const chunk of stream) {
      received.push(chunk.generation);
    }
    return { received, error: undefined };
  } catch (reason) {
    return { received, error: BedrockError.from(reason) };
  }
}
