import type { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import type { InvokeChunk, RuntimeEvent } from "@bedrock-contract/types";
import { invokeChunk } from "@bedrock-contract/validators/claude-text-completion";
import { expectTypeOf } from "vitest";
import { decodeEventStream } from "../event-stream/index.ts";
import { invokeModelStream } from "./invoke-model-stream.ts";

declare const client: BedrockRuntimeClient;
declare const response: Response;
declare const body: ReadableStream<Uint8Array>;

// The format's id types the request and each chunk.
const stream = await invokeModelStream(client, "openai-chat-completion", "arn", {
  messages: [{ role: "user", content: "Hello" }],
});
expectTypeOf(stream.requestId).toEqualTypeOf<string | undefined>();
expectTypeOf(stream.contentType).toEqualTypeOf<string | undefined>();
for await (const chunk of stream) {
  expectTypeOf(chunk).toEqualTypeOf<InvokeChunk<"openai-chat-completion">>();
  expectTypeOf(chunk.choices?.[0]?.delta.content).toEqualTypeOf<string | null | undefined>();
}
// @ts-expect-error: a prompt is not a message
invokeModelStream(client, "openai-chat-completion", "arn", { prompt: "Hello" });
// @ts-expect-error: no such way
invokeModelStream(client, "bedrock-completion", "arn", { prompt: "Hello" }, { onInvalidChunk: "shrug" });
// @ts-expect-error: token counts come in the last chunk, not in the headers
stream.inputTokenCount;

// The validator types what the decoder yields; without one the caller may name the type.
for await (const chunk of decodeEventStream(response, { validator: invokeChunk })) {
  expectTypeOf(chunk).toEqualTypeOf<InvokeChunk<"claude-text-completion">>();
}
for await (const chunk of decodeEventStream<InvokeChunk<"bedrock-completion">>(body)) {
  expectTypeOf(chunk.generation).toEqualTypeOf<string | undefined>();
}
for await (const chunk of decodeEventStream(body)) {
  expectTypeOf(chunk).toEqualTypeOf<unknown>();
}
for await (const event of decodeEventStream(body, { output: "events" })) {
  expectTypeOf(event.kind).toEqualTypeOf<"chunk" | "unknown">();
}
// The operation types the events of a stream that has its own.
for await (const event of decodeEventStream(response, { operation: "ConverseStream" })) {
  expectTypeOf(event).toEqualTypeOf<RuntimeEvent<"ConverseStream">>();
  expectTypeOf(event.contentBlockDelta?.delta.text).toEqualTypeOf<string | undefined>();
}
for await (const event of decodeEventStream(body, { operation: "ConverseStream", output: "events" })) {
  expectTypeOf(event.kind).toEqualTypeOf<"typed" | "unknown">();
}
// @ts-expect-error: Converse does not stream
decodeEventStream(body, { operation: "Converse" });
