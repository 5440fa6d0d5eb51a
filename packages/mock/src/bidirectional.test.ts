import {
  BedrockRuntimeClient,
  InvokeModelWithBidirectionalStreamCommand,
  type InvokeModelWithBidirectionalStreamInput,
} from "@aws-sdk/client-bedrock-runtime";
import { readPointer } from "@bedrock-contract/validators";
import { decodeStreamEvent, encodeChunk, FrameDecoder } from "@bedrock-contract/wire";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { examplesOf } from "./examples/read-examples.ts";
import { type Mock, startMock } from "./index.ts";

const MODEL = "amazon.nova-2-sonic-v1:0";
const CREDENTIALS = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
let mock: Mock;
let client: BedrockRuntimeClient;

beforeAll(async () => {
  mock = await startMock({ credentials: CREDENTIALS, chunkDelayMs: 0 });
  client = new BedrockRuntimeClient({ endpoint: mock.url, region: "us-east-1", credentials: CREDENTIALS });
});
beforeEach(() => mock.reset());
afterAll(async () => {
  client.destroy();
  await mock.close();
});

type Event = Record<string, unknown>;

/** The client's side of a session: what is pushed is sent, until the end. */
class Input implements AsyncIterable<InvokeModelWithBidirectionalStreamInput> {
  readonly #waiting: (Event | undefined)[] = [];
  #wake: () => void = () => {};

  push(...events: (Event | undefined)[]): void {
    this.#waiting.push(...events);
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<InvokeModelWithBidirectionalStreamInput> {
    for (;;) {
      while (this.#waiting.length > 0) {
        const event = this.#waiting.shift();
        if (event === undefined) {
          return;
        }
        yield { chunk: { bytes: Buffer.from(JSON.stringify({ event })) } };
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

const promptName = "p1";
const speech = (contentName: string, ...pieces: string[]): Event[] => [
  { contentStart: { promptName, contentName, type: "AUDIO", interactive: true, role: "USER" } },
  ...pieces.map((content) => ({ audioInput: { promptName, contentName, content } })),
  { contentEnd: { promptName, contentName } },
];
const text = (contentName: string, role: string, content: string): Event[] => [
  { contentStart: { promptName, contentName, type: "TEXT", interactive: role === "USER", role } },
  { textInput: { promptName, contentName, content } },
  { contentEnd: { promptName, contentName } },
];
const begin = (toolConfiguration?: Event): Event[] => [
  { sessionStart: { inferenceConfiguration: { maxTokens: 1024 } } },
  { promptStart: { promptName, ...(toolConfiguration && { toolConfiguration }) } },
];
const END = [{ promptEnd: { promptName } }, { sessionEnd: {} }, undefined];

async function* speak(input: Input): AsyncGenerator<Event> {
  const { body } = await client.send(new InvokeModelWithBidirectionalStreamCommand({ modelId: MODEL, body: input }));
  for await (const { chunk } of body ?? []) {
    yield Object(readPointer(JSON.parse(Buffer.from(chunk?.bytes ?? []).toString()), "/event"));
  }
}

async function all(events: AsyncIterable<Event>): Promise<readonly Event[]> {
  const list: Event[] = [];
  for await (const event of events) {
    list.push(event);
  }
  return list;
}

const nameOf = (event: Event): string => Object.keys(event)[0] ?? "";
const of = (name: string, events: readonly Event[]) =>
  events.filter((each) => nameOf(each) === name).map((each) => each[name]);

test("answers while the client still speaks, turn by turn", async () => {
  const input = new Input();
  input.push(...begin(), ...text("system", "SYSTEM", "Be brief."), ...speech("one", "AQID", "BAUG"));
  const events: Event[] = [];
  for await (const event of speak(input)) {
    events.push(event);
    const spoken = of("contentEnd", events).filter((end) => readPointer(end, "/stopReason") === "END_TURN");
    if (nameOf(event) === "usageEvent" && spoken.length === 1 && of("textOutput", events).length === 3) {
      input.push(...text("two", "USER", "And tomorrow?"), ...END);
    }
  }
  expect(events.map(nameOf).filter((name) => name.startsWith("completion"))).toEqual([
    ...["completionStart", "completionEnd"],
  ]);
  expect(events.every((event) => readPointer(Object.values(event)[0], "/promptName") === promptName)).toBe(true);
  expect(of("audioOutput", events).slice(0, 2)).toMatchObject([{ content: "AQID" }, { content: "BAUG" }]);
  const heard = of("textOutput", events).filter((each) => readPointer(each, "/role") === "USER");
  expect(heard).toMatchObject([{ contentId: "text-1" }, { contentId: "text-1-2", content: "And tomorrow?" }]);
});

test("calls the client's tool, and goes on with its result", async () => {
  const json = JSON.stringify({ type: "object", properties: { days: { type: "integer" } }, required: ["days"] });
  const toolSpec = { name: "look_ahead", description: "Looks ahead.", inputSchema: { json } };
  const input = new Input();
  input.push(...begin({ tools: [{ toolSpec }] }), ...speech("one", "AQID"));
  const events: Event[] = [];
  for await (const event of speak(input)) {
    events.push(event);
    if (readPointer(event, "/contentEnd/stopReason") === "TOOL_USE") {
      const contentName = "result";
      input.push(
        { contentStart: { promptName, contentName, type: "TOOL", interactive: false, role: "TOOL" } },
        { toolResult: { promptName, contentName, content: "{}" } },
        { contentEnd: { promptName, contentName } },
        ...END,
      );
    }
  }
  const [call] = of("toolUse", events);
  expect(call).toMatchObject({ toolName: "look_ahead", toolUseId: expect.any(String) });
  expect(JSON.parse(String(readPointer(call, "/content")))).toEqual({ days: expect.any(Number) });
  expect(of("audioOutput", events)).toMatchObject([{ content: "AQID" }]);
  expect(nameOf(events.at(-1) ?? {})).toBe("completionEnd");
});

test("answers a prompt that ends without a question", async () => {
  const input = new Input();
  input.push(...begin(), ...text("system", "SYSTEM", "Be brief."), ...END);
  const events = await all(speak(input));
  expect(of("textOutput", events).length).toBeGreaterThan(0);
  expect(nameOf(events.at(-1) ?? {})).toBe("completionEnd");
});

test("keeps the client's events for tests to read", async () => {
  const input = new Input();
  input.push(...begin(), ...END);
  await all(speak(input));
  expect(mock.requests).toMatchObject([
    {
      operation: "InvokeModelWithBidirectionalStream",
      modelId: MODEL,
      body: [...begin(), ...END.slice(0, 2)].map((event) => ({ event })),
    },
  ]);
});

test("says what a test has set", async () => {
  mock.respond({
    matcher: { operation: "InvokeModelWithBidirectionalStream" },
    chunks: [{ event: { textOutput: { content: "Mine." } } }, { event: { completionEnd: {} } }],
    error: { type: "ThrottlingException", message: "Slow down.", after: 1 },
  });
  const input = new Input();
  input.push(...begin());
  const events: Event[] = [];
  const reading = (async () => {
    for await (const event of speak(input)) {
      events.push(event);
    }
  })();
  await expect(reading).rejects.toMatchObject({ name: "ThrottlingException", message: "Slow down." });
  expect(events).toEqual([{ textOutput: { content: "Mine." } }]);
  input.push(undefined);
});

test("refuses a wrong signature", async () => {
  const credentials = { ...CREDENTIALS, secretAccessKey: "another" };
  const stranger = new BedrockRuntimeClient({ endpoint: mock.url, region: "us-east-1", credentials });
  const input = new Input();
  input.push(undefined);
  const command = new InvokeModelWithBidirectionalStreamCommand({ modelId: MODEL, body: input });
  await expect(stranger.send(command)).rejects.toMatchObject({ name: "InvalidSignatureException" });
  stranger.destroy();
});

describe("without signatures", () => {
  let open: Mock;

  beforeAll(async () => {
    open = await startMock({ chunkDelayMs: 0 });
  });
  afterAll(() => open.close());

  async function post(body: Uint8Array, headers: Record<string, string> = {}): Promise<readonly unknown[]> {
    const path = `${open.url}/model/${MODEL}/invoke-with-bidirectional-stream`;
    const contentType = { "content-type": "application/vnd.amazon.eventstream" };
    const response = await fetch(path, { method: "POST", headers: { ...contentType, ...headers }, body });
    const decoder = new FrameDecoder();
    const frames = decoder.push(new Uint8Array(await response.arrayBuffer()));
    decoder.end();
    return frames.map((frame) => {
      const event = decodeStreamEvent(frame);
      return event.kind === "chunk" ? JSON.parse(Buffer.from(event.bytes).toString()) : event;
    });
  }

  const framed = (events: readonly unknown[]) =>
    Buffer.concat(events.map((event) => encodeChunk(Buffer.from(JSON.stringify(event)))));

  const examples = examplesOf("runtime", "InvokeModelWithBidirectionalStream").filter(({ status }) => status < 400);

  test.each(examples.filter(({ streamException }) => !streamException))("plays the example $name", async (example) => {
    const events = await post(framed(decodedChunks(example.body)));
    expect(events).toEqual(await post(framed([]), { prefer: `example=${example.name}` }));
    expect(events.length).toBeGreaterThan(5);
  });

  test.each(examples.filter(({ streamException }) => streamException))(
    "ends as the example $name does",
    async (example) => {
      const events = await post(framed([]), { prefer: `example=${example.name}` });
      expect(events.at(-1)).toMatchObject({ kind: "exception", exceptionType: example.streamException?.type });
    },
  );

  test("ends with the exception that Prefer asks for, after so many events", async () => {
    const hello = examples.find(({ name }) => name === "hello");
    const prefer = "stream-exception=modelTimeoutException, after=2";
    const events = await post(framed(decodedChunks(hello?.body)), { prefer });
    expect(events).toMatchObject([{ event: {} }, { event: {} }, { exceptionType: "modelTimeoutException" }]);
  });

  test.each([
    { what: "no frame", body: Buffer.from("this is not a frame at all"), message: /no sound frame/ },
    { what: "no JSON", body: encodeChunk(Buffer.from("{")), message: /not a chunk with JSON/ },
    { what: "an event without a name", body: framed([{ event: {} }]), message: /\/event: must have at least 1 member/ },
    {
      what: "an unknown event",
      body: framed([{ event: { dance: {} } }]),
      message: /\/event\/dance: is not a known member/,
    },
    { what: "no session", body: framed([{ event: { promptStart: { promptName: "1" } } }]), message: /sessionStart/ },
    {
      what: "a text of no block",
      body: framed([
        { event: { sessionStart: {} } },
        { event: { promptStart: { promptName: "1" } } },
        { event: { textInput: { promptName: "1", contentName: "2", content: "Hello" } } },
      ]),
      message: /contentName must be that of a contentStart/,
    },
  ])("ends with an exception where there is $what", async ({ body, message }) => {
    expect(await post(body)).toMatchObject([
      { exceptionType: "validationException", message: expect.stringMatching(message) },
    ]);
  });
});

/** The events of an example's request, whose chunks are written in base64. */
function decodedChunks(events: unknown): readonly unknown[] {
  return (Array.isArray(events) ? events : []).map(({ chunk }) => JSON.parse(atob(chunk.bytes)));
}
