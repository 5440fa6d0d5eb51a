import type { BedrockRuntimeClient } from "@aws-sdk/client-bedrock-runtime";
import { encodeChunk, encodeException, encodeFrame } from "@bedrock-contract/wire";
import { describe, expect, it } from "vitest";
import { answerBytes, HTTP1, HTTP2, STREAM_HEADERS, type StreamResponse } from "../test/start-stream-server.ts";
import { BedrockError } from "./bedrock-error.ts";
import { type InvokeModelStreamOptions, invokeModelStream } from "./invoke-model-stream.ts";

const modelId = "arn:aws:bedrock:us-east-1:111122223333:imported-model/abcdef123456";
const request = { prompt: "How is the rainbow formed?", max_gen_len: 10 };
const texts = [" A", " rainbow", " is"];

function textChunk(generation: unknown): Uint8Array {
  const chunk = { generation, prompt_token_count: null, generation_token_count: 1, stop_reason: null, logprobs: null };
  return encodeChunk(new TextEncoder().encode(JSON.stringify(chunk)), 7);
}

const frames = texts.map(textChunk);

/** Something to wait for until it is opened. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

function call(client: BedrockRuntimeClient, options: InvokeModelStreamOptions = {}) {
  return invokeModelStream(client, "bedrock-completion", modelId, request, options);
}

/** The texts that a stream yields, and what it throws after them. */
async function outcomeOf(answer: (response: StreamResponse) => void, options: InvokeModelStreamOptions = {}) {
  await using server = await HTTP2.start(answer);
  const stream = await call(HTTP2.clientOf(server.url), options);
  const received: unknown[] = [];
  try {
    for await (const chunk of stream) {
      received.push(chunk.generation);
    }
    return { received, error: undefined };
  } catch (reason) {
    return { received, error: BedrockError.from(reason) };
  }
}

describe.each([HTTP2, HTTP1])("invokeModelStream over $version", ({ start, clientOf }) => {
  it("yields the chunks, decoded", async () => {
    await using server = await start(answerBytes(frames));
    const received = [];
    for await (const chunk of await call(clientOf(server.url))) {
      received.push(chunk.generation);
    }
    expect(received).toEqual(texts);
  });

  it("returns with the headers, before the first chunk, and yields each as it arrives", async () => {
    const gates = frames.map(gate);
    await using server = await start(async (response) => {
      response.writeHead(200, STREAM_HEADERS);
      response.write("");
      for (const [index, frame] of frames.entries()) {
        await gates[index]?.opened;
        response.write(frame);
      }
      response.end();
    });
    const client = clientOf(server.url);
    // Node holds the headers of HTTP/1.1 back until the first byte.
    if (client.config.requestHandler.metadata?.handlerProtocol === "http/1.1") {
      gates[0]?.open();
    }
    let index = 0;
    const stream = await call(client);
    gates[0]?.open();
    for await (const chunk of stream) {
      expect(chunk.generation).toBe(texts[index]);
      index += 1;
      gates[index]?.open();
    }
    expect(index).toBe(frames.length);
  });

  it("releases the connection when the loop is left", async () => {
    await using server = await start(answerBytes(frames, { keepsOpen: true }));
    for await (const chunk of await call(clientOf(server.url))) {
      expect(chunk.generation).toBe(" A");
      break;
    }
    await server.closed;
  });

  it("releases the connection of a stream that is not read", async () => {
    await using server = await start(answerBytes(frames, { keepsOpen: true }));
    const stream = await call(clientOf(server.url));
    stream.cancel();
    await server.closed;
    expect(await stream[Symbol.asyncIterator]().next()).toEqual({ done: true, value: undefined });
  });

  it("releases the connection when the iterator is returned before it began, or while it waits", async () => {
    await using server = await start(answerBytes([], { keepsOpen: true }));
    await using other = await start(answerBytes(frames, { keepsOpen: true }));
    const client = clientOf(other.url);
    await (await call(client))[Symbol.asyncIterator]().return?.();
    await other.closed;
    if (client.config.requestHandler.metadata?.handlerProtocol === "h2") {
      const iterator = (await call(clientOf(server.url)))[Symbol.asyncIterator]();
      const next = iterator.next();
      await iterator.return?.();
      expect(await next).toEqual({ done: true, value: undefined });
      await server.closed;
    }
  });

  it("throws an AbortError where the signal ends a stream that waits, and releases the connection", async () => {
    await using server = await start(answerBytes(frames, { keepsOpen: true }));
    const controller = new AbortController();
    const received: unknown[] = [];
    const reading = (async () => {
      for await (const chunk of await call(clientOf(server.url), { signal: controller.signal })) {
        received.push(chunk.generation);
        if (received.length === frames.length) {
          setTimeout(() => controller.abort(), 20);
        }
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: "AbortError", operation: "InvokeModelWithResponseStream" });
    expect(received).toEqual(texts);
    await server.closed;
  });

  it("yields nothing more once the signal has ended the call, even what has arrived", async () => {
    await using server = await start(answerBytes(frames));
    const controller = new AbortController();
    const received: unknown[] = [];
    const reading = (async () => {
      for await (const chunk of await call(clientOf(server.url), { signal: controller.signal })) {
        received.push(chunk.generation);
        controller.abort();
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: "AbortError" });
    expect(received).toEqual([" A"]);
  });

  it("counts the stream into the timeout", async () => {
    await using server = await start(answerBytes(frames, { keepsOpen: true }));
    const reading = (async () => {
      for await (const _ of await call(clientOf(server.url), { timeout: 200 }));
    })();
    await expect(reading).rejects.toMatchObject({ code: "TimeoutError", isRetryable: true });
    await server.closed;
  });

  it("names a connection that breaks off, after the chunks before it", async () => {
    await using server = await start((response) => {
      answerBytes(frames, { keepsOpen: true })(response);
      setTimeout(() => response.breakOff(), 50);
    });
    const received: unknown[] = [];
    const reading = (async () => {
      for await (const chunk of await call(clientOf(server.url))) {
        received.push(chunk.generation);
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: "NetworkError", isRetryable: true, requestId: "4a1b" });
    await expect(reading).rejects.toThrow("the stream broke off");
    expect(received).toEqual(texts);
  });
});

describe("invokeModelStream", () => {
  it("tells what the headers say", async () => {
    const headers = { "x-amzn-bedrock-service-tier": "flex", "x-amzn-bedrock-performanceconfig-latency": "optimized" };
    await using server = await HTTP2.start(answerBytes(frames, { headers }));
    const stream = await call(HTTP2.clientOf(server.url));
    expect(stream).toMatchObject({
      requestId: "4a1b",
      contentType: "application/json",
      serviceTier: "flex",
      performanceConfigLatency: "optimized",
    });
    expect(stream.headers["content-type"]).toBe("application/vnd.amazon.eventstream");
    stream.cancel();
  });

  it("asks for JSON, and always says that it sends JSON", async () => {
    await using server = await HTTP2.start(answerBytes(frames));
    (await call(HTTP2.clientOf(server.url))).cancel();
    const [received] = server.received;
    expect(received?.url).toBe(`/model/${encodeURIComponent(modelId)}/invoke-with-response-stream`);
    expect(received?.headers).toMatchObject({
      "content-type": "application/json",
      "x-amzn-bedrock-accept": "application/json",
    });
    expect(JSON.parse(received?.body ?? "")).toEqual(request);
  });

  it("skips events of types that it does not know", async () => {
    const unknown = encodeFrame({ ":event-type": "ping", ":message-type": "event" }, new Uint8Array());
    const { received, error } = await outcomeOf(answerBytes([unknown, ...frames, unknown]));
    expect({ received, error }).toEqual({ received: texts, error: undefined });
  });

  it("ends where an empty answer ends", async () => {
    expect(await outcomeOf(answerBytes([]))).toEqual({ received: [], error: undefined });
  });

  it("can be read once", async () => {
    await using server = await HTTP2.start(answerBytes(frames));
    const stream = await call(HTTP2.clientOf(server.url));
    for await (const _ of stream);
    for await (const _ of stream) {
      expect.unreachable();
    }
  });
});

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

  it("may come in the form of an error", async () => {
    const headers = { ":message-type": "error", ":error-code": "InternalFailure", ":error-message": "Oh." };
    const { error } = await outcomeOf(answerBytes([encodeFrame(headers, new Uint8Array())]));
    expect(error).toMatchObject({ code: "InternalFailure", isRetryable: true });
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

  it("shows the beginning of an error that is no JSON", async () => {
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
  const odd = [textChunk(" A"), textChunk(7), textChunk(" is")];

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

  it("throws with its index where it is not JSON", async () => {
    const cut = encodeChunk(new TextEncoder().encode('{"generation": " rain'));
    const { received, error } = await outcomeOf(answerBytes([textChunk(" A"), cut]));
    expect(received).toEqual([" A"]);
    expect(error).toMatchObject({ code: "InvalidResponse", chunkIndex: 1, status: 200 });
    expect(error?.message).toContain('chunk 1 is not JSON: "{\\"generation\\": \\" rain"');
  });
});

describe("bytes that are no stream of events", () => {
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

  it("are named by their content type", async () => {
    const headers = { "content-type": "text/html" };
    const page = new TextEncoder().encode("<html>Please sign in to go on</html>");
    const { error } = await outcomeOf(answerBytes([page], { headers }));
    expect(error?.message).toContain("its content type is text/html, not application/vnd.amazon.eventstream");
  });
});
