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
const CONVERSE_ENTRY = `${ENTRY}\nexport { assembleConverseStream } from "@bedrock-contract/validators";`;
const cors = { "access-control-allow-origin": "*", "access-control-expose-headers": "x-amzn-requestid" };
const chunks = [{ text: "Rain" }, { text: "bow, schön" }];
const frames = chunks.map((chunk) => encodeChunk(new TextEncoder().encode(JSON.stringify(chunk)), 3));

const events = [
  { messageStart: { role: "assistant" } },
  { contentBlockDelta: { contentBlockIndex: 0, delta: { text: "Rainbow, " } } },
  { contentBlockDelta: { contentBlockIndex: 0, delta: { text: "schön" } } },
  { contentBlockStop: { contentBlockIndex: 0 } },
  { messageStop: { stopReason: "end_turn" } },
];
const eventFrames = events.flatMap((event) =>
  Object.entries(event).map(([name, members]) => encodeEvent(name, members, 2)),
);
const conversation = {
  response: {
    output: { message: { role: "assistant", content: [{ text: "Rainbow, schön" }] } },
    stopReason: "end_turn",
  },
  hasBuffer: false,
};

/** A script that reads ConverseStream from what an expression gives, and tells which response its events make up. */
function foldingScript(source: string): string {
  return `(async () => {
    const { assembleConverseStream, decodeEventStream } = bundled;
    const events = [];
    for await (const event of decodeEventStream(${source}, { operation: "ConverseStream" })) events.push(event);
    return { response: assembleConverseStream(events), hasBuffer: "Buffer" in globalThis };
  })()`;
}

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

  it("reads ConverseStream, and folds it, with what browsers have", async () => {
    const { code } = await bundleForBrowsers(CONVERSE_ENTRY);
    const response = new Response(ReadableStream.from(eventFrames.map((frame) => Uint8Array.from(frame))));
    const web = createContext({ atob, btoa, TextDecoder, TextEncoder, Uint8Array, response });
    runInContext(code, web);
    expect(await runInContext(foldingScript("response"), web)).toEqual(conversation);
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

describe.runIf(isFull && existsSync(CHROMIUM))(
  `in a browser (at full length, where there is ${CHROMIUM})`,
  { tags: "longer" },
  () => {
    let browser: Browser;

    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
    }, 60_000);
    afterAll(() => browser?.close());

    /**
     * Decodes the stream at a URL of another origin in a page, and returns what a page would see. The page stays as long
     * as it is told to.
     */
    async function decodeInPage(url: string, leavesAfter?: number, until?: Promise<void>) {
      const place = JSON.stringify(url);
      const tellServer = `void fetch(${place}, { mode: "no-cors" });`;
      return runInPage(ENTRY, readingScript(`await fetch(${place})`, leavesAfter, tellServer), until);
    }

    /** Runs a script in a page that has loaded a bundle, and returns what it gives. */
    async function runInPage(entry: string, script: string, until: Promise<void> = Promise.resolve()) {
      const { code } = await bundleForBrowsers(entry);
      await using site = await startServer((request, response) => {
        const isScript = request.url === "/bundled.js";
        response.writeHead(200, { "content-type": isScript ? "text/javascript" : "text/html" });
        response.end(isScript ? code : '<!doctype html><script src="/bundled.js"></script>');
      });
      const page = await browser.newPage();
      await page.goto(site.url);
      const outcome: unknown = await page.evaluate(script);
      await until;
      await page.close();
      return outcome;
    }

    it("decodes a stream of another origin", async () => {
      await using server = await HTTP1.start(answerBytes(frames, { headers: cors }));
      expect(await decodeInPage(server.url)).toEqual({ received: chunks, hasBuffer: false });
    });

    it("decodes ConverseStream of another origin, and folds it into the response", async () => {
      await using server = await HTTP1.start(answerBytes(eventFrames, { headers: cors }));
      const script = foldingScript(`await fetch(${JSON.stringify(server.url)})`);
      expect(await runInPage(CONVERSE_ENTRY, script)).toEqual(conversation);
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
  },
);
