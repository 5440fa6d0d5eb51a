import { type Mock, startMock } from "@bedrock-contract/mock";
import { isOperationName, operations } from "@bedrock-contract/wire";
import { afterAll, beforeAll, expect, test } from "vitest";
import { caseById } from "../../test/case-by-id.ts";
import type { Case } from "../case.ts";
import { defined } from "../defined.ts";
import { createOperationAnswer } from "../exchange/answer.ts";
import { exceptionValidators, formatOf, loadValidators } from "../exchange/exchange-validators.ts";
import { readMeaning } from "../meaning/meaning.ts";
import { runChecks } from "./run-checks.ts";

let mock: Mock;

beforeAll(async () => {
  mock = await startMock({ chunkDelayMs: 0 });
});
afterAll(() => mock.close());

const CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
const PORT = { type: "object", properties: { port: { enum: ["Brest", "Crozon"] } }, required: ["port"] };
const NESTED = {
  type: "object",
  required: ["stops", "way"],
  properties: {
    stops: {
      type: "array",
      minItems: 2,
      items: { type: "object", properties: { at: { type: "string", format: "date" } }, required: ["at"] },
    },
    way: { anyOf: [{ const: "sea" }, { type: "integer", minimum: 3 }] },
  },
};
const TIDES = "High water is at 06:14 🌊. Low water is at 12:31.";

/** Requests that no example has, each as Messages and as Converse take it. */
const requests: readonly { readonly title: string; readonly messages?: object; readonly converse?: object }[] = [
  { title: "a text", messages: {}, converse: {} },
  { title: "a short text", messages: { max_tokens: 3 }, converse: { inferenceConfig: { maxTokens: 3 } } },
  {
    title: "stop sequences",
    messages: { stop_sequences: ["a", "mock"] },
    converse: { inferenceConfig: { stopSequences: ["a", "mock"] } },
  },
  {
    title: "tools side by side",
    messages: { tools: tools("input_schema"), tool_choice: { type: "auto", disable_parallel_tool_use: false } },
    converse: { toolConfig: { tools: specs() } },
  },
  {
    title: "one of two tools",
    messages: { tools: tools("input_schema"), tool_choice: { type: "any", disable_parallel_tool_use: true } },
    converse: { toolConfig: { tools: specs(), toolChoice: { any: {} } } },
  },
  {
    title: "a tool by its name, cut off",
    messages: { max_tokens: 2, tools: tools("input_schema"), tool_choice: { type: "tool", name: "wind" } },
    converse: {
      inferenceConfig: { maxTokens: 2 },
      toolConfig: { tools: specs(), toolChoice: { tool: { name: "wind" } } },
    },
  },
  { title: "no tool", messages: { tools: tools("input_schema"), tool_choice: { type: "none" } } },
  {
    title: "thinking and tools",
    messages: { thinking: { type: "enabled", budget_tokens: 1_024 }, tools: tools("input_schema") },
    converse: {
      additionalModelRequestFields: { thinking: { type: "enabled", budget_tokens: 1_024 } },
      toolConfig: { tools: specs() },
    },
  },
  { title: "no thinking", messages: { thinking: { type: "disabled" } } },
  {
    title: "marks for the cache",
    messages: { system: [{ type: "text", text: TIDES, cache_control: { type: "ephemeral", ttl: "1h" } }] },
    converse: { system: [{ text: TIDES }, { cachePoint: { type: "default" } }] },
  },
  {
    title: "a text to cite",
    messages: asking({
      type: "document",
      source: { type: "text", media_type: "text/plain", data: TIDES },
      citations: { enabled: true },
    }),
    converse: asking({
      document: { name: "tides", format: "txt", source: { text: TIDES }, citations: { enabled: true } },
    }),
  },
  {
    title: "pieces to cite",
    messages: asking({
      type: "document",
      source: { type: "content", content: [{ type: "text", text: TIDES }] },
      citations: { enabled: true },
    }),
    converse: asking({
      document: { name: "tides", source: { content: [{ text: TIDES }] }, citations: { enabled: true } },
    }),
  },
  {
    title: "a result of a search to cite",
    messages: asking({
      ...{ type: "search_result", source: "https://example.com", title: "Tides" },
      ...{ content: [{ type: "text", text: TIDES }], citations: { enabled: true } },
    }),
    converse: asking({
      searchResult: {
        ...{ source: "https://example.com", title: "Tides", content: [{ text: TIDES }] },
        citations: { enabled: true },
      },
    }),
  },
  {
    title: "a nested schema of a tool",
    messages: { tools: [{ name: "plan", input_schema: NESTED }], tool_choice: { type: "any" } },
    converse: {
      toolConfig: { tools: [{ toolSpec: { name: "plan", inputSchema: { json: NESTED } } }], toolChoice: { any: {} } },
    },
  },
  {
    title: "tools of the provider's own",
    messages: { tools: [{ type: "bash_20250124", name: "bash" }], anthropic_beta: ["computer-use-2025-01-24"] },
  },
  {
    title: "the results of two calls, one of them an error",
    messages: {
      tools: tools("input_schema"),
      messages: [
        { role: "user", content: "Hi." },
        {
          role: "assistant",
          content: ["a", "b"].map((id) => ({ type: "tool_use", id, name: "tide", input: { port: "Brest" } })),
        },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "a", content: [{ type: "text", text: "Low." }] },
            { type: "tool_result", tool_use_id: "b", is_error: true },
          ],
        },
      ],
    },
    converse: {
      toolConfig: { tools: specs() },
      messages: [
        { role: "user", content: [{ text: "Hi." }] },
        {
          role: "assistant",
          content: ["a", "b"].map((toolUseId) => ({ toolUse: { toolUseId, name: "tide", input: { port: "Brest" } } })),
        },
        {
          role: "user",
          content: [
            { toolResult: { toolUseId: "a", content: [{ json: { tide: "low" } }] } },
            { toolResult: { toolUseId: "b", content: [{ text: "No." }], status: "error" } },
          ],
        },
      ],
    },
  },
  {
    title: "thinking handed back",
    messages: {
      thinking: { type: "enabled", budget_tokens: 1_024, display: "omitted" },
      messages: [
        { role: "user", content: "Hi." },
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "A greeting.", signature: "c2ln" },
            { type: "redacted_thinking", data: "ZGF0YQ==" },
            { type: "text", text: "Hello." },
          ],
        },
        { role: "user", content: "And now?" },
      ],
    },
  },
  {
    title: "an image, a PDF to cite, and marks on both",
    messages: asking(
      {
        type: "image",
        source: { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" },
        cache_control: { type: "ephemeral" },
      },
      {
        type: "document",
        source: { type: "base64", media_type: "application/pdf", data: "JVBERi0xLjQK" },
        citations: { enabled: true },
        cache_control: { type: "ephemeral" },
      },
    ),
    converse: asking(
      { image: { format: "png", source: { bytes: "iVBORw0KGgo=" } } },
      { document: { name: "tides", format: "pdf", source: { bytes: "JVBERi0xLjQK" }, citations: { enabled: true } } },
      { cachePoint: { type: "default" } },
    ),
  },
  {
    title: "words to go on with",
    messages: {
      messages: [
        { role: "user", content: "Hi." },
        { role: "assistant", content: "Well," },
      ],
    },
  },
  {
    title: "a stop sequence that no JSON can do without",
    messages: { stop_sequences: ["}"], output_config: { format: { type: "json_schema", schema: PORT } } },
  },
  {
    title: "a schema and a tool",
    messages: { tools: tools("input_schema"), output_config: { format: { type: "json_schema", schema: PORT } } },
  },
  {
    title: "a schema",
    messages: { output_config: { format: { type: "json_schema", schema: PORT } } },
    converse: {
      outputConfig: {
        textFormat: { type: "json_schema", structure: { jsonSchema: { name: "port", schema: JSON.stringify(PORT) } } },
      },
    },
  },
];

function tools(schema: string): readonly object[] {
  return [
    { name: "tide", [schema]: PORT },
    { name: "wind", [schema]: { type: "object", properties: { knots: { type: "integer" } } } },
  ];
}

function specs(): readonly object[] {
  return tools("json").map((tool) => {
    const { json, ...spec } = Object(tool);
    return { toolSpec: { ...spec, inputSchema: { json } } };
  });
}

/** Blocks, and a question about them. */
function asking(...blocks: readonly object[]): object {
  const isTyped = blocks.every((block) => Object.hasOwn(block, "type"));
  const question = isTyped ? { type: "text", text: "When?" } : { text: "When?" };
  return { messages: [{ role: "user", content: [...blocks, question] }] };
}

const rows = requests.flatMap(({ title, messages, converse }) => [
  ...(["InvokeModel", "InvokeModelWithResponseStream"] as const).map((operation) => ({
    title,
    of: `anthropic-messages/${operation}/hello`,
    body: messages && {
      anthropic_version: "bedrock-2023-05-31",
      max_tokens: 2_000,
      ...asking({ type: "text", text: "Hi." }),
      ...messages,
    },
  })),
  ...(["Converse", "ConverseStream"] as const).map((operation) => ({
    title,
    of: `runtime/${operation}/hello`,
    body: converse && { ...asking({ text: "Hi." }), ...converse },
  })),
]);

test.each(rows.filter(({ body }) => body !== undefined))("the mock answers $of with $title", async ({ of, body }) => {
  const given: Case = { ...(await caseById(of)), body };
  expect(isOperationName(given.operation)).toBe(true);
  const operation = isOperationName(given.operation) ? operations[given.operation] : operations.Converse;
  const path = operation.path.replace("{modelId}", encodeURIComponent(CLAUDE));
  const sent = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(`${mock.url}${path}`, sent);
  const bytes = Buffer.from(await response.arrayBuffer());
  expect(`${response.status} ${response.status === 200 ? "" : bytes.toString("utf8")}`).toBe("200 ");
  const headers = Object.fromEntries(response.headers);
  const answer = createOperationAnswer(operation, { status: response.status, headers, body: bytes });
  const validators = await loadValidators({ operation: given.operation, ...defined({ format: formatOf(given) }) });
  const meaning = await readMeaning({ validators, request: body, modelId: CLAUDE, answer });
  const results = runChecks({
    ...{ case: given, operation, answer, validators, exceptions: exceptionValidators, isDeterministic: false },
    ...defined({ meaning }),
  });
  expect(results.filter(({ outcome }) => outcome !== "pass")).toEqual([]);
});
