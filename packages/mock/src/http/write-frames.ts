import { once } from "node:events";
import type { ServerResponse } from "node:http";
import http2 from "node:http2";
import { setTimeout as wait } from "node:timers/promises";
import type { FrameBody } from "./answer.ts";

/** A response of either version of HTTP. */
export type AnyResponse = ServerResponse | http2.Http2ServerResponse;

/** Cuts a connection, or the stream of HTTP/2 that a response is. */
export function abort(response: AnyResponse): void {
  if (response instanceof http2.Http2ServerResponse) {
    response.stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
  } else {
    response.destroy();
  }
}

/**
 * Writes the frames of a stream one by one and ends the response. It waits while the client takes no more, and stops as
 * soon as the client goes away or the mock is closed.
 */
export async function writeFrames(response: ServerResponse, { frames, delay, cutAfter }: FrameBody): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort(GONE));
  // A connection that breaks while it is written to is not a fault of the mock.
  response.on("error", () => gone.abort(GONE));
  if (Array.isArray(frames) && delay === 0 && cutAfter === undefined && frames.length <= MOST_AT_ONCE) {
    writeAtOnce(response, frames);
    return;
  }
  response.flushHeaders();
  leaveWithClient(response);
  try {
    let written = 0;
    if (written === cutAfter) {
      await cut(response);
      return;
    }
    for await (const frame of frames) {
      if (written > 0 && delay > 0) {
        await wait(delay, undefined, { signal: gone.signal });
      }
      written += 1;
      gone.signal.throwIfAborted();
      if (!response.write(frame)) {
        await once(response, "drain", { signal: gone.signal });
      }
      if (written === cutAfter) {
        await cut(response);
        return;
      }
    }
    response.end();
  } catch (reason) {
    if (!gone.signal.aborted) {
      throw reason;
    }
  }
}

/** A client of HTTP/1.1 that ends its side in the middle of a stream is gone: it would read no more. */
function leaveWithClient(response: AnyResponse): void {
  if (response instanceof http2.Http2ServerResponse) {
    return;
  }
  const { socket } = response;
  const leave = (): void => void response.destroy();
  socket?.once("end", leave);
  response.once("close", () => socket?.off("end", leave));
}

/** Cuts the connection as soon as what was written is on its way. */
async function cut(response: ServerResponse): Promise<void> {
  await new Promise<void>((resolve) => response.write(new Uint8Array(), () => resolve()));
  abort(response);
}

/** One reason for all: to make one with each response takes its time. */
const GONE = new Error("The client is gone, or has all that there is.");

/** How many frames go out together, at most, where nothing says that they wait for one another. */
const MOST_AT_ONCE = 100;

function writeAtOnce(response: ServerResponse, frames: readonly Uint8Array[]): void {
  response.end(Buffer.concat(frames));
}
