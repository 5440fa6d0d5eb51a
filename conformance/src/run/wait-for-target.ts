import { Client, request } from "undici";
import { throughProxy } from "../exchange/env-proxy.ts";
import { pause } from "./load/pace.ts";

/** How long a target is waited for. */
export interface WaitOptions {
  readonly seconds: number;
  /** Ends the wait early. */
  readonly signal?: AbortSignal;
}

const PAUSE_MS = 200;

/** What something in front of a target answers that is not there yet. */
const NOT_YET: ReadonlySet<number> = new Set([502, 503, 504]);

/**
 * Waits until each endpoint answers, whatever it answers, or the time is over: then the run says what is wrong. Nothing
 * is sent but a GET of the endpoint itself, without credentials.
 */
export async function waitForTarget(endpoints: readonly string[], { seconds, signal }: WaitOptions): Promise<void> {
  const until = performance.now() + seconds * 1000;
  await Promise.all(
    [...new Set(endpoints)].map(async (endpoint) => {
      while (!signal?.aborted && performance.now() < until && !(await isThere(endpoint, until - performance.now()))) {
        await pause(PAUSE_MS, signal);
      }
    }),
  );
}

async function isThere(endpoint: string, mostMs: number): Promise<boolean> {
  const { origin } = new URL(endpoint);
  const dispatcher = new Client(origin, throughProxy(origin, false));
  try {
    const signal = AbortSignal.timeout(Math.ceil(Math.max(1, mostMs)));
    const { statusCode } = await request(endpoint, { dispatcher, signal });
    return !NOT_YET.has(statusCode);
  } catch {
    // Nothing listens yet, or nothing that speaks HTTP: what it is, the run will say.
    return false;
  } finally {
    await dispatcher.destroy();
  }
}
