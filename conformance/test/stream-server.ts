import { setTimeout as delay } from "node:timers/promises";
import { encodeChunk } from "@bedrock-contract/wire";
import { startServer, type TestServer } from "./start-server.ts";

/** A stream as data: its frames, and how they are sent. */
export interface TestStream {
  readonly frames: readonly Uint8Array[];
  /** Instead of, or beside, the headers of a stream. An empty text leaves a header out. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The wait before each frame, in milliseconds; a list for each of them. Default: none. */
  readonly delayMs?: number | readonly number[];
  /** Breaks the connection off instead of ending the body. */
  readonly isCut?: boolean;
}

/** The frame of a chunk that holds a JSON value. */
export function chunkFrame(value: unknown, padding = 4): Uint8Array {
  return encodeChunk(Buffer.from(JSON.stringify(value)), padding);
}

/** A frame with one byte changed; a negative place counts from its end. */
export function flipped(frame: Uint8Array, at: number): Uint8Array {
  const changed = frame.slice();
  const index = at < 0 ? frame.length + at : at;
  changed[index] = (changed[index] ?? 0) ^ 1;
  return changed;
}

/** Starts a server that answers every request with one stream. */
export function startStreamServer({
  frames,
  headers = {},
  delayMs = 0,
  isCut = false,
}: TestStream): Promise<TestServer> {
  const all = {
    "content-type": "application/vnd.amazon.eventstream",
    "x-amzn-bedrock-content-type": "application/json",
    "x-amzn-requestid": "1",
    ...headers,
  };
  return startServer(async (_request, response) => {
    response.writeHead(200, Object.fromEntries(Object.entries(all).filter(([, value]) => value !== "")));
    response.flushHeaders();
    for (const [index, frame] of frames.entries()) {
      await delay(typeof delayMs === "number" ? delayMs : (delayMs[index] ?? 0));
      response.write(frame);
    }
    if (isCut) {
      // What was written must leave before the connection breaks.
      await delay(20);
      response.destroy();
    } else {
      response.end();
    }
  });
}
