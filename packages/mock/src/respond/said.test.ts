import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import {
  assembleStream,
  type FormatId,
  formats as listed,
  loadDescription,
  loadFormat,
  readAll,
  readPointer,
  streamOf,
  type TextFormat,
} from "@bedrock-contract/validators";
import { decodeStreamEvent, FrameDecoder } from "@bedrock-contract/wire";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { examplesOf } from "../examples/read-examples.ts";
import { type Mock, startMock } from "../start-mock.ts";
import type { MockResponse } from "./mock-response.ts";

const formats = await Promise.all(listed.map(({ id }) => loadDescription(id)));

let mock: Mock;

beforeAll(async () => {
  mock = await startMock({ chunkDelayMs: 0 });
});
afterEach(() => mock.reset());
afterAll(() => mock.close());

const textFormats = formats.filter((format): format is TextFormat & { id: FormatId } => format.kind === "text");
const calls = [
  { name: "get_weather", input: { city: "Brest" } },
  { name: "get_time", input: { zone: "CET" } },
];

describe.each(textFormats)("$id", (format) => {
  const { response, features } = format;
  const [example] = examplesOf(format.id, "InvokeModel");
  const asked = { modelId: String(example?.parameters.modelId), body: example?.body };
  const textIn = (answer: unknown): unknown => readAll(answer, response.text).map(({ value }) => value)[0];
  const stopIn = (answer: unknown): unknown => readAll(answer, response.stopReason).map(({ value }) => value)[0];
  const callsIn = (answer: unknown): readonly unknown[] =>
    readAll(answer, response.toolCalls ?? "/none").flatMap(({ value }) => {
      const input = readPointer(value, response.toolCallArguments);
      const name = readPointer(value, response.toolCallName);
      return name === undefined ? [] : [{ name, input: typeof input === "string" ? JSON.parse(input) : input }];
    });
  const meaning = (answer: unknown): string | undefined => format.stopReasons[String(stopIn(answer))];

  test("says a text, whole and in the chunks of the test", async () => {
    mock.respond({ text: ["One ", "two", " three."], usage: { inputTokens: 7, outputTokens: 3 } });
    const answer = await whole(format.id, asked);
    expect(textIn(answer)).toBe("One two three.");
    expect(meaning(answer)).toBe("end");
    for (const [place, count] of [[response.inputTokens, 7] as const, [response.outputTokens, 3] as const]) {
      const told = place === undefined ? undefined : readAll(answer, place)[0]?.value;
      expect([count, undefined]).toContain(told);
    }
    const stream = streamOf(format);
    if (stream === undefined) return;
    const chunks = await streamed(format.id, asked);
    const pieces = chunks.flatMap((chunk) => readAll(chunk, stream.text).map(({ value }) => value)).filter(Boolean);
    expect(pieces).toEqual(["One ", "two", " three."]);
    expect(textIn(await folded(format.id, chunks))).toBe("One two three.");
  });

  test("says what stops it", async () => {
    mock.respond({ text: "Cut", stopReason: "limit" });
    expect(meaning(await whole(format.id, asked))).toBe("limit");
  });

  if (features.tools) {
    test("calls tools, after a text and without one", async () => {
      for (const [said, text] of [
        [{ toolCalls: calls }, ""] as const,
        [{ text: "Wait.", toolCalls: calls }, "Wait."] as const,
      ]) {
        mock.respond(said);
        const answer = await whole(format.id, asked);
        expect(callsIn(answer)).toEqual(calls);
        expect([undefined, null, ""].includes(textIn(answer) as string) ? "" : textIn(answer)).toBe(text);
        expect(format.toolStops ?? ["tool"]).toContain(meaning(answer));
        if (streamOf(format) !== undefined) {
          const answered = await folded(format.id, await streamed(format.id, asked));
          expect(callsIn(answered)).toEqual(calls);
          expect(textIn(answered) || "").toBe(text);
        }
        mock.reset();
      }
    });
  }

  test("thinks first, where it has a place for that", async () => {
    mock.respond({ reasoning: "Let me think.", text: "Done." });
    const answer = await whole(format.id, asked);
    const hasPlace = [response.reasoning, response.reasoningContent, response.reasoningPrefix].some((place) => place);
    expect(JSON.stringify(answer).includes("Let me think.")).toBe(hasPlace);
    expect(textIn(answer)).toMatch(/Done\.$/);
    if (streamOf(format) !== undefined) {
      const answered = await folded(format.id, await streamed(format.id, asked));
      expect(JSON.stringify(answered).includes("Let me think.")).toBe(hasPlace);
    }
  });

  if (!features.tools) {
    test("refuses to call tools", async () => {
      mock.respond({ toolCalls: calls });
      const refused = await post(asked, "invoke");
      expect([refused.status, Object(await refused.json()).message]).toEqual([
        400,
        expect.stringContaining("no calls of tools"),
      ]);
    });
  }
});

interface Asked {
  readonly modelId: string;
  readonly body: unknown;
}

function post({ modelId, body }: Asked, path: string): Promise<Response> {
  return fetch(`${mock.url}/model/${encodeURIComponent(modelId)}/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function whole(format: FormatId, asked: Asked): Promise<unknown> {
  const response = await post(asked, "invoke");
  const answer: unknown = await response.json();
  const { invokeResponse } = await loadFormat(format);
  expect([response.status, invokeResponse.issues(answer), answer]).toEqual([200, [], answer]);
  return answer;
}

async function streamed(format: FormatId, asked: Asked): Promise<readonly unknown[]> {
  const response = await post(asked, "invoke-with-response-stream");
  const bytes = new Uint8Array(await response.arrayBuffer());
  expect([response.status, response.ok ? "" : Buffer.from(bytes).toString()]).toEqual([200, ""]);
  const chunks = new FrameDecoder().push(bytes).map((frame): unknown => {
    const event = decodeStreamEvent(frame);
    return event.kind === "chunk" ? JSON.parse(new TextDecoder().decode(event.bytes)) : event;
  });
  const { invokeChunk } = await loadFormat(format);
  expect(chunks.flatMap((chunk) => invokeChunk?.issues(chunk) ?? [])).toEqual([]);
  return chunks;
}

function folded(format: FormatId, chunks: readonly unknown[]): Promise<unknown> {
  // They were validated as chunks of the format.
  return assembleStream(format, chunks as readonly never[]);
}

describe("Converse", () => {
  let client: BedrockRuntimeClient;
  beforeAll(() => {
    client = new BedrockRuntimeClient(mock.clientConfig);
  });
  afterAll(() => client.destroy());
  const input = { modelId: "amazon.nova-lite-v1:0", messages: [{ role: "user" as const, content: [{ text: "Hi" }] }] };
  const said: MockResponse = {
    reasoning: "Hm.",
    text: ["On", "e."],
    toolCalls: calls,
    usage: { inputTokens: 5, outputTokens: 9 },
  };

  test("says it whole", async () => {
    mock.respond(said);
    expect(await client.send(new ConverseCommand(input))).toMatchObject({
      stopReason: "tool_use",
      usage: { inputTokens: 5, outputTokens: 9, totalTokens: 14 },
      output: {
        message: {
          content: [
            { reasoningContent: { reasoningText: { text: "Hm." } } },
            { text: "One." },
            { toolUse: { name: "get_weather", input: { city: "Brest" } } },
            { toolUse: { name: "get_time", input: { zone: "CET" } } },
          ],
        },
      },
    });
  });

  test("streams it in the pieces of the test", async () => {
    mock.respond(said);
    const { stream } = await client.send(new ConverseStreamCommand(input));
    const texts: string[] = [];
    for await (const event of stream ?? []) {
      texts.push(...[event.contentBlockDelta?.delta?.text ?? []].flat());
    }
    expect(texts).toEqual(["On", "e."]);
  });

  test("ends with a word of its own, and refuses one that there is not", async () => {
    mock.respond({ text: "No.", stopReason: "content_filtered", once: true });
    expect((await client.send(new ConverseCommand(input))).stopReason).toBe("content_filtered");
    mock.respond({ text: "No.", stopReason: "bored" });
    await expect(client.send(new ConverseCommand(input))).rejects.toThrow("is not a stop reason");
  });
});

describe("the gateway", () => {
  const ask = (body: object): Promise<Response> =>
    fetch(`${mock.gatewayUrl}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "m", messages: [{ role: "user", content: "Hi" }], ...body }),
    });

  test("says it whole and streamed", async () => {
    mock.respond({ text: ["On", "e."], reasoning: "Hm.", usage: { inputTokens: 5, outputTokens: 9 } });
    expect(await (await ask({})).json()).toMatchObject({
      choices: [{ message: { content: "One.", reasoning_content: "Hm." }, finish_reason: "stop" }],
      usage: { prompt_tokens: 5, completion_tokens: 9, total_tokens: 14 },
    });
    const events = (await (await ask({ stream: true })).text()).split("\n\n").filter(Boolean);
    const deltas = events.slice(0, -1).map((event) => JSON.parse(event.slice("data: ".length)).choices[0].delta);
    expect(deltas.flatMap(({ content }) => content || [])).toEqual(["On", "e."]);
    expect(deltas.flatMap(({ reasoning_content: hidden }) => hidden ?? []).join("")).toBe("Hm.");
  });

  test("calls tools", async () => {
    mock.respond({ text: "Wait.", toolCalls: calls });
    const { choices } = Object(await (await ask({})).json());
    expect(choices[0].message).toMatchObject({
      content: "Wait.",
      tool_calls: [{ function: { name: "get_weather" } }, {}],
    });
  });
});
