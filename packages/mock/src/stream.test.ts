import { once } from "node:events";
import http2 from "node:http2";
import { formats as listed, loadDescription, streamOf } from "@bedrock-contract/validators";
import { decodeStreamEvent, FrameDecoder, type PositionedFrame, type StreamEvent } from "@bedrock-contract/wire";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { someOf } from "../../../.some-of.ts";
import type { MockExample } from "./example.ts";
import { readExamples } from "./examples/read-examples.ts";
import { type Mock, startMock } from "./start-mock.ts";

const formats = await Promise.all(listed.map(({ id }) => loadDescription(id)));

let mock: Mock;

beforeAll(async () => {
  mock = await startMock({ chunkDelayMs: 0 });
});
afterAll(() => mock.close());

const streams = readExamples().filter(
  ({ operation, status, api }) => operation === "InvokeModelWithResponseStream" && status === 200 && api !== "runtime",
);
const [anyStream] = streams.filter(({ streamException }) => streamException === undefined);

test("every format that streams has streams to show", () => {
  const streaming = formats.filter((format) => streamOf(format) !== undefined).map(({ id }) => id);
  expect(new Set(streams.map(({ api }) => api))).toEqual(new Set(streaming));
});

describe.each(someOf(streams, ({ api }) => api))("the stream of $api $name", { tags: "longer" }, (example) => {
  test("has frames as Bedrock writes them", async () => {
    const { headers, frames } = await invoke(example);
    expect(headers).toMatchObject({
      "content-type": "application/vnd.amazon.eventstream",
      "x-amzn-bedrock-content-type": "application/json",
      "x-amzn-requestid": expect.stringMatching(/^[0-9a-f-]{36}$/),
      "transfer-encoding": "chunked",
    });
    expect(Object.keys(headers).filter((name) => /token-count|latency|service-tier|length/.test(name))).toEqual([]);
    const chunks = frames.filter((frame) => frame.headers[0]?.name !== ":exception-type");
    for (const frame of chunks) {
      expect(frame.headers.map(({ name, value }) => [name, value])).toEqual([
        [":event-type", "chunk"],
        [":content-type", "application/json"],
        [":message-type", "event"],
      ]);
    }
    expect(values(frames)).toEqual(example.response);
  });

  test("is padded, always the same way", async () => {
    const [one, other] = [await invoke(example), await invoke(example)];
    expect(one.bytes.equals(other.bytes)).toBe(true);
    for (const event of eventsOf(one.frames)) {
      expect(event.kind === "chunk" ? event.padding?.length : 2).toBeOneOf(Array.from({ length: 60 }, (_, n) => n + 2));
    }
  });
});

test("pads by many different lengths", async () => {
  const answers = await Promise.all(streams.map((example) => invoke(example)));
  const lengths = answers.flatMap(({ frames }) =>
    eventsOf(frames).flatMap((event) => (event.kind === "chunk" ? [event.padding?.length] : [])),
  );
  expect(new Set(lengths).size).toBeGreaterThan(20);
});

test("streams the same bytes over HTTP/2", async () => {
  const { bytes } = await invoke(some(anyStream));
  const session = http2.connect(mock.url);
  const stream = session.request({
    ":method": "POST",
    ":path": pathOf(some(anyStream)),
    "content-type": "application/json",
  });
  stream.end(JSON.stringify(some(anyStream).body));
  const [headers] = await once(stream, "response");
  expect(headers).toMatchObject({ ":status": 200, "x-amzn-bedrock-content-type": "application/json" });
  expect(Buffer.concat(await stream.toArray()).equals(bytes)).toBe(true);
  session.close();
});

describe("Prefer: stream-exception", () => {
  test.each([
    { given: "stream-exception=throttlingException", chunks: 1 },
    { given: "stream-exception=throttlingException, after=0", chunks: 0 },
    { given: "stream-exception=throttlingException, after=2", chunks: 2 },
  ])("ends a stream as $given says", async ({ given, chunks }) => {
    const { frames, headers } = await invoke(some(anyStream), { prefer: given });
    const whole = values((await invoke(some(anyStream))).frames);
    expect(headers["content-type"]).toBe("application/vnd.amazon.eventstream");
    expect(values(frames)).toEqual(whole.slice(0, chunks));
    expect(eventsOf(frames).at(-1)).toMatchObject({
      kind: "exception",
      exceptionType: "throttlingException",
      message: expect.stringMatching(/./),
    });
    expect(frames.at(-1)?.headers.map(({ name }) => name)).toEqual([
      ":exception-type",
      ":content-type",
      ":message-type",
    ]);
  });

  test("comes after the last chunk of a stream that has no more", async () => {
    const { frames } = await invoke(some(anyStream), { prefer: "stream-exception=validationException, after=100" });
    expect(frames).toHaveLength(1 + values((await invoke(some(anyStream))).frames).length);
  });

  test.each([
    "internalServerException",
    "modelStreamErrorException",
    "modelTimeoutException",
    "serviceUnavailableException",
    "throttlingException",
    "validationException",
  ])("knows %s", async (type) => {
    const { frames } = await invoke(some(anyStream), { prefer: `stream-exception=${type}` });
    expect(eventsOf(frames).at(-1)).toMatchObject({ exceptionType: type });
  });

  test("carries the members of a modelStreamErrorException", async () => {
    const { frames } = await invoke(some(anyStream), { prefer: "stream-exception=modelStreamErrorException" });
    expect(eventsOf(frames).at(-1)).toMatchObject({
      members: {
        message: expect.any(String),
        originalStatusCode: expect.any(Number),
        originalMessage: expect.any(String),
      },
    });
  });

  test("takes the place of the exception that the example ends with", async () => {
    const failing = some(streams.find(({ streamException }) => streamException?.type === "modelStreamErrorException"));
    const prefer = `example=${failing.name}, stream-exception=throttlingException, after=100`;
    const exceptions = eventsOf((await invoke(failing, { prefer })).frames).filter(({ kind }) => kind === "exception");
    expect(exceptions).toMatchObject([{ exceptionType: "throttlingException" }]);
  });

  test.each(["accessDeniedException", "modelNotReadyException", "ThrottlingException", "nonsense"])(
    "refuses %s, and names those that a stream has",
    async (type) => {
      const { status, bytes } = await invoke(some(anyStream), { prefer: `stream-exception=${type}` });
      expect(status).toBe(400);
      expect(JSON.parse(bytes.toString())).toEqual({ message: expect.stringMatching(/it has: .*throttlingException/) });
    },
  );

  test("is refused where nothing streams", async () => {
    const response = await fetch(`${mock.url}/foundation-models`, {
      headers: { prefer: "stream-exception=throttlingException" },
    });
    expect(response.status).toBe(400);
  });
});

test("answers plain JSON where the error comes before the stream", async () => {
  const { status, headers, bytes } = await invoke(some(anyStream), { prefer: "code=429, example=throttled" });
  expect(status).toBe(429);
  expect(headers).toMatchObject({
    "content-type": "application/json",
    "x-amzn-errortype": expect.stringMatching(/^Throttling/),
  });
  expect(headers).not.toHaveProperty("x-amzn-bedrock-content-type");
  expect(JSON.parse(bytes.toString())).toEqual({ message: expect.any(String) });
});

test.each([
  { path: "/model/no.such-model/invoke-with-response-stream", body: "{}", names: "model identifier is invalid" },
  { path: "/model/anthropic.claude-v2/invoke-with-response-stream", body: "{", names: "Malformed input request" },
])("refuses $path with $body as InvokeModel does", async ({ path, body, names }) => {
  const response = await fetch(`${mock.url}${path}`, { method: "POST", body });
  expect(response.status).toBe(400);
  expect(response.headers.get("content-type")).toBe("application/json");
  expect(await response.json()).toEqual({ message: expect.stringContaining(names) });
});

interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
  readonly frames: readonly PositionedFrame[];
}

async function invoke(example: MockExample, headers: Record<string, string> = {}): Promise<Received> {
  const response = await fetch(`${mock.url}${pathOf(example)}`, {
    method: "POST",
    headers: { prefer: `code=200, example=${example.name}`, ...headersOf(example), ...headers },
    body: JSON.stringify(example.body),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const decoder = new FrameDecoder();
  const frames = response.status === 200 ? decoder.push(bytes) : [];
  decoder.end();
  return { status: response.status, headers: Object.fromEntries(response.headers), bytes, frames };
}

function pathOf({ parameters }: MockExample): string {
  return `/model/${encodeURIComponent(String(parameters.modelId))}/invoke-with-response-stream`;
}

/** The headers of a request that an answer does not repeat. */
function headersOf({ parameters }: MockExample): Record<string, string> {
  const { modelId: _label, ...rest } = parameters;
  const silent = Object.entries(rest).filter(([name]) => !/service-tier|latency/i.test(name));
  return {
    "content-type": "application/json",
    ...Object.fromEntries(silent.map(([name, value]) => [name, String(value)])),
  };
}

function eventsOf(frames: readonly PositionedFrame[]): readonly StreamEvent[] {
  return frames.map((frame) => decodeStreamEvent(frame));
}

function values(frames: readonly PositionedFrame[]): readonly unknown[] {
  return eventsOf(frames).flatMap((event) =>
    event.kind === "chunk" ? [JSON.parse(new TextDecoder().decode(event.bytes))] : [],
  );
}

function some(example: MockExample | undefined): MockExample {
  if (example === undefined) {
    throw new Error("The specs have no such example");
  }
  return example;
}
