import type { GatewayResponse, InvokeChunk, InvokeResponse } from "@bedrock-contract/types";
import { expectTypeOf, test } from "vitest";
import { assembleChatCompletion, assembleStream, type ChatCompletionChunk } from "./index.ts";

test("the chunks of a format make a response of the same format", () => {
  type Answer = InvokeResponse<"openai-chat-completion">;
  const chunks: InvokeChunk<"openai-chat-completion">[] = [];
  expectTypeOf(assembleStream("openai-chat-completion", chunks)).resolves.toEqualTypeOf<Answer | undefined>();
  expectTypeOf(assembleStream("openai-chat-completion", [])).resolves.toEqualTypeOf<Answer | undefined>();
  expectTypeOf(assembleStream("openai-chat-completion", [{}])).resolves.toEqualTypeOf<Answer>();
  // @ts-expect-error The text of a chunk is a text.
  assembleStream("claude-text-completion", [{ type: "completion", completion: 7, stop_reason: null }]);
});

test("the chunks of a chat make a response, and no chunks none", () => {
  type Answer = GatewayResponse<"CreateChatCompletion">;
  const chunk: ChatCompletionChunk = { id: "1", object: "chat.completion.chunk", created: 0, model: "m", choices: [] };
  const chunks: ChatCompletionChunk[] = [];
  expectTypeOf(assembleChatCompletion(chunks)).toEqualTypeOf<Answer | undefined>();
  expectTypeOf(assembleChatCompletion([])).toEqualTypeOf<Answer | undefined>();
  expectTypeOf(assembleChatCompletion([chunk])).toEqualTypeOf<Answer>();
});
