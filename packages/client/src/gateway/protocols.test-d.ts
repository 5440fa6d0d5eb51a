import { expectTypeOf } from "vitest";
import { createGatewayClient } from "./gateway-client.ts";
import { streamEvents } from "./stream-events.ts";

const responses = createGatewayClient({ api: "responses" });
const messages = createGatewayClient({ api: "messages" });

// Items are told apart by their type, without casts.
const { output, usage } = await responses.call("CreateResponse", { model: "m", input: "Hello" });
expectTypeOf(usage?.total_tokens).toEqualTypeOf<number | undefined>();
for (const item of output) {
  if (item.type === "function_call") {
    expectTypeOf(item.arguments).toEqualTypeOf<string>();
  }
}
for await (const event of await streamEvents(responses, "CreateResponse", { model: "m", input: "Hello" })) {
  expectTypeOf(event.sequence_number).toEqualTypeOf<number>();
  if (event.type === "response.output_text.delta") {
    expectTypeOf(event.delta).toEqualTypeOf<string>();
  }
}

const request = { model: "m", max_tokens: 9, messages: [{ role: "user" as const, content: "Hello" }] };
const message = await messages.call("CreateMessage", { "anthropic-version": "2023-06-01", ...request });
for (const block of message.content) {
  if (block.type === "tool_use") {
    expectTypeOf(block.name).toEqualTypeOf<string>();
  }
}
for await (const event of await streamEvents(messages, "CreateMessage", request)) {
  if (event.type === "content_block_delta" && event.delta.type === "text_delta") {
    expectTypeOf(event.delta.text).toEqualTypeOf<string>();
  }
}
const { input_tokens } = await messages.call("CountMessageTokens", { model: "m", messages: request.messages });
expectTypeOf(input_tokens).toEqualTypeOf<number>();

// @ts-expect-error one client speaks one protocol.
await responses.call("CreateMessage", request);
// A stored prompt names a model itself.
await responses.call("CreateResponse", { prompt: { id: "pmpt_1" } });
// @ts-expect-error such a request asks for no stream: `stream` is set.
await streamEvents(responses, "CreateResponse", { model: "m", input: "Hello", stream: true });
