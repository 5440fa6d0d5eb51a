import {
  assembleStream,
  embeddingDemandOf,
  type FormatId,
  formats as listed,
  loadDescription,
  loadFormat,
  readAll,
  readPointer,
  splitReasoning,
  streamOf,
  type TextFormat,
} from "@bedrock-contract/validators";
import { decodeStreamEvent, FrameDecoder } from "@bedrock-contract/wire";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { examplesOf } from "../examples/read-examples.ts";
import { type Mock, startMock } from "../start-mock.ts";
import { writeAt } from "./place.ts";
import { callsIn } from "./templates.ts";

const formats = await Promise.all(listed.map(({ id }) => loadDescription(id)));

let mock: Mock;

beforeAll(async () => {
  mock = await startMock({ chunkDelayMs: 0 });
});

afterAll(() => mock.close());

interface Asked {
  readonly format: FormatId;
  readonly modelId: string;
  readonly body: unknown;
}

async function post({ modelId, body }: Asked, path: string): Promise<Response> {
  const response = await fetch(`${mock.url}/model/${encodeURIComponent(modelId)}/${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: "Bearer any" },
    body: JSON.stringify(body),
  });
  expect([response.status, response.ok ? "" : await response.text()]).toEqual([200, ""]);
  return response;
}

async function whole(asked: Asked): Promise<unknown> {
  const answer: unknown = await (await post(asked, "invoke")).json();
  const { invokeResponse } = await loadFormat(asked.format);
  expect(invokeResponse.issues(answer)).toEqual([]);
  return answer;
}

async function streamed(asked: Asked): Promise<readonly unknown[]> {
  const response = await post(asked, "invoke-with-response-stream");
  const events = new FrameDecoder()
    .push(new Uint8Array(await response.arrayBuffer()))
    .map((frame) => decodeStreamEvent(frame));
  const chunks = events.map((event): unknown =>
    event.kind === "chunk" ? JSON.parse(new TextDecoder().decode(event.bytes)) : event,
  );
  const { invokeChunk } = await loadFormat(asked.format);
  expect(chunks.flatMap((chunk) => invokeChunk?.issues(chunk) ?? [])).toEqual([]);
  return chunks;
}

/** The request of an example, with another question, and values at further places. */
function unseen(format: FormatId, name: string, changes: Readonly<Record<string, unknown>> = {}): Asked {
  const example = examplesOf(format, "InvokeModel").find((each) => each.name === name);
  const text = JSON.stringify(example?.body).replaceAll(/Brest|Hello|hello/g, "Quimper");
  const body: unknown = JSON.parse(text);
  for (const [pointer, value] of Object.entries(changes)) {
    writeAt(body, pointer, value);
  }
  return { format, modelId: String(example?.parameters.modelId), body };
}

const textFormats = formats.filter((format): format is typeof format & TextFormat => format.kind === "text");

/** The text without the reasoning before it. */
function textOf(format: TextFormat, answer: unknown): string {
  const written = readAll(answer, format.response.text).map(({ value }) => value);
  return splitReasoning(format, written.join("")).text;
}

describe.each(textFormats)("a question that no example of $id asks", (format) => {
  const { id, request, stopReasons, response } = format;

  test("is answered with a text, and streamed in several chunks that fold to it", async () => {
    const asked = unseen(id, "hello");
    const text = textOf(format, await whole(asked));
    expect(text.length).toBeGreaterThan(20);
    if (format.stream === undefined) {
      return;
    }
    const chunks = await streamed(asked);
    const folded = await assembleStream(id, chunks as never); // They were validated.

    expect(textOf(format, folded)).toBe(text);
    expect(chunks.flatMap((chunk) => readAll(chunk, streamOf(format)?.text ?? [])).length).toBeGreaterThan(3);
  });

  test("keeps to the limit of tokens, and to stop sequences", async () => {
    const cut = await whole(unseen(id, "hello", { [request.maxTokens]: 3 }));
    expect(stopReasons[String(readPointer(cut, response.stopReason))]).toBe("limit");
    expect(textOf(format, cut).trim().split(/\s+/).length).toBeLessThan(5);

    if (request.stopSequences !== undefined) {
      const text = textOf(format, await whole(unseen(id, "hello")));
      const stop = text.trim().split(" ")[4] ?? "";
      const asked = unseen(id, "hello", { [request.stopSequences]: [stop] });
      expect(textOf(format, await whole(asked))).toBe(text.slice(0, text.indexOf(stop)));
      if (format.stream !== undefined) {
        const folded = await assembleStream(id, (await streamed(asked)) as never); // They were validated.
        expect(textOf(format, folded)).toBe(text.slice(0, text.indexOf(stop)));
      }
    }
  });
});

test.each(textFormats.filter(({ stream }) => stream !== undefined))(
  "what an example of $id has whole only, a stream says in the same words",
  async (format) => {
    const { id } = format;
    const { toolCallName, toolCallArguments } = format.response;
    const said = (answer: unknown) => [
      textOf(format, answer),
      ...callsIn(format, answer).map(({ value }) => [
        readPointer(value, toolCallName),
        readPointer(value, toolCallArguments),
      ]),
    ];
    const { rules } = await loadFormat(id);
    const stream = { operation: "InvokeModelWithResponseStream", contentType: "application/json" };
    const plain = examplesOf(id, "InvokeModel").filter(
      ({ status, parameters, body }) =>
        status === 200 &&
        Object.keys(parameters).join() === "modelId" &&
        rules.every(({ validator }) => validator.is({ ...stream, parameters, body })),
    );
    expect(plain.length).toBeGreaterThan(0);
    for (const { name, parameters, body, response } of plain) {
      const chunks = await streamed({ format: id, modelId: String(parameters.modelId), body });
      const folded = await assembleStream(id, chunks as never); // They were validated.
      expect([name, ...said(folded)]).toEqual([name, ...said(response)]);
    }
  },
  60_000,
);

describe.each([
  { id: "anthropic-messages", example: "tools" },
  { id: "amazon-nova", example: "tool-call" },
  { id: "mistral-chat", example: "tool-call" },
  { id: "cohere-command-r", example: "tool-call" },
  { id: "open-weight-chat", example: "tool-call" },
  { id: "openai-gpt-oss", example: "tool-call" },
  { id: "ai21-jamba", example: "tool-call" },
  { id: "writer-palmyra", example: "tool-call" },
] as const)("a tool of $id", ({ id, example }) => {
  test("is called, whole and streamed alike", async () => {
    const format = textFormats.find((each) => each.id === id);
    const asked = unseen(id, example);
    const { toolCalls = "", toolCallName, toolCallArguments } = format?.response ?? {};
    const callsOf = (answer: unknown) =>
      readAll(answer, toolCalls).flatMap(({ value }) =>
        typeof readPointer(value, toolCallName) === "string"
          ? [[readPointer(value, toolCallName), readPointer(value, toolCallArguments)]]
          : [],
      );
    const calls = callsOf(await whole(asked));

    expect(calls.length).toBeGreaterThan(0);
    expect(callsOf(await assembleStream(id, (await streamed(asked)) as never))).toEqual(calls); // They were validated.
  });
});

test("a message of its own is answered in the same words as in Converse", async () => {
  const asked = { format: "cohere-command-r", modelId: "cohere.command-r-plus-v1:0" } as const;
  const message = "Which tide is it at the quay?";
  const body = { messages: [{ role: "user", content: [{ text: message }] }] };
  const converse: unknown = await (await post({ ...asked, body }, "converse")).json();
  expect(readPointer(await whole({ ...asked, body: { message } }), "/text")).toBe(
    readPointer(converse, "/output/message/content/0/text"),
  );
});

test.each([
  { asks: { search_queries_only: true }, want: { text: "", search_queries: [{ text: "Name a quay." }] } },
  { asks: { return_prompt: true }, want: { prompt: "Name a quay." } },
  {
    asks: { tools: [{ name: "quay", parameter_definitions: { port: { type: "int", required: true } } }] },
    want: { tool_calls: [{ name: "quay", parameters: { port: expect.any(Number) } }] },
  },
  { asks: { documents: [{ snippet: "A quay." }] }, want: { citations: undefined } },
])("a message with $asks is answered with $want", async ({ asks, want }) => {
  const asked = { format: "cohere-command-r", modelId: "cohere.command-r-v1:0" } as const;
  const answer = await whole({ ...asked, body: { message: "Name a quay.", ...asks } });
  expect({ citations: undefined, ...Object(answer) }).toMatchObject(want);
});

test.each([
  { return_likelihoods: "GENERATION", isTold: true },
  { return_likelihoods: "NONE", isTold: false },
])("likelihoods of $return_likelihoods are told: $isTold", async ({ return_likelihoods, isTold }) => {
  const asked = { format: "cohere-command", modelId: "cohere.command-text-v14" } as const;
  const body = { prompt: "Name a quay.", return_likelihoods };
  const answer = await whole({ ...asked, body });
  const tokens = readAll(answer, "/generations/0/token_likelihoods/*/token").map(({ value }) => value);
  expect(tokens.join("")).toBe(isTold ? readPointer(answer, "/generations/0/text") : "");
  for (const chunk of await streamed({ ...asked, body: { ...body, stream: true } })) {
    expect(chunk).not.toHaveProperty("generations");
  }
});

test("a model that reasons unasked does so in Converse, too, and counts the same", async () => {
  const asked = { format: "openai-gpt-oss", modelId: "openai.gpt-oss-20b-1:0" } as const;
  const question = "Which tide is it at the quay?";
  const body = { messages: [{ role: "user", content: [{ text: question }] }] };
  const converse: unknown = await (await post({ ...asked, body }, "converse")).json();
  const answer = await whole({ ...asked, body: { messages: [{ role: "user", content: question }] } });
  const [reasoned, text] = ["0/reasoningContent/reasoningText/text", "1/text"].map((place) =>
    readPointer(converse, `/output/message/content/${place}`),
  );
  expect(readPointer(answer, "/choices/0/message/content")).toBe(`<reasoning>${reasoned}</reasoning>${text}`);
  expect(readPointer(answer, "/usage/completion_tokens")).toBe(readPointer(converse, "/usage/outputTokens"));
});

test.each([
  { prompt: "<｜User｜>Name a quay.<｜Assistant｜><think>\n", want: /mock, .*<\/think>\s+\S/ },
  { prompt: "<｜User｜>Name a quay.<｜Assistant｜><think>\n\n</think>\n\n", want: /^(?!.*think>)/ },
])("reasoning goes on where the prompt has not ended it: $prompt", async ({ prompt, want }) => {
  const answer = await whole({ format: "deepseek-text", modelId: "us.deepseek.r1-v1:0", body: { prompt } });
  expect(readPointer(answer, "/choices/0/text")).toMatch(want);
});

test.each([
  { format: "open-weight-chat", modelId: "us.zai.glm-5.3", name: "zai.glm-5.3" },
  { format: "open-weight-chat", modelId: "moonshot.kimi-k2-thinking", name: "moonshot.kimi-k2-thinking" },
  { format: "openai-gpt-oss", modelId: "us-gov.openai.gpt-oss-120b-1:0", name: "openai.gpt-oss-120b-1:0" },
  { format: "writer-palmyra", modelId: "us.writer.palmyra-x4-v1:0", name: "palmyra-x4" },
] as const)("responses call $modelId $name", async ({ format, modelId, name }) => {
  const body = { messages: [{ role: "user", content: "Name a quay." }], max_tokens: 100 };
  expect(await whole({ format, modelId, body })).toMatchObject({ model: name });
});

test("a text in more pieces than that of an example says in each what the others say", async () => {
  const body = { messages: [{ role: "user", content: "Name a quay." }], max_tokens: 40 };
  const chunks = await streamed({ format: "deepseek-chat", modelId: "deepseek.v3-v1:0", body });
  const [first, ...others] = chunks.map((chunk) => readPointer(chunk, "/id"));
  expect(others).toEqual(others.map(() => first));
});

const echoing = textFormats.filter(({ response }) => response.echoes !== undefined);

test.each(echoing)("an answer of $id repeats the question, and nothing of the example", async (format) => {
  const { id, request, response } = format;
  const asked = unseen(id, "hello");
  const answer = await whole(asked);
  const prompt = readPointer(asked.body, request.prompt);
  const echoed = [response.echoes ?? []].flat().flatMap((place) => readAll(answer, place));

  expect(echoed[0]?.value).toBe(prompt);
  expect(echoed.slice(1).map(({ value }) => value)).toEqual(echoed.slice(1).map(() => textOf(format, answer)));
});

describe("vectors", () => {
  test.each([
    { id: "titan-embed-text", example: "hello", set: { "/dimensions": 512 }, lengths: { embedding: 512 } },
    { id: "titan-embed-image", example: "text-and-image", set: {}, lengths: { embedding: 256 } },
    {
      id: "cohere-embed",
      example: "two-texts",
      set: { "/texts": ["a", "b", "c"], "/output_dimension": 1024 },
      lengths: { float: 1024 },
    },
    {
      id: "cohere-embed",
      example: "compressed",
      set: { "/embedding_types": ["binary", "uint8"], "/output_dimension": 512 },
      lengths: { binary: 64, uint8: 512 },
    },
    {
      id: "nova-embed",
      example: "video-separate",
      set: { "/singleEmbeddingParams/embeddingDimension": 384 },
      lengths: {},
    },
  ] as const)("of $id are as $set asks for", async ({ id, example, set, lengths }) => {
    const asked = unseen(id, example, set);
    const format = formats.find((each) => each.id === id);
    const answer = await whole(asked);
    if (format?.kind !== "embedding") {
      throw new Error("the format has no vectors");
    }
    const { inputs, dimensions } = embeddingDemandOf(format, asked.body);
    const places = [format.response.vectors, format.response.vectorsByType]
      .flat()
      .filter((place) => place !== undefined);
    const vectors = places
      .flatMap((place) => readAll(answer, place))
      .filter(({ value }) => Array.isArray(value) && typeof value[0] === "number");

    expect(vectors.length % inputs.length).toBe(0);
    for (const { pointer, value } of vectors) {
      const wanted = Object.entries(lengths).find(([type]) => pointer.includes(type))?.[1] ?? dimensions;
      expect([pointer, (value as readonly number[]).length]).toEqual([pointer, wanted]);
    }
    expect(await whole(asked)).toEqual(answer);
  });

  test.each([
    { input: { text: { truncationMode: "END", value: "A quay." } }, type: "TEXT" },
    { input: { image: { format: "png", source: { bytes: "iVBORw0KGgo=" } } }, type: "IMAGE" },
    { input: { audio: { format: "wav", source: { bytes: "UklGRg==" } } }, type: "AUDIO" },
  ])("are of the kind of the input: $type", async ({ input, type }) => {
    const singleEmbeddingParams = { embeddingPurpose: "GENERIC_INDEX", embeddingDimension: 384, ...input };
    const body = { taskType: "SINGLE_EMBEDDING", singleEmbeddingParams };
    const modelId = "amazon.nova-2-multimodal-embeddings-v1:0";
    const answer = await whole({ format: "nova-embed", modelId, body });
    expect(readAll(answer, "/embeddings/*/embeddingType").map(({ value }) => value)).toEqual([type]);
  });

  test("have the length 1, and are others for other texts", async () => {
    const vectorFor = async (inputText: string): Promise<readonly number[]> =>
      Object(await whole(unseen("titan-embed-text", "hello", { "/inputText": inputText, "/normalize": true })))
        .embedding;
    const [one, other] = [await vectorFor("low tide"), await vectorFor("high tide")];

    expect(Math.hypot(...one)).toBeCloseTo(1, 5);
    expect(one).not.toEqual(other);
  });

  test("are bits alone where bits alone are asked for", async () => {
    const asked = unseen("titan-embed-text", "binary", { "/embeddingTypes": ["binary"] });
    const answer = await whole(asked);

    expect(Object.keys(Object(answer))).not.toContain("embedding");
    expect(Object.keys(Object(readPointer(answer, "/embeddingsByType")))).toEqual(["binary"]);
    expect(new Set(Object(answer).embeddingsByType.binary)).toEqual(new Set([0, 1]));
  });

  test("of an older model come as that model writes them", async () => {
    const asked = { ...unseen("cohere-embed", "version-3"), modelId: "cohere.embed-multilingual-v3" };
    const vectors = readPointer(await whole(asked), "/embeddings");

    expect(Array.isArray(vectors) && vectors.map(({ length }) => length)).toEqual([1024]);
  });

  test("of an older model come by type where types are asked for", async () => {
    const asked = unseen("cohere-embed", "version-3", { "/embedding_types": ["int8", "ubinary"] });
    const answer = Object(await whole({ ...asked, modelId: "cohere.embed-english-v3" }));

    expect(answer.response_type).toBe("embeddings_by_type");
    expect([
      Object.keys(answer.embeddings),
      answer.embeddings.int8[0].length,
      answer.embeddings.ubinary[0].length,
    ]).toEqual([["int8", "ubinary"], 1024, 128]);
  });

  test("of the first Titan have 1536 numbers, and no type", async () => {
    const modelId = "amazon.titan-embed-text-v1";
    const answer = await whole({ format: "titan-embed-text", modelId, body: { inputText: "A quay." } });

    expect(Object.keys(Object(answer)).toSorted()).toEqual(["embedding", "inputTextTokenCount"]);
    expect(Object(answer).embedding).toHaveLength(1536);
  });
});

test.each(["cohere-rerank", "amazon-rerank"] as const)("%s sorts the documents of the request", async (id) => {
  const documents = ["The lighthouse is white.", "When low tide is, is when low tide is.", "Bread.", "Tide."];
  const answer = await whole(unseen(id, "hello", { "/documents": documents, "/top_n": 3 }));
  const results: readonly { index: number; relevance_score: number }[] = Object(answer).results;
  const scores = results.map(({ relevance_score: score }) => score);

  expect(results.map(({ index }) => index).slice(0, 1)).toEqual([1]);
  expect(new Set(results.map(({ index }) => index)).size).toBe(3);
  expect(scores).toEqual(scores.toSorted((one, other) => other - one));
});
