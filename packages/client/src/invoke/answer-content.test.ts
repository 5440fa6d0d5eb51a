import { readExamples } from "@bedrock-contract/mock";
import { formats } from "@bedrock-contract/validators";
import { describe, expect, test } from "vitest";
import { type InvokeAnswer, textOf, toolCallsOf } from "./answer-content.ts";

const wholes = readExamples().filter(({ operation, status }) => operation === "InvokeModel" && status === 200);
const textFormats = formats.filter(({ kind }) => kind === "text").map(({ id }) => id);

/** The response of an example in the specs. */
function answerOf(format: string, name: string): InvokeAnswer {
  const example = wholes.find((each) => each.api === format && each.name === name);
  if (example === undefined && name !== "hello") {
    throw new Error(`${format} has no example ${name}`);
  }
  return { format, body: example?.response } as InvokeAnswer; // As the example says, which a test holds to its schema.
}

describe("textOf", () => {
  test.each(textFormats)("reads the text of %s", async (format) => {
    expect(await textOf(answerOf(format, "hello"))).toMatch(/\w/);
  });

  test.each([
    { format: "anthropic-messages", name: "document-pdf", want: "High water is at 06:14." },
    { format: "anthropic-messages", name: "tool-choice-any", want: "" },
    { format: "anthropic-messages", name: "empty-content", want: "" },
    { format: "openai-chat-completion", name: "several-tool-calls", want: "" },
  ])("reads $name of $format", async ({ format, name, want }) => {
    expect(await textOf(answerOf(format, name))).toBe(want);
  });

  test("reads the first of several choices", async () => {
    const body = { choices: [{ message: { content: "One." } }, { message: { content: "Two." } }] };
    // A body that is cut to what matters here.
    expect(await textOf({ format: "openai-chat-completion", body } as unknown as InvokeAnswer)).toBe("One.");
  });

  test("rejects a format of vectors", async () => {
    const answer = answerOf("titan-embed-text", "hello");
    await expect(textOf(answer)).rejects.toThrow("the format titan-embed-text has no text");
  });
});

describe("toolCallsOf", () => {
  test.each([
    { format: "anthropic-messages", name: "parallel-tools", want: ["tide", "wind"] },
    { format: "anthropic-messages", name: "hello", want: [] },
    {
      format: "openai-chat-completion",
      name: "several-tool-calls",
      want: ["get_weather", "get_time"],
    },
    { format: "amazon-nova", name: "tool-call", want: ["tide"] },
    { format: "cohere-command-r", name: "tool-call", want: ["tide"] },
    { format: "titan-text", name: "hello", want: [] },
  ])("reads the calls of $name in $format", async ({ format, name, want }) => {
    const calls = await toolCallsOf(answerOf(format, name));
    expect(calls.map((call) => call.name)).toEqual(want);
    expect(calls.map(({ input }) => typeof input)).toEqual(want.map(() => "object"));
  });

  test("leaves arguments that a limit cut off as they are", async () => {
    const call = { id: "call_1", type: "function", function: { name: "tide", arguments: '{"port": "Br' } };
    const body = { choices: [{ message: { content: null, tool_calls: [call] } }] };
    // As above.
    expect(await toolCallsOf({ format: "openai-chat-completion", body } as unknown as InvokeAnswer)).toEqual([
      { id: "call_1", name: "tide", input: '{"port": "Br' },
    ]);
  });
});
