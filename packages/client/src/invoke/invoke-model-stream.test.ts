import { encodeFrame } from "@bedrock-contract/wire";
import { describe, expect, it } from "vitest";
import { call, frames, modelId, outcomeOf, request, texts } from "../../test/call-stream.ts";
import { answerBytes, HTTP1, HTTP2, STREAM_HEADERS, type StreamResponse } from "../../test/start-stream-server.ts";

/** Something to wait for until it is opened. */
function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
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
    let answer: StreamResponse | undefined;
    await using server = await start((response) => {
      answer = response;
      answerBytes(frames, { keepsOpen: true })(response);
    });
    const received: unknown[] = [];
    const reading = (async () => {
      for await (const chunk of await call(clientOf(server.url))) {
        if (received.push(chunk.generation) === frames.length) {
          answer?.breakOff();
        }
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: "NetworkError", isRetryable: true, requestId: "4a1b" });
    await expect(reading).rejects.toThrow("the stream broke off");
    expect(received).toEqual(texts);
  });
});

describe("invokeModelStream", () => {
  it("reports what the headers say", async () => {
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

  it("can be read once", async () => {
    await using server = await HTTP2.start(answerBytes(frames));
    const stream = await call(HTTP2.clientOf(server.url));
    for await (const _ of stream);
    for await (const _ of stream) {
      expect.unreachable();
    }
  });
});
