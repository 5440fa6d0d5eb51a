import type { BedrockError } from "../errors/bedrock-error.ts";
import { pause } from "./pause.ts";
import type { SendingRate } from "./sending-rate.ts";

/** How an attempt ended. */
export interface Attempt<Result> {
  /** What failed; undefined where nothing did. */
  readonly fault: BedrockError | undefined;
  /** The headers of the response, where one arrived. */
  readonly headers: Headers | undefined;
  /** What the caller gets, or throws, where this was the last attempt. */
  readonly finish: () => Result;
}

/** How often, and when, something is tried once more. */
export interface RetryOptions {
  /** How often it is tried at most. */
  readonly maxAttempts: number;
  /** Whether doing it twice does no more than doing it once. What was throttled was not done at all. */
  readonly isRepeatable: boolean;
  readonly signal: AbortSignal | undefined;
  /** How fast the client sends. Default: as it is asked. */
  readonly rate?: SendingRate | undefined;
}

/** The longest pause, in milliseconds. Who is told to wait longer gets the error. */
const LONGEST = 20_000;

/** The first pause is at most so long, in milliseconds, as with the AWS SDKs. */
const FIRST = 100;
const FIRST_THROTTLED = 500;

/**
 * Tries until an attempt succeeds, fails for good or was the last one. Pauses are random, from nothing to a limit that
 * doubles each time (full jitter), and not shorter than `Retry-After`.
 */
export async function withRetries<Result>(
  attempt: () => Promise<Attempt<Result>>,
  { maxAttempts, isRepeatable, signal, rate }: RetryOptions,
): Promise<Result> {
  for (let count = 1; ; count += 1) {
    await rate?.turn(signal);
    const { fault, headers, finish } = await attempt();
    rate?.note(fault !== undefined && isThrottled(fault));
    const asked = retryAfter(headers);
    if (fault === undefined || count >= maxAttempts || !mayRetry(fault, isRepeatable) || asked > LONGEST) {
      return finish();
    }
    const limit = Math.min(LONGEST, (isThrottled(fault) ? FIRST_THROTTLED : FIRST) * 2 ** (count - 1));
    await pause(Math.max(asked, Math.random() * limit), signal);
  }
}

/** A caller whose time is up has no more of it. */
function mayRetry(fault: BedrockError, isRepeatable: boolean): boolean {
  return fault.isRetryable && fault.code !== "TimeoutError" && (isRepeatable || isThrottled(fault));
}

function isThrottled({ code, status }: BedrockError): boolean {
  return status === 429 || code === "ThrottlingException";
}

/** The time that a response asks for, in milliseconds. */
function retryAfter(headers: Headers | undefined): number {
  const text = headers?.get("retry-after") ?? "0";
  const ms = /^\d+$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - Date.now();
  return Number.isNaN(ms) ? 0 : Math.max(0, ms);
}
