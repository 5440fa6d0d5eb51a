import type { InvokeChunk, InvokeResponse } from "@bedrock-contract/types";
import { expectTypeOf, test } from "vitest";
import { assembleStream } from "./index.ts";

test("the chunks of a format make an answer of the same format", () => {
  const chunks: InvokeChunk<"openai-chat-completion">[] = [];
  expectTypeOf(assembleStream("openai-chat-completion", chunks)).toEqualTypeOf<
    InvokeResponse<"openai-chat-completion">
  >();
  // @ts-expect-error The text of a chunk is a text.
  assembleStream("claude-text-completion", [{ type: "completion", completion: 7, stop_reason: null }]);
});
