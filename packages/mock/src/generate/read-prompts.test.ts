import { loadDescription, type TextFormat } from "@bedrock-contract/validators";
import { expect, test, vi } from "vitest";
import { Turns } from "../http/turns.ts";
import { cachePointsOf, promptTexts, promptTokenCount, questionOf, readAhead } from "./read-prompts.ts";

async function formatOf(
  id: "anthropic-messages" | "openai-chat-completion" | "openai-completion",
): Promise<TextFormat> {
  return (await loadDescription(id)) as TextFormat;
}

const conversation = {
  system: [{ type: "text", text: "Be brief." }],
  tools: [{ name: "weather", description: "Tells it.", input_schema: { type: "object" } }],
  messages: [
    { role: "user", content: "Hello" },
    { role: "assistant", content: [{ type: "tool_use", id: "1", name: "weather", input: { city: "Rome" } }] },
    {
      role: "user",
      content: [
        { type: "tool_result", tool_use_id: "1", content: [{ type: "text", text: "Rain" }] },
        { type: "document", title: "Notes", source: { type: "text", media_type: "text/plain", data: "It rains." } },
        { type: "document", source: { type: "base64", media_type: "application/pdf", data: "AAAA" } },
        { type: "text", text: "Well?", cache_control: { type: "ephemeral" } },
        { type: "text", text: "Now." },
      ],
    },
  ],
};

test("reads texts section by section, and in a section as they stand; data of files are none", async () => {
  const format = await formatOf("anthropic-messages");
  expect(promptTexts(format, conversation)).toEqual([
    ...["weather", "Tells it.", '{"type":"object"}', "Be brief.", "Hello", "weather", '{"city":"Rome"}'],
    ...["Rain", "Notes", "It rains.", "Well?", "Now."],
  ]);
  expect(questionOf(format, conversation)).toBe("Rain\nNotes\nIt rains.\nWell?\nNow.");
  const all = promptTokenCount(format, conversation);
  expect(cachePointsOf(format, conversation)).toMatchObject([{ tokens: all - 2 }]);
});

test.each([
  {
    id: "anthropic-messages" as const,
    title: "blocks",
    body: {
      messages: [{ role: "user", content: Array.from({ length: 10_000 }, () => ({ type: "text", text: "a b" })) }],
    },
  },
  {
    id: "openai-chat-completion" as const,
    title: "messages that say nothing",
    body: { messages: Array.from({ length: 10_000 }, () => ({ role: "user", name: null })) },
  },
  { id: "openai-completion" as const, title: "token ids", body: { prompt: [Array.from({ length: 10_000 }, () => 7)] } },
  { id: "openai-completion" as const, title: "prompts", body: { prompt: Array.from({ length: 10_000 }, () => "a") } },
])("others have their turn while a body of 10,000 $title is read", async ({ id, body }) => {
  const format = await formatOf(id);
  const turns = new Turns();
  const take = vi.spyOn(turns, "take");
  await readAhead(format, body, turns);
  expect(take.mock.calls.length).toBeGreaterThanOrEqual(10);
  // What was read ahead is not read again.
  expect(promptTokenCount(format, body)).toBe(promptTokenCount(format, structuredClone(body)));
});
