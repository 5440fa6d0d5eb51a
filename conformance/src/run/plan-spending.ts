import { defined } from "../defined.ts";
import { limitsOf } from "../targets/limits.ts";
import type { Price, TargetLimits } from "../targets/manifest.ts";
import { isLocalTarget, isPaidTarget } from "../targets/paid-host.ts";
import { type Estimate, estimateCase } from "./guards/estimate.ts";
import { costOf, type PriceTable, readPriceTable } from "./guards/price-table.ts";
import { planRun, sentCases } from "./plan-run.ts";
import type { RunOptions } from "./run-options.ts";

/** What a run would send, and what it would take at most. */
export interface SpendingPlan {
  readonly target: { readonly name: string; readonly endpoints?: Readonly<Record<string, string>> };
  /** Whether the target runs on this machine. */
  readonly isLocal: boolean;
  /** Whether requests would go to Amazon Web Services, and so need `--paid`. */
  readonly isPaid: boolean;
  /** Requests, each sent once. A target that is too busy may be asked again, which costs nothing. */
  readonly requests: number;
  /** Requests that must be refused, and then cost nothing. */
  readonly refusals: number;
  /** Requests that create something, which is paid for by time and not by tokens. */
  readonly writes: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** In US dollars, of the models whose prices are known. */
  readonly cost: number;
  readonly models: readonly ModelPlan[];
  readonly cases: readonly PlannedCase[];
  readonly limits: TargetLimits;
}

/** What a model would be asked. */
export interface ModelPlan {
  readonly model: string;
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** In US dollars for a million tokens; absent where no price is known. */
  readonly price?: Price;
  readonly cost?: number;
}

/** A case that would be sent. */
export interface PlannedCase extends Estimate {
  readonly id: string;
  readonly operation: string;
}

/** Plans a run and adds up what it would take. Nothing is sent, and no credentials are looked for. */
export async function planSpending(options: RunOptions): Promise<SpendingPlan> {
  const plan = await planRun(options);
  const { manifest, modelIds } = plan;
  const sent = sentCases(plan);
  const { name, endpoints } = manifest;
  const request = { manifest, modelIds };
  const cases = await Promise.all(
    sent.map(async (given) => ({
      id: given.id,
      operation: given.operation,
      ...(await estimateCase(given, request)),
    })),
  );
  const models = modelPlans(cases, await readPriceTable(manifest));
  return {
    target: { name, ...defined({ endpoints }) },
    isLocal: isLocalTarget(manifest),
    isPaid: isPaidTarget(manifest),
    requests: cases.length,
    refusals: sent.filter(({ expect }) => expect.status.every((status) => status >= 400)).length,
    writes: sent.filter(({ requires }) => requires.includes("writes")).length,
    inputTokens: sum(cases, ({ inputTokens }) => inputTokens),
    outputTokens: sum(cases, ({ outputTokens }) => outputTokens),
    cost: sum(models, ({ cost = 0 }) => cost),
    models,
    cases,
    limits: limitsOf(manifest),
  };
}

/** The models, those that may cost most first. */
function modelPlans(cases: readonly PlannedCase[], prices: PriceTable): readonly ModelPlan[] {
  const models = [...new Set(cases.flatMap(({ model }) => model ?? []))];
  const plans = models.map((model) =>
    modelPlan(
      model,
      cases.filter((given) => given.model === model),
      prices,
    ),
  );
  return plans.toSorted((a, b) => (b.cost ?? 0) - (a.cost ?? 0) || b.requests - a.requests);
}

function modelPlan(model: string, cases: readonly PlannedCase[], prices: PriceTable): ModelPlan {
  const usage = {
    inputTokens: sum(cases, ({ inputTokens }) => inputTokens),
    outputTokens: sum(cases, ({ outputTokens }) => outputTokens),
  };
  const price = prices.priceOf(model);
  return {
    model,
    requests: cases.length,
    ...usage,
    ...(price === undefined ? {} : { price, cost: costOf(usage, price) }),
  };
}

function sum<T>(values: readonly T[], numberOf: (value: T) => number): number {
  return values.reduce((total, value) => total + numberOf(value), 0);
}
