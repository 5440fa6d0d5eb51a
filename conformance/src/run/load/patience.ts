import { errorTypeOf } from "@bedrock-contract/wire";
import type { Case } from "../../case.ts";
import type { Answer } from "../../exchange/answer.ts";

const TOO_MANY_REQUESTS = 429;
const SERVICE_UNAVAILABLE = 503;

/** The first pause is at most this long, each further one at most twice the one before. */
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 20_000;

/** A target that asks for more is not waited for. */
const LONGEST_WISH_MS = 60_000;

/** Cases in a row that were repeated in vain after which the rest is not repeated. */
const VAIN_CASES = 3;

/** Decides whether and when a request is sent once more. Only a target that says that it is too busy is asked again. */
export class Patience {
  readonly #attempts: number;
  readonly #random: () => number;
  #vain = 0;

  constructor(attempts: number, random: () => number = Math.random) {
    this.#attempts = attempts;
    this.#random = random;
  }

  /** How long to wait before the request is sent again, in milliseconds; undefined where it is not. */
  pauseAfter(answer: Answer, given: Case, attempt: number): number | undefined {
    if (!isTooBusy(answer, given)) {
      this.#vain = 0;
      return undefined;
    }
    if (attempt >= this.#attempts || this.#vain >= VAIN_CASES) {
      this.#vain += 1;
      return undefined;
    }
    return backoff(answer.headers["retry-after"], attempt, this.#random);
  }
}

/**
 * How long to wait after an attempt, in milliseconds: what the target wishes, and a random while that doubles each
 * time, so that those that wait do not come back all at once. Undefined where the target wishes too much.
 */
export function backoff(
  wished: string | undefined,
  attempt: number,
  random: () => number = Math.random,
): number | undefined {
  const wish = retryAfter(wished);
  const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (attempt - 1));
  return wish > LONGEST_WISH_MS ? undefined : Math.round(wish + random() * longest);
}

/**
 * Whether an answer means that the target has too much to do, where the case is not about that. What may have created
 * something is not sent again after a 503, which does not say that nothing was done.
 */
function isTooBusy({ status, headers }: Answer, { expect, prefer, requires }: Case): boolean {
  if (prefer !== undefined || expect.status.includes(status)) {
    return false;
  }
  const isUnavailable = status === SERVICE_UNAVAILABLE && !requires.includes("writes");
  return status === TOO_MANY_REQUESTS || isUnavailable || errorTypeOf(headers) === "ModelNotReadyException";
}

/**
 * What `Retry-After` asks for, in milliseconds: seconds or a date.
 * https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export function retryAfter(value: string | undefined, now: number = Date.now()): number {
  if (value === undefined) {
    return 0;
  }
  const waitMs = /^\d+$/.test(value.trim()) ? Number(value) * 1_000 : Date.parse(value) - now;
  return Number.isNaN(waitMs) ? 0 : Math.max(0, waitMs);
}
