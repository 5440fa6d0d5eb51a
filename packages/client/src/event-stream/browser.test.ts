import { existsSync } from "node:fs";
import { createContext, runInContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { encodeChunk, encodeEvent, encodeException } from "@bedrock-contract/wire";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isFull } from "../../../../.some-of.ts";
import { bundleForBrowsers } from "../../test/bundle-for-browsers.ts";
import { startServer } from "../../test/start-server.ts";
import { answerBytes, HTTP1, type StreamResponse } from "../../test/start-stream-server.ts";

const CHROMIUM = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const ENTRY = 'export { decodeEventStream, isBedrockError } from "@bedrock-contract/client/event-stream";';
const cors = { "access-control-allow-origin": "*", "access-control-expose-headers": "x-amzn-requestid" };
const chunks = [{ text: "Rain" }, { text: "bow, schön" }];
const frames = chunks.map((chunk) => encodeChunk(new TextEncoder().encode(JSON.stringify(chunk)), 3));

describe("a bundle for browsers", () => {
  it("holds nothing of Node or of another package, and is small", async () => {
    const { code, files } = await bundleForBrowsers(ENTRY);
    expect(files.filter((file) => !/^packages\/(?:client|wire)\/src\/|^<stdin>$/.test(file))).toEqual([]);
    expect(code).not.toMatch(/["']node:|\brequire\(/);
    expect(gzipSync(code).length).toBeLessThan(8_000);
  });

  it("stays small with the validator of one format", async () => {
    const validator = 'export { invokeChunk } from "@bedrock-contract/validators/bedrock-completion";';
    const { code } = await bundleForBrowsers(`${ENTRY}\n${validator}`);
    expect(code).not.toMatch(/["']node:/);
    expect(gzipSync(code).length).toBeLessThan(13_000);
  });

  it("runs with what browsers have, and nothing of Node", async () => {
    const { code } = await bundleForBrowsers(ENTRY);
    const exception = encodeException("throttlingException", { message: "Slow down." });
    const response = new Response(ReadableStream.from([...frames, exception].map((frame) => Uint8Array.from(frame))));
    const web = createContext({ atob, btoa, TextDecoder, TextEncoder, Uint8Array, response });
    runInContext(code, web);
    expect(await runInContext(readingScript("response"), web)).toEqual({
      received: chunks,
      isBedrockError: true,
      code: "ThrottlingException",
      message: "[ThrottlingException] Slow down. (HTTP 200)",
    });
  });

  it("reads ConverseStream with what browsers have", async () => {
    const { code } = await bundleForBrowsers(ENTRY);
    const events = [
      { messageStart: { role: "assistant" } },
      { contentBlockDelta: { contentBlockIndex: 0, delta: { text: "schön" } } },
      { messageStop: { stopReason: "end_turn" } },
    ];
    const typed = events.flatMap((event) =>
      Object.entries(event).map(([name, members]) => encodeEvent(name, members, 2)),
    );
    const response = new Response(ReadableStream.from(typed.map((frame) => Uint8Array.from(frame))));
    const web = createContext({ atob, btoa, TextDecoder, TextEncoder, Uint8Array, response });
    runInContext(code, web);
    const script = readingScript('response, { operation: "ConverseStream" }');
    expect(await runInContext(script, web)).toEqual({ received: events, hasBuffer: false });
  });
});

/**
 * A script that decodes what an expression gives and tells what it read, what it threw, and whether Node's Buffer was
 * there; `onAll` is run once every chunk is read.
 */
function readingScript(source: string, leavesAfter = Number.POSITIVE_INFINITY, onAll = ""): string {
  return `(async () => {
    const { decodeEventStream, isBedrockError } = bundled;
    const received = [];
    try {
      for await (const chunk of decodeEventStream(${source})) {
        received.push(chunk);
        if (received.length === ${leavesAfter}) break;
        if (received.length === ${chunks.length}) { ${onAll} }
      }
      return { received, hasBuffer: "Buffer" in globalThis };
    } catch (error) {
      return { received, isBedrockError: isBedrockError(error), code: error.code, message: error.message };
    }
  })()`;
}

describe.runIf(isFull && existsSync(CHROMIUM))(`in a browser (at full length, where there is ${CHROMIUM})`, () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  }, 60_000);
  afterAll(() => browser?.close());

  /**
   * Decodes the stream at a URL of another origin in a page, and returns what a page would see. The page stays as long
   * as it is told to.
   */
  async function decodeInPage(url: string, leavesAfter?: number, until: Promise<void> = Promise.resolve()) {
    const { code } = await bundleForBrowsers(ENTRY);
    await using site = await startServer((request, response) => {
      const isScript = request.url === "/bundled.js";
      response.writeHead(200, { "content-type": isScript ? "text/javascript" : "text/html" });
      response.end(isScript ? code : '<!doctype html><script src="/bundled.js"></script>');
    });
    const page = await browser.newPage();
    await page.goto(site.url);
    const place = JSON.stringify(url);
    const tellServer = `void fetch(${place}, { mode: "no-cors" });`;
    const outcome: unknown = await page.evaluate(readingScript(`await fetch(${place})`, leavesAfter, tellServer));
    await until;
    await page.close();
    return outcome;
  }

  it("decodes a stream of another origin", async () => {
    await using server = await HTTP1.start(answerBytes(frames, { headers: cors }));
    expect(await decodeInPage(server.url)).toEqual({ received: chunks, hasBuffer: false });
  });

  it("throws an exception inside the stream", async () => {
    const exception = encodeException("throttlingException", { message: "Slow down." });
    await using server = await HTTP1.start(answerBytes([...frames, exception], { headers: cors }));
    expect(await decodeInPage(server.url)).toEqual({
      received: chunks,
      isBedrockError: true,
      code: "ThrottlingException",
      message: "[ThrottlingException] Slow down. (HTTP 200, request 4a1b)",
    });
  });

  it("names a connection that breaks off", async () => {
    const answered: StreamResponse[] = [];
    await using server = await HTTP1.start((response) => {
      answered.push(response);
      if (answered.length === 1) {
        answerBytes(frames, { headers: cors, keepsOpen: true })(response);
      } else {
        // The page has read every chunk, and says so by asking again.
        response.end();
        answered[0]?.breakOff();
      }
    });
    expect(await decodeInPage(server.url)).toMatchObject({ received: chunks, code: "NetworkError" });
  });

  it("releases the connection when the loop is left", async () => {
    await using server = await HTTP1.start(answerBytes(frames, { headers: cors, keepsOpen: true }));
    const outcome = await decodeInPage(server.url, 1, server.closed);
    expect(outcome).toMatchObject({ received: chunks.slice(0, 1) });
  });
});
