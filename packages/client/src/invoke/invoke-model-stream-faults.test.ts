import { encodeChunk, encodeException, encodeFrame } from "@bedrock-contract/wire";
import { describe, expect, it } from "vitest";
import { call, frames, modelId, outcomeOf, textChunk, texts } from "../../test/call-stream.ts";
import { answerBytes, HTTP2 } from "../../test/start-stream-server.ts";
import { invokeModelStream } from "./invoke-model-stream.ts";

describe("an exception inside a stream", () => {
  it.each([
    { type: "internalServerException", want: { code: "InternalServerException", isRetryable: true } },
    { type: "modelStreamErrorException", want: { code: "ModelStreamErrorException", isRetryable: true } },
    { type: "modelTimeoutException", want: { code: "ModelTimeoutException", isRetryable: true } },
    { type: "serviceUnavailableException", want: { code: "ServiceUnavailableException", isRetryable: true } },
    { type: "throttlingException", want: { code: "ThrottlingException", isRetryable: true } },
    { type: "validationException", want: { code: "ValidationException", isRetryable: false } },
    { type: "modelNotReadyException", want: { code: "ModelNotReadyException", isRetryable: true } },
    { type: "modelErrorException", want: { code: "ModelErrorException", isRetryable: false } },
    { type: "serviceQuotaExceededException", want: { code: "ServiceQuotaExceededException", isRetryable: false } },
    { type: "com.amazon.bedrock#ThrottlingException", want: { code: "ThrottlingException", isRetryable: true } },
    {
      type: "throttlingException:http://internal.amazon.com/coral/",
      want: { code: "ThrottlingException", isRetryable: true },
    },
    { type: "com.amazon.bedrock#", want: { code: "UnknownError", isRetryable: false } },
    { type: "somethingNewException", want: { code: "SomethingNewException", isRetryable: false } },
  ])("is thrown after the chunks before it: $type", async ({ type, want }) => {
    const exception = encodeException(type, { message: "No more." });
    const { received, error } = await outcomeOf(answerBytes([...frames, exception, ...frames]));
    expect(received).toEqual(texts);
    expect(error).toMatchObject(want);
    expect(error?.message).toBe(`[${want.code}] InvokeModelWithResponseStream: No more. (HTTP 200, request 4a1b)`);
  });

  it("keeps its members", async () => {
    const members = { message: "Broken.", originalStatusCode: 500, originalMessage: "CUDA" };
    const { error } = await outcomeOf(answerBytes([encodeException("modelStreamErrorException", members)]));
    expect(error?.members).toEqual({ originalStatusCode: 500, originalMessage: "CUDA" });
    expect(error).toMatchObject({ code: "ModelStreamErrorException", status: 200 });
  });

  it.each(["", "null", "[]", "Slow down.", '{"message":"Slow'])(
    "has the name of its header, with the payload %j",
    async (payload) => {
      const headers = { ":message-type": "exception", ":exception-type": "throttlingException" };
      const exception = encodeFrame(headers, new TextEncoder().encode(payload));
      const { received, error } = await outcomeOf(answerBytes([...frames, exception]));
      expect(received).toEqual(texts);
      expect(error).toMatchObject({ code: "ThrottlingException", isRetryable: true });
      expect(error?.message).toContain(payload);
    },
  );

  it.each([
    {
      chunk: { error: { message: "Out of memory", type: "BadRequestError", param: null, code: 400 } },
      code: "BadRequestError",
    },
    { chunk: { error: { message: "Out of memory", code: "server_error" } }, code: "server_error" },
    { chunk: { error: { message: "Out of memory" } }, code: "UnknownError" },
    { chunk: { __type: "ThrottlingException", message: "Out of memory" }, code: "ThrottlingException" },
  ])("may stand in a chunk, as $code", async ({ chunk, code }) => {
    const { received, error } = await outcomeOf(
      answerBytes([...frames, encodeChunk(new TextEncoder().encode(JSON.stringify(chunk)))]),
    );
    expect(received).toEqual(texts);
    expect(error).toMatchObject({ code });
    expect(error?.message).toContain("Out of memory");
  });

  it("may come in the form of an error", async () => {
    for (const code of ["InternalFailure", "com.amazon.bedrock#internalFailure"]) {
      const headers = { ":message-type": "error", ":error-code": code, ":error-message": "Oh." };
      const { error } = await outcomeOf(answerBytes([encodeFrame(headers, new Uint8Array())]));
      expect(error).toMatchObject({ code: "InternalFailure", isRetryable: true });
    }
  });
});

describe("an exception before a stream", () => {
  const suffix = ":http://internal.amazon.com/coral/com.amazon.bedrock/";
  it.each([
    { type: "ModelErrorException", status: 424, members: { originalStatusCode: 400, resourceName: "r" }, retry: false },
    {
      type: "ModelStreamErrorException",
      status: 424,
      members: { originalStatusCode: 500, originalMessage: "m" },
      retry: true,
    },
    { type: "ModelTimeoutException", status: 408, members: {}, retry: true },
    { type: "ModelNotReadyException", status: 429, members: {}, retry: true },
    { type: "ServiceUnavailableException", status: 503, members: {}, retry: true },
    { type: "ServiceQuotaExceededException", status: 400, members: {}, retry: false },
  ])("rejects the call: $type", async ({ type, status, members, retry }) => {
    await using server = await HTTP2.start((response) => {
      const headers = {
        "content-type": "application/json",
        "x-amzn-requestid": "4a1b",
        "x-amzn-errortype": type + suffix,
      };
      response.writeHead(status, headers);
      response.end(JSON.stringify({ message: "No.", ...members }));
    });
    await expect(call(HTTP2.clientOf(server.url))).rejects.toMatchObject({
      code: type,
      status,
      members,
      isRetryable: retry,
      message: `[${type}] InvokeModelWithResponseStream: No. (HTTP ${status}, request 4a1b)`,
    });
  });

  it("shows the beginning of an error that is not JSON", async () => {
    await using server = await HTTP2.start((response) => {
      response.writeHead(502, { "content-type": "text/html" });
      response.end("<html>Bad gateway</html>");
    });
    await expect(call(HTTP2.clientOf(server.url))).rejects.toMatchObject({
      code: "InvalidResponse",
      message: expect.stringContaining("<html>Bad gateway"),
    });
  });

  it("names an abort and a connection that fails", async () => {
    const server = await HTTP2.start(() => {});
    const client = HTTP2.clientOf(server.url);
    await expect(call(client, { signal: AbortSignal.abort() })).rejects.toMatchObject({ code: "AbortError" });
    await server[Symbol.asyncDispose]();
    await expect(call(HTTP2.clientOf(server.url))).rejects.toThrow(/ECONNREFUSED/);
  });
});

describe("a request that breaks a rule", () => {
  it("is not sent", async () => {
    await using server = await HTTP2.start(answerBytes(frames));
    const client = HTTP2.clientOf(server.url);
    // As a program without types would write it.
    const wrong = JSON.parse('{"prompt": 7}');
    const broken = invokeModelStream(client, "bedrock-completion", modelId, wrong);
    await expect(broken).rejects.toThrow(/^\[InvalidRequest\] InvokeModelWithResponseStream \/prompt: /);
    await expect(call(client, { guardrailIdentifier: "gr1" })).rejects.toThrow(/guardrailVersion/);
    expect(server.received).toHaveLength(0);
  });
});

describe("a chunk that breaks its format", () => {
  const odd = [textChunk(" A"), textChunk(7), textChunk(" is", "stop")];

  it("is yielded by default", async () => {
    expect(await outcomeOf(answerBytes(odd))).toEqual({ received: [" A", 7, " is"], error: undefined });
  });

  it("throws on request, after the chunks before it", async () => {
    const { received, error } = await outcomeOf(answerBytes(odd), { onInvalidChunk: "throw" });
    expect(received).toEqual([" A"]);
    expect(error).toMatchObject({ code: "InvalidResponse", chunkIndex: 1, requestId: "4a1b" });
    expect(error?.issues.map(({ pointer }) => pointer)).toContain("/generation");
    expect(error?.message).toContain("chunk 1 /generation: ");
  });

  it("is reported on request, and yielded", async () => {
    const reports: unknown[] = [];
    const onInvalidChunk = (issues: readonly { pointer: string }[], index: number) => {
      reports.push({ index, pointers: issues.map(({ pointer }) => pointer) });
    };
    const { received, error } = await outcomeOf(answerBytes(odd), { onInvalidChunk });
    expect({ received, error }).toEqual({ received: [" A", 7, " is"], error: undefined });
    expect(reports).toEqual([{ index: 1, pointers: ["/generation"] }]);
  });

  it("throws the exception that it reports", async () => {
    const chunk = encodeChunk(new TextEncoder().encode('{"__type":"a.b#ThrottlingException","message":"Slow down."}'));
    const { received, error } = await outcomeOf(answerBytes([textChunk(" A"), chunk]));
    expect(received).toEqual([" A"]);
    expect(error).toMatchObject({ code: "ThrottlingException", isRetryable: true, requestId: "4a1b" });
  });

  it("throws with its index where it is not JSON", async () => {
    const cut = encodeChunk(new TextEncoder().encode('{"generation": " rain'));
    const { received, error } = await outcomeOf(answerBytes([textChunk(" A"), cut]));
    expect(received).toEqual([" A"]);
    expect(error).toMatchObject({ code: "InvalidResponse", chunkIndex: 1, status: 200 });
    expect(error?.message).toContain('chunk 1 is not JSON: "{\\"generation\\": \\" rain"');
  });
});

describe("a stream that ends early", () => {
  const open = texts.map((text) => textChunk(text));
  const ping = encodeFrame({ ":event-type": "ping", ":message-type": "event" }, new Uint8Array());

  it.each([
    { what: "without a stop reason", bytes: open, received: texts, says: "after 3 chunks and without a stop reason" },
    { what: "with an empty one", bytes: [textChunk("a", "")], received: ["a"], says: "after 1 chunk and" },
    { what: "without a chunk", bytes: [ping], received: [], says: "after 0 chunks" },
    { what: "without a byte", bytes: [], received: [], says: "after 0 chunks and without an event" },
  ])("throws after the chunks that came: $what", async ({ bytes, received, says }) => {
    const outcome = await outcomeOf(answerBytes(bytes));
    expect(outcome.received).toEqual(received);
    expect(outcome.error).toMatchObject({ code: "NetworkError", isRetryable: true, status: 200, requestId: "4a1b" });
    expect(outcome.error?.message).toContain(`the stream ended early, ${says}`);
  });

  it("is whole with the metrics that come last", async () => {
    const last = encodeChunk(new TextEncoder().encode('{"amazon-bedrock-invocationMetrics":{"inputTokenCount":7}}'));
    expect(await outcomeOf(answerBytes([...open, last]))).toMatchObject({ error: undefined });
  });

  it("is not what its reader left", async () => {
    await using server = await HTTP2.start(answerBytes(open, { keepsOpen: true }));
    const stream = await call(HTTP2.clientOf(server.url));
    for await (const _ of stream) {
      stream.cancel();
    }
  });
});

describe("bytes that are not a stream of events", () => {
  function damaged(): Uint8Array {
    const frame = Uint8Array.from(textChunk(" is"));
    frame[frame.length - 1] = (frame[frame.length - 1] ?? 0) ^ 1;
    return frame;
  }
  const bare = encodeFrame({ ":event-type": "chunk", ":message-type": "event" }, new TextEncoder().encode("{}"));

  it.each([
    { fault: "a wrong checksum", bytes: [...frames, damaged()], cause: { code: "MessageChecksumMismatch", index: 3 } },
    { fault: "a frame cut short", bytes: [...frames, textChunk("x").slice(0, 50)], cause: { code: "Truncated" } },
    { fault: "two bytes too many", bytes: [...frames, Uint8Array.of(0, 0)], cause: { code: "Truncated" } },
    { fault: "a chunk without base64", bytes: [...frames, bare], cause: { name: "StreamEventError" } },
  ])("throw after the chunks before them: $fault", async ({ bytes, cause }) => {
    const { received, error } = await outcomeOf(answerBytes(bytes));
    expect(received).toEqual(texts);
    expect(error).toMatchObject({ code: "InvalidResponse", cause, isRetryable: false });
    expect(error?.message).toContain("after 3 chunks");
  });

  it.each([
    {
      text: '{"__type":"a.b#ThrottlingException","message":"Slow down."}',
      want: {
        code: "ThrottlingException",
        isRetryable: true,
        message: "[ThrottlingException] InvokeModelWithResponseStream: Slow down. (HTTP 200, request 4a1b)",
      },
    },
    {
      text: '{"Output":{"__type":"com.amazon.coral.service#UnknownOperationException"},"Version":"1.0"}',
      want: { code: "UnknownOperationException" },
    },
    {
      text: '{"message":"Slow down."}',
      want: {
        code: "InvalidResponse",
        message: expect.stringContaining(
          'application/json, not a stream of events: "{\\"message\\":\\"Slow down.\\"}"',
        ),
      },
    },
    { text: " [1]", want: { code: "InvalidResponse", message: expect.stringContaining('"[1]"') } },
    { text: "data: {}\n\n", want: { code: "InvalidResponse", message: expect.stringContaining('"data: {}"') } },
    { text: "é", want: { code: "InvalidResponse", message: expect.stringContaining('"é"') } },
  ])("are shown as the text that they are: $text", async ({ text, want }) => {
    const headers = { "content-type": "application/json" };
    const bytes = new TextEncoder().encode(text);
    for (const pieces of [[bytes], Array.from(bytes, (byte) => Uint8Array.of(byte))]) {
      const { received, error } = await outcomeOf(answerBytes(pieces, { headers }));
      expect(received).toEqual([]);
      expect(error).toMatchObject({ ...want, status: 200, requestId: "4a1b" });
    }
  });

  it("are shown as text whatever the content type says, and behind frames too", async () => {
    const text = new TextEncoder().encode('{"message":"Slow down."}');
    const { error } = await outcomeOf(answerBytes([text]));
    expect(error?.message).toContain("Slow down.");
    const behind = await outcomeOf(answerBytes([...frames, text]));
    expect(behind.received).toEqual(texts);
    expect(behind.error?.message).toContain("after 3 chunks: [PreludeChecksumMismatch]");
    expect(behind.error?.message).toContain('it begins "{\\"message\\":\\"Slow down.\\"}"');
  });

  it("are not waited for where their text does not end", async () => {
    const page = new TextEncoder().encode("<html><title>Please sign in to this network</title>");
    const { error } = await outcomeOf(
      answerBytes([page], { keepsOpen: true, headers: { "content-type": "text/html" } }),
    );
    expect(error?.message).toContain("the response is text/html, not a stream of events");
  });

  it("follow the exception that the header names", async () => {
    const headers = { "x-amzn-errortype": "ModelErrorException:http://internal.amazon.com/" };
    const { error } = await outcomeOf(answerBytes([new TextEncoder().encode('{"message":"Broken."}')], { headers }));
    expect(error).toMatchObject({
      code: "ModelErrorException",
      message: expect.stringContaining(": Broken. (HTTP 200"),
    });
  });

  it("are named by their content type", async () => {
    const headers = { "content-type": "text/html" };
    const page = new TextEncoder().encode("<html>Please sign in to go on</html>");
    const { error } = await outcomeOf(answerBytes([page], { headers }));
    expect(error?.message).toContain(
      'the response is text/html, not a stream of events: "<html>Please sign in to go on</html>"',
    );
  });
});
