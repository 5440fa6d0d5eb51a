import { unsupportedReason } from "./applicability.ts";
import { applyBaseline } from "./baseline.ts";
import type { Case } from "./case.ts";
import { CaseRecorder } from "./case-recorder.ts";
import { STRICT } from "./case-tags.ts";
import { modelIdsOf } from "./exchange/case-request.ts";
import { createHttpSender } from "./exchange/http-sender.ts";
import { planRun, type RunPlan } from "./plan-run.ts";
import { Reachability } from "./reachability.ts";
import type { CaseResult, SuiteResults } from "./result.ts";
import type { RunOptions } from "./run-options.ts";
import { runCase, type Session } from "./session.ts";
import { strictly } from "./strictly.ts";
import { limitsOf } from "./targets/limits.ts";
import { openTarget } from "./targets/open-target.ts";

/** An open target to which cases are sent one by one. */
export interface Runner {
  readonly target: SuiteResults["target"];
  /** Runs one case. Never rejects. */
  run(given: Case): Promise<CaseResult>;
  /** What kept the target from being reached, each said once. */
  unreachable(): readonly string[];
  /** Closes every connection, and stops what was started. */
  close(): Promise<void>;
}

/** Plans a run and opens its target, for a caller that runs the cases itself. */
export async function startRunner(options: RunOptions): Promise<Runner> {
  return openRunner(await planRun(options), options);
}

/** Opens the target of a planned run. */
export async function openRunner(plan: RunPlan, options: RunOptions): Promise<Runner> {
  const { manifest, applicable, baseline, all } = plan;
  const { signal, environment = process.env } = options;
  const { concurrency, timeoutMs } = limitsOf(manifest);
  const isStrict = options.profile?.includes(STRICT) === true;
  const target = await openTarget(manifest, { cases: applicable, environment });
  const sender = createHttpSender({ connections: concurrency, timeoutMs, ...(signal === undefined ? {} : { signal }) });
  const reachability = new Reachability();
  const session: Session = { target, sender, reachability, modelIds: modelIdsOf(all) };
  return {
    target: {
      name: manifest.name,
      endpoints: target.endpoints,
      authentication: target.authenticator.kind,
      replay: manifest.replay ?? "none",
    },
    run: async (given) => {
      const result = await resultOf(given, session, signal);
      return applyBaseline(isStrict ? strictly(result) : result, baseline);
    },
    unreachable: () => reachability.reasons,
    close: async () => {
      await sender.close();
      await target.close();
    },
  };
}

async function resultOf(given: Case, session: Session, signal: AbortSignal | undefined): Promise<CaseResult> {
  const reason = unsupportedReason(given, session.target.manifest);
  if (reason !== undefined) {
    return new CaseRecorder(given).unsupported(reason);
  }
  return signal?.aborted ? new CaseRecorder(given).notTestable("the run was interrupted") : runCase(given, session);
}
