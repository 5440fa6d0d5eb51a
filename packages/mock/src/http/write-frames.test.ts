import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import type { Readable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { frameAnswer } from "./answer.ts";
import { createHttpFront } from "./http-front.ts";

/** How far the frames of a path were asked for, and whether their source was ended. */
const progress = new Map<string, { taken: number; isEnded: boolean }>();

const front = createHttpFront(async ({ path }) => {
  const [, id = "", count = "", size = "", delay = ""] = path.split("/");
  return frameAnswer(
    200,
    { frames: frames(id, Number(count), Number(size)), delay: Number(delay) },
    { "content-type": "x/frames" },
  );
});
let url = "";

beforeAll(async () => {
  url = `http://127.0.0.1:${(await front.listen(0, "127.0.0.1")).port}`;
});
afterAll(() => front.close());

function* frames(id: string, count: number, size: number): Generator<Uint8Array> {
  const state = { taken: 0, isEnded: false };
  progress.set(id, state);
  try {
    for (; state.taken < count; state.taken += 1) {
      yield new Uint8Array(size).fill(state.taken);
    }
  } finally {
    state.isEnded = true;
  }
}

interface Opened {
  readonly stream: Readable;
  readonly headers: Readonly<Record<string, unknown>>;
  /** Breaks the connection off. */
  abort(): void;
}

async function openHttp1(path: string): Promise<Opened> {
  const request = http.get(`${url}${path}`, { agent: false });
  const [response]: http.IncomingMessage[] = await once(request, "response");
  if (response === undefined) {
    throw new Error("no response");
  }
  return { stream: response, headers: response.headers, abort: () => request.destroy() };
}

async function openHttp2(path: string): Promise<Opened> {
  const session = http2.connect(url);
  const stream = session.request({ ":path": path });
  const [headers] = await once(stream, "response");
  stream.once("close", () => session.close());
  return { stream, headers, abort: () => stream.close(http2.constants.NGHTTP2_CANCEL) };
}

describe.each([
  { version: "HTTP/1.1", open: openHttp1 },
  { version: "HTTP/2", open: openHttp2 },
])("over $version", ({ version, open }) => {
  test("sends frames one by one, without a length", async () => {
    const id = `${version.replace("/", "")}-each`;
    const began = performance.now();
    const { stream, headers } = await open(`/${id}/4/100/100`);
    const [first] = await once(stream, "data");
    expect(first).toHaveLength(100);
    expect(progress.get(id)?.isEnded).toBe(false);
    expect(Buffer.concat(await stream.toArray())).toHaveLength(300);
    // Three waits of 100 ms, whose timers may be a little early.
    expect(performance.now() - began).toBeGreaterThan(290);
    expect(headers["content-type"]).toBe("x/frames");
    expect(headers["content-length"]).toBeUndefined();
    expect(headers["transfer-encoding"]).toBe(version === "HTTP/1.1" ? "chunked" : undefined);
  });

  test("stops when the client goes away, in the middle of a long wait", async () => {
    const id = `${version.replace("/", "")}-abort`;
    const { stream, abort } = await open(`/${id}/1000/10/60000`);
    await once(stream, "data");
    abort();
    stream.on("error", () => {});
    await expect.poll(() => progress.get(id)).toEqual({ taken: 1, isEnded: true });
  });

  test("takes no more frames than the client does", async () => {
    const id = `${version.replace("/", "")}-slow`;
    const { stream } = await open(`/${id}/1000/100000/0`);
    stream.pause();
    await wait(200);
    const waiting = progress.get(id)?.taken ?? 0;
    expect(waiting).toBeLessThan(300);
    let length = 0;
    for await (const piece of stream) {
      length += piece.length;
    }
    expect(length).toBe(100_000_000);
    expect(progress.get(id)).toEqual({ taken: 1000, isEnded: true });
  });

  test("ends an empty stream", async () => {
    const { stream } = await open(`/${version.replace("/", "")}-empty/0/0/0`);
    expect(await stream.toArray()).toEqual([]);
  });
});

test("closing ends the streams, however long they would wait", async () => {
  const other = createHttpFront(async () => frameAnswer(200, { frames: frames("closed", 9, 9), delay: 60_000 }, {}));
  const { port } = await other.listen(0, "127.0.0.1");
  const response = await fetch(`http://127.0.0.1:${port}/`);
  const reading = response.arrayBuffer().catch((reason: unknown) => reason);
  await other.close();
  expect(await reading).toBeInstanceOf(Error);
  await expect.poll(() => progress.get("closed")?.isEnded).toBe(true);
});
