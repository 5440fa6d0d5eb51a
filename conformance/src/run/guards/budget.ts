import type { TargetLimits } from "../../targets/manifest.ts";
import type { Estimate, Usage } from "./estimate.ts";
import { costOf, type PriceTable } from "./price-table.ts";

/** What a run has been promised for one case. */
export interface Reservation {
  /** Whether the request may be sent once more; counts it if so. */
  mayRepeat(): boolean;
  /** Ends the case, with the tokens that it took where the answer told them. */
  settle(usage?: Usage): void;
}

/** A reservation, or why there is none. */
export type Reserved = { readonly reservation: Reservation } | { readonly refused: string };

/** What a case counts against the limits. */
interface Spending {
  requests: number;
  tokens: number;
  cost: number;
}

type Limits = Pick<TargetLimits, "maxRequests" | "maxTokens" | "maxCost">;

/**
 * Keeps a run within its limits. A case is counted with its estimate while it is under way and with what it took
 * afterwards, so that cases side by side cannot go over a limit together. Where one does not fit, it waits for those
 * under way to turn out cheaper; when nothing is left to wait for, the run stops: nothing more is sent.
 */
export class Budget {
  readonly #limits: Limits;
  readonly #prices: PriceTable;
  readonly #spent: Spending = { requests: 0, tokens: 0, cost: 0 };
  readonly #promised = new Set<Spending>();
  #waiting: (() => void)[] = [];
  #reached: string | undefined;

  constructor(limits: Limits, prices: PriceTable) {
    this.#limits = limits;
    this.#prices = prices;
  }

  /** Whether anything is limited that depends on tokens: else nobody needs to estimate them. */
  get countsTokens(): boolean {
    return this.#limits.maxTokens !== undefined || this.#limits.maxCost !== undefined;
  }

  /** Reserves what a case needs at most. */
  async reserve(estimate: Estimate): Promise<Reserved> {
    const cost = this.#costOf(estimate);
    if (cost === undefined) {
      return { refused: `no price is known for ${estimate.model}, and --max-cost limits what may be spent` };
    }
    const needed = { requests: 1, tokens: estimate.inputTokens + estimate.outputTokens, cost };
    for (let limit = this.#limitAgainst(needed); limit !== undefined; limit = this.#limitAgainst(needed)) {
      if (this.#reached !== undefined || this.#promised.size === 0) {
        this.#reached ??= `the budget is used up: ${limit}`;
        return { refused: this.#reached };
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return { reservation: this.#promise(needed, estimate) };
  }

  #promise(needed: Spending, estimate: Estimate): Reservation {
    this.#promised.add(needed);
    return {
      mayRepeat: () => {
        const fits = this.#limitAgainst({ requests: 1, tokens: 0, cost: 0 }) === undefined;
        needed.requests += fits ? 1 : 0;
        return fits;
      },
      settle: (usage = estimate) => {
        this.#promised.delete(needed);
        this.#spent.requests += needed.requests;
        this.#spent.tokens += usage.inputTokens + usage.outputTokens;
        this.#spent.cost += this.#costOf({ ...estimate, ...usage }) ?? 0;
        const waiting = this.#waiting;
        this.#waiting = [];
        for (const wake of waiting) {
          wake();
        }
      },
    };
  }

  /** Where no limit asks for it, what has no price costs nothing. */
  #costOf({ model, ...usage }: Estimate): number | undefined {
    const price = model === undefined ? undefined : this.#prices.priceOf(model);
    if (price !== undefined) {
      return costOf(usage, price);
    }
    return this.#limits.maxCost === undefined || usage.inputTokens + usage.outputTokens === 0 ? 0 : undefined;
  }

  /** The limit that would be passed, in words. */
  #limitAgainst(needed: Spending): string | undefined {
    const sum = (key: keyof Spending): number =>
      [...this.#promised].reduce((total, each) => total + each[key], this.#spent[key] + needed[key]);
    const { maxRequests = Infinity, maxTokens = Infinity, maxCost = Infinity } = this.#limits;
    if (this.#reached !== undefined) {
      return this.#reached;
    }
    if (sum("requests") > maxRequests) {
      return `${maxRequests} requests (--max-requests)`;
    }
    if (sum("tokens") > maxTokens) {
      return `${maxTokens} tokens (--max-tokens); the next case may take ${needed.tokens}`;
    }
    return sum("cost") > maxCost ? `${maxCost} US dollars (--max-cost)` : undefined;
  }
}
