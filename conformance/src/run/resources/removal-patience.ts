import { errorTypeOf } from "@bedrock-contract/wire";
import type { Answer } from "../../exchange/answer.ts";
import type { ExchangeFailure } from "../../exchange/exchange-failure.ts";
import { backoff } from "../load/patience.ts";

/** How often a removal is tried where it comes too early. */
const ATTEMPTS = 5;

/**
 * How long the removals of one clean-up wait. What one of them waited for in vain, no further one waits for: there may
 * be many.
 */
export class RemovalPatience {
  #isSpent = false;
  #silence: string | undefined;

  /** Why nothing more is asked of the target; undefined while it answers. */
  get silence(): string | undefined {
    return this.#silence;
  }

  /** Learns that an answer did not come. */
  observe({ kind, message }: ExchangeFailure): void {
    if (kind === "unreachable" || kind === "timeout") {
      this.#silence = message;
    }
  }

  /** How long to wait before the removal is tried again, in milliseconds; undefined where it is not. */
  pauseAfter(answer: Answer, attempt: number): number | undefined {
    const isBusy = answer.status === 429 || answer.status === 503;
    if (!isBusy && !isTooEarly(answer)) {
      return undefined;
    }
    const isLast = attempt >= ATTEMPTS || (isBusy && this.#isSpent);
    const pauseMs = isLast ? undefined : backoff(answer.headers["retry-after"], attempt);
    this.#isSpent ||= isBusy && pauseMs === undefined;
    return pauseMs;
  }
}

/** Not yet in a state in which it can be removed; another one may be. */
function isTooEarly({ headers }: Answer): boolean {
  return errorTypeOf(headers) === "ConflictException";
}
