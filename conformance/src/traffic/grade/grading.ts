import type { CaseResult, Shard } from "../../result.ts";
import { exitCodeOf } from "../../results/summary.ts";
import { SUITE } from "../../suite.ts";
import type { RecordedReporter, ResultsHead } from "../report/recorded-reporter.ts";
import { Tally } from "../report/tally.ts";

/** What is known of traffic before its first exchange. */
export interface GradingOptions {
  /** How reports call it. */
  readonly name: string;
  /** Where it went, if it was not recorded elsewhere. Default: unknown. */
  readonly endpoints?: Readonly<Record<string, string>>;
  readonly reporters: readonly RecordedReporter[];
  /** Whether an exchange of which only the envelope could be judged leaves the result incomplete. */
  readonly requiresBody: boolean;
  /** Present where this is one part of the traffic. */
  readonly shard?: Shard | undefined;
}

/** Tells reporters of graded exchanges one by one, and keeps none of them. */
export class Grading {
  readonly tally: Tally = new Tally();
  readonly #options: GradingOptions;
  readonly #head: Pick<ResultsHead, "suite" | "target">;
  #isStarted = false;

  constructor(options: GradingOptions) {
    const { name, endpoints = {} } = options;
    this.#options = options;
    this.#head = { suite: SUITE, target: { name, endpoints, authentication: "recorded", replay: "none" } };
  }

  /** Whether any reporter was told anything. */
  get isStarted(): boolean {
    return this.#isStarted;
  }

  /** The reports begin; later calls do nothing. */
  async start(): Promise<void> {
    if (!this.#isStarted) {
      this.#isStarted = true;
      await this.#each((reporter) => reporter.start?.(this.#head));
    }
  }

  async add(result: CaseResult): Promise<void> {
    if (!this.#isStarted) {
      await this.start();
    }
    this.tally.add(result);
    await this.#each((reporter) => reporter.result?.(result));
  }

  /** The reports end. Returns what they say, and the exit code of the command. */
  async end(interrupted: boolean): Promise<{ readonly results: ResultsHead; readonly exitCode: 0 | 1 | 3 | 130 }> {
    await this.start();
    const results: ResultsHead = {
      ...this.#head,
      ...(this.#options.shard === undefined ? {} : { shard: this.#options.shard }),
      summary: this.tally.summary,
      stale: [],
      unreachable: [],
      interrupted,
      ...(this.#options.requiresBody ? { requiresBody: true as const } : {}),
    };
    await this.#each((reporter) => reporter.end?.(results, this.tally));
    return { results, exitCode: exitCodeOf(results) };
  }

  /** One after the other, so that a slow disk slows the reading. */
  async #each(action: (reporter: RecordedReporter) => void | Promise<void>): Promise<void> {
    for (const reporter of this.#options.reporters) {
      await action(reporter);
    }
  }
}
