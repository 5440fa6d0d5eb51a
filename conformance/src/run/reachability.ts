import type { WireRequest } from "@bedrock-contract/wire";
import type { ExchangeFailure } from "../exchange/exchange-failure.ts";
import type { ExchangeOutcome, HttpSender } from "../exchange/http-sender.ts";

/** Without credentials: whatever the answer is, there is somebody. */
const ANYTHING: WireRequest = { method: "GET", path: "/", query: {}, headers: {} };

/**
 * Knows which origins cannot be reached, or answer nothing at all, so that this is said once and nothing more is sent
 * there.
 */
export class Reachability {
  readonly #sender: Pick<HttpSender, "send">;
  readonly #answered = new Set<string>();
  readonly #asked = new Map<string, Promise<void>>();
  readonly #reasons = new Map<string, string>();

  constructor(sender: Pick<HttpSender, "send">) {
    this.#sender = sender;
  }

  /** Why a case need not be sent there. */
  reasonAgainst(origin: string): string | undefined {
    return this.#reasons.get(origin);
  }

  /** What keeps origins from being reached, each said once. */
  get reasons(): readonly string[] {
    return [...this.#reasons.values()];
  }

  /**
   * Learns from an exchange. Where it had no answer, and nothing else had one from there before, the endpoint itself is
   * asked: one that says nothing to that either cannot be judged.
   */
  async observe(endpoint: URL, outcome: ExchangeOutcome): Promise<void> {
    const { origin } = endpoint;
    if ("answer" in outcome) {
      this.#answered.add(origin);
      return;
    }
    const { failure } = outcome;
    if (failure.kind === "unreachable") {
      this.#giveUp(origin, failure.message);
    } else if (isSilent(failure) && !this.#answered.has(origin)) {
      const asked = this.#asked.get(origin) ?? this.#hear(endpoint);
      this.#asked.set(origin, asked);
      await asked;
    }
  }

  async #hear(endpoint: URL): Promise<void> {
    const outcome = await this.#sender.send(endpoint, ANYTHING, {
      isRepeatable: false,
      streamKind: () => undefined,
    });
    const { origin } = endpoint;
    if ("answer" in outcome) {
      this.#answered.add(origin);
    } else if (isSilent(outcome.failure) && !this.#answered.has(origin)) {
      const { message } = outcome.failure;
      this.#giveUp(
        origin,
        `${origin} accepted connections but did not respond: ${message}; nothing more was sent there`,
      );
    }
  }

  #giveUp(origin: string, reason: string): void {
    if (!this.#reasons.has(origin)) {
      this.#reasons.set(origin, reason);
    }
  }
}

function isSilent({ kind, isBeforeAnswer }: ExchangeFailure): boolean {
  return (kind === "timeout" || kind === "broken") && isBeforeAnswer === true;
}
