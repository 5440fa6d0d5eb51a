import type { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import type { InvokeResponse } from "@bedrock-contract/types";
import { expectTypeOf } from "vitest";
import { invokeModel } from "./invoke-model.ts";

declare const client: BedrockRuntimeClient;

// The format's id types the request and the response.
const answer = await invokeModel(client, "openai-chat-completion", "arn", {
  messages: [{ role: "user", content: "Hello" }],
});
expectTypeOf(answer.body).toEqualTypeOf<InvokeResponse<"openai-chat-completion">>();
expectTypeOf(answer.body.choices).items.toHaveProperty("message");
expectTypeOf(answer.inputTokenCount).toEqualTypeOf<number | undefined>();
expectTypeOf(answer.bytes).toEqualTypeOf<Uint8Array | undefined>();
// @ts-expect-error: a prompt is not a message
invokeModel(client, "openai-chat-completion", "arn", { prompt: "Hello" });
// @ts-expect-error: no such format
invokeModel(client, "telepathy", "arn", { prompt: "Hello" });

// @ts-expect-error: the format is of StartAsyncInvoke
invokeModel(client, "luma-ray", "arn", { prompt: "Hello" });

// Options are typed by the headers of the runtime API.
invokeModel(client, "bedrock-completion", "arn", { prompt: "Hello" }, { trace: "ENABLED_FULL", serviceTier: "flex" });
// @ts-expect-error: no such tier
invokeModel(client, "bedrock-completion", "arn", { prompt: "Hello" }, { serviceTier: "fast" });
