import type { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import type { InvokeRequest } from "@bedrock-contract/types";
import { expectTypeOf } from "vitest";
import { invokeModel } from "./invoke-model.ts";
import { invokeModelStream } from "./invoke-model-stream.ts";

declare const client: BedrockRuntimeClient;

const request: InvokeRequest<"anthropic-messages"> = {
  anthropic_version: "bedrock-2023-05-31",
  max_tokens: 100,
  messages: [{ role: "user", content: "Hello" }],
};

// Blocks are told apart by their type, without casts.
const { body } = await invokeModel(client, "anthropic-messages", "arn", request);
for (const block of body.content) {
  if (block.type === "text") {
    expectTypeOf(block.text).toEqualTypeOf<string>();
  } else if (block.type === "tool_use") {
    expectTypeOf(block.name).toEqualTypeOf<string>();
    expectTypeOf(block.id).toEqualTypeOf<string>();
  } else if (block.type === "thinking") {
    expectTypeOf(block.signature).toEqualTypeOf<string>();
  }
}

// So are the events of a stream, and the pieces of blocks.
for await (const event of await invokeModelStream(client, "anthropic-messages", "arn", request)) {
  if (event.type === "content_block_delta") {
    expectTypeOf(event.index).toEqualTypeOf<number>();
    if (event.delta.type === "text_delta") {
      expectTypeOf(event.delta.text).toEqualTypeOf<string>();
    } else if (event.delta.type === "input_json_delta") {
      expectTypeOf(event.delta.partial_json).toEqualTypeOf<string>();
    }
  } else if (event.type === "message_start") {
    expectTypeOf(event.message.usage?.input_tokens).toEqualTypeOf<number | null | undefined>();
  } else if (event.type === "message_delta") {
    expectTypeOf(event.delta.stop_sequence).toEqualTypeOf<string | null | undefined>();
  }
}
