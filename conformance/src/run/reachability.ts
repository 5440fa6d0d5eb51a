import type { ExchangeOutcome } from "../exchange/http-sender.ts";

/** After this many timeouts without any response, stop sending. */
const PATIENCE = 3;

/** Knows which origins cannot be reached, so that this is said once and nothing more is sent there. */
export class Reachability {
  readonly #answered = new Set<string>();
  readonly #silent = new Map<string, number>();
  readonly #reasons = new Map<string, string>();

  /** Why a case need not be sent there. */
  reasonAgainst(origin: string): string | undefined {
    return this.#reasons.get(origin);
  }

  /** What keeps origins from being reached, each said once. */
  get reasons(): readonly string[] {
    return [...this.#reasons.values()];
  }

  /** Learns from an exchange. */
  observe(origin: string, outcome: ExchangeOutcome): void {
    if ("answer" in outcome) {
      this.#answered.add(origin);
      return;
    }
    const { kind, message, isBeforeAnswer } = outcome.failure;
    if (kind === "unreachable") {
      this.#giveUp(origin, message);
    } else if (kind === "timeout" && isBeforeAnswer === true && !this.#answered.has(origin)) {
      this.#countSilence(origin);
    }
  }

  #countSilence(origin: string): void {
    const count = (this.#silent.get(origin) ?? 0) + 1;
    this.#silent.set(origin, count);
    if (count >= PATIENCE) {
      this.#giveUp(
        origin,
        `${origin} accepted connections but did not respond in time (${count} cases in a row); nothing more was sent there`,
      );
    }
  }

  #giveUp(origin: string, reason: string): void {
    if (!this.#reasons.has(origin)) {
      this.#reasons.set(origin, reason);
    }
  }
}
