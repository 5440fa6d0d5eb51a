import type { Case } from "../case.ts";
import { isWrite, STRICT } from "../cases/case-tags.ts";
import { defined } from "../defined.ts";
import { createHttpSender } from "../exchange/http-sender.ts";
import type { SuiteResults } from "../result.ts";
import { applyBaseline } from "../results/baseline/baseline.ts";
import { CaseRecorder } from "../results/case-recorder.ts";
import { redactPatterns } from "../results/redact/patterns.ts";
import { strictly } from "../results/strictly.ts";
import { limitsOf } from "../targets/limits.ts";
import type { TargetManifest } from "../targets/manifest.ts";
import { openTarget } from "../targets/open-target.ts";
import type { Target } from "../targets/target.ts";
import { unsupportedReason } from "./applicability.ts";
import { Budget } from "./guards/budget.ts";
import { type PriceTable, readPriceTable } from "./guards/price-table.ts";
import { forbiddenWrite } from "./guards/writes-guard.ts";
import { Pace } from "./load/pace.ts";
import { Patience } from "./load/patience.ts";
import { type RunPlan, sentCases } from "./plan-run.ts";
import { Reachability } from "./reachability.ts";
import type { CaseMarker } from "./resources/case-marker.ts";
import type { ResourceKeeper } from "./resources/resource-keeper.ts";
import { type CaseRun, runCase } from "./run-case.ts";
import type { RunOptions } from "./run-options.ts";
import type { Session } from "./send-request.ts";

/** An open target to which cases are sent one by one. */
export interface Runner {
  readonly target: SuiteResults["target"];
  /** The base URLs as they are asked, by api. */
  readonly endpoints: Readonly<Record<string, string>>;
  /** Runs one case. Never rejects. */
  run(given: Case): Promise<CaseRun>;
  /** Removes what the cases created. Returns what is left behind, and why. */
  cleanUp(): Promise<readonly string[]>;
  /** What kept the target from being reached, each said once. */
  unreachable(): readonly string[];
  /** Closes every connection, and stops what was started. */
  close(): Promise<void>;
}

/** Opens the target of a planned run. */
export async function openRunner(plan: RunPlan, options: RunOptions): Promise<Runner> {
  const { manifest, baseline, modelIds } = plan;
  const { signal, environment = process.env } = options;
  const limits = limitsOf(manifest);
  const { concurrency, timeoutMs } = limits;
  const isStrict = options.profile?.includes(STRICT) === true;
  const target = await openTarget(manifest, { cases: sentCases(plan), environment, isPaid: options.paid === true });
  const sender = createHttpSender({ connections: concurrency, timeoutMs, ...defined({ signal }) });
  const reachability = new Reachability(sender);
  const marker = sentCases(plan).some(isWrite) ? await createMarker(manifest) : undefined;
  const resources = marker && (await resourceKeeper(marker, target, options));
  const session: Session = {
    target,
    sender,
    reachability,
    modelIds,
    budget: new Budget(limits, limits.maxCost === undefined ? NO_PRICES : await readPriceTable(manifest)),
    pace: new Pace(limits.requestsPerSecond),
    patience: new Patience(limits.attempts),
    ...defined({ marker, resources, signal, keepsExchanges: options.keepsExchanges }),
  };
  return {
    target: {
      name: redactPatterns(manifest.name),
      endpoints: redactedValues(target.endpoints),
      authentication: target.authenticator.kind,
      replay: manifest.replay ?? "none",
    },
    endpoints: target.endpoints,
    run: async (given) => {
      const { result, ...rest } = await runOf(given, session, options);
      return { ...rest, result: applyBaseline(isStrict ? strictly(result) : result, baseline) };
    },
    unreachable: () => reachability.reasons.map(redactPatterns),
    cleanUp: async () => ((await resources?.removeAll()) ?? []).map(redactPatterns),
    close: async () => {
      try {
        await resources?.removeAll();
      } finally {
        await sender.close();
        await target.close();
      }
    },
  };
}

async function createMarker(manifest: TargetManifest): Promise<CaseMarker> {
  const { createCaseMarker } = await import("./resources/case-marker.ts");
  return createCaseMarker(manifest);
}

/** Only what lasts longer than the run is kept account of. */
async function resourceKeeper(
  { runId }: CaseMarker,
  target: Target,
  { journal }: RunOptions,
): Promise<ResourceKeeper | undefined> {
  if (target.manifest.start !== undefined) {
    return undefined;
  }
  const { createResourceKeeper } = await import("./resources/resource-keeper.ts");
  return createResourceKeeper({ runId, target, ...defined({ journal }) });
}

/** An address may hold a password. */
function redactedValues(values: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, redactPatterns(value)]));
}

async function runOf(given: Case, session: Session, options: RunOptions): Promise<CaseRun> {
  const { manifest } = session.target;
  const reason = unsupportedReason(given, manifest);
  if (reason !== undefined) {
    return { result: new CaseRecorder(given).unsupported(reason) };
  }
  const forbidden = forbiddenWrite(given, manifest, options);
  if (forbidden !== undefined) {
    return { result: new CaseRecorder(given).notTestable(forbidden) };
  }
  return options.signal?.aborted
    ? { result: new CaseRecorder(given).notTestable("the run was interrupted") }
    : runCase(given, session);
}

const NO_PRICES: PriceTable = { priceOf: () => undefined };
