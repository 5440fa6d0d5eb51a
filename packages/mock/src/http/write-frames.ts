import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import type { FrameBody } from "./answer.ts";

/**
 * Writes the frames of a stream one by one and ends the response. It waits while the client takes no more, and stops as
 * soon as the client goes away or the mock is closed.
 */
export async function writeFrames(response: ServerResponse, { frames, delay }: FrameBody): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  // A connection that breaks while it is written to is not a fault of the mock.
  response.on("error", () => gone.abort());
  response.flushHeaders();
  try {
    let isFirst = true;
    for await (const frame of frames) {
      if (!isFirst && delay > 0) {
        await wait(delay, undefined, { signal: gone.signal });
      }
      isFirst = false;
      gone.signal.throwIfAborted();
      if (!response.write(frame)) {
        await once(response, "drain", { signal: gone.signal });
      }
    }
    response.end();
  } catch (reason) {
    if (!gone.signal.aborted) {
      throw reason;
    }
  }
}
