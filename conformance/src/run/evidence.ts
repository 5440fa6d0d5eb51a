import type { Case, CaseHead } from "../case.ts";
import { expectsError } from "../cases/case-tags.ts";
import type { CaseResult, CheckResult } from "../result.ts";
import { CaseRecorder } from "../results/case-recorder.ts";
import { runWithListedModel } from "./listed-models.ts";
import type { RunPlan } from "./plan-run.ts";
import type { CaseRun } from "./run-case.ts";
import type { Runner } from "./runner.ts";
import { isOmission, isValid } from "./twins.ts";

/** How many valid cases are tried beside the first, at most. */
const MOST_OTHERS = 5;

/**
 * Weighs results against each other: a refusal counts only beside its valid twin, answered as such by the same target
 * in the same run; and nothing counts of a target that gives the same response to whatever it is asked. Each case is
 * sent once, a twin that is not selected among them.
 */
export class Evidence {
  readonly #runner: Runner;
  readonly #plan: RunPlan;
  readonly #runs = new Map<string, Promise<CaseRun>>();
  #constancy: Promise<string | undefined> | undefined;

  constructor(runner: Runner, plan: RunPlan) {
    this.#runner = runner;
    this.#plan = plan;
  }

  /** Runs a case and weighs its result. Never rejects. */
  async judge(given: Case): Promise<CaseResult> {
    const twin = this.#plan.twins.get(given.id);
    if (isOmission(twin)) {
      const recorder = new CaseRecorder(given);
      return twin.outcome === "unsupported" ? recorder.unsupported(twin.reason) : recorder.notTestable(twin.reason);
    }
    const { result } = await this.#once(given);
    if (result.outcome !== "pass" && result.outcome !== "pass (envelope)") {
      return result;
    }
    if (twin === undefined || result.isRefusal !== true) {
      const reason = await this.#constantReason();
      return reason === undefined ? result : withoutRefusal({ ...result, outcome: "not-testable", reason });
    }
    return besideTwin(result, await this.#evidenceFor(given, twin));
  }

  /** Of a refusal that is one change away from no case in particular, each valid case of its kind is evidence. */
  async #evidenceFor(given: Case, twin: Case): Promise<{ readonly twin: CaseHead; readonly answered: CaseResult }> {
    const first = { twin, answered: (await this.#once(twin)).result };
    if (given.twin !== undefined || unprovenReason(twin, first.answered) === undefined) {
      return first;
    }
    const others = this.#plan.applicable.filter(
      (each) => each.operation === given.operation && each.format === given.format && isValid(each) && each !== twin,
    );
    for (const other of others.slice(0, MOST_OTHERS)) {
      const { result: answered } = await this.#once(other);
      if (unprovenReason(other, answered) === undefined) {
        return { twin: other, answered };
      }
    }
    return first;
  }

  #once(given: Case): Promise<CaseRun> {
    const known = this.#runs.get(given.id) ?? this.#run(given);
    this.#runs.set(given.id, known);
    return known;
  }

  #run(given: Case): Promise<CaseRun> {
    return given.model?.listedBy === undefined
      ? this.#runner.run(given)
      : runWithListedModel(given, {
          plan: this.#plan,
          run: (each) => (each.model?.listedBy === undefined ? this.#once(each) : this.#runner.run(each)),
        });
  }

  #constantReason(): Promise<string | undefined> {
    this.#constancy ??= this.#findConstancy();
    return this.#constancy;
  }

  /** Why no success is evidence: each request that must be refused got the very response of its valid twin. */
  async #findConstancy(): Promise<string | undefined> {
    let compared = 0;
    for (const [refusal, twin] of this.#pairs()) {
      const [refused, valid] = [await this.#once(refusal), await this.#once(twin)];
      // Where the valid request has no success either, nothing is known of the operation.
      if (refused.responseKey !== undefined && valid.responseKey?.startsWith("2") === true) {
        compared += 1;
        if (refused.responseKey !== valid.responseKey) {
          return undefined;
        }
      }
    }
    return compared === 0
      ? undefined
      : `the target gives the same response to every request: in ${compared} pairs of a valid request and one that it must refuse`;
  }

  /** One refusal and its twin of each operation and format. */
  *#pairs(): Generator<readonly [Case, Case]> {
    const seen = new Set<string>();
    for (const given of this.#plan.applicable.filter(expectsError)) {
      const twin = this.#plan.twins.get(given.id);
      const key = `${given.operation} ${given.format ?? ""}`;
      const isPair = twin !== undefined && !isOmission(twin) && given.authentication === undefined;
      if (isPair && !seen.has(key) && twin.operation === given.operation) {
        seen.add(key);
        yield [given, twin];
      }
    }
  }
}

/** Without these a response is none of its operation, whatever else holds. */
const ESSENTIAL: ReadonlySet<string> = new Set([
  "answer",
  "status",
  "error-in-success",
  "response-schema",
  "chunk-schema",
  "sse-framing",
  "stream-content-type",
  "stream-end",
  "frame-crc",
]);

/**
 * A refusal as it counts beside its twin. Where the baseline excuses what the twin fails by, it excuses the refusal,
 * too.
 */
function besideTwin(
  result: CaseResult,
  { twin, answered }: { readonly twin: CaseHead; readonly answered: CaseResult },
): CaseResult {
  const reason = unprovenReason(twin, answered);
  if (reason === undefined) {
    return result;
  }
  if (answered.outcome !== "expected-fail") {
    return withoutRefusal({ ...result, outcome: "not-testable", reason });
  }
  return withoutRefusal({
    ...result,
    outcome: "expected-fail",
    excusedBy: twin.id,
    reason: `it counts only together with ${twin.id}, which the baseline lists: ${answered.reason ?? ""}`,
  });
}

/** Why a refusal proves nothing beside what its twin was answered; undefined where it counts. */
function unprovenReason({ id }: CaseHead, { outcome, checks, reason }: CaseResult): string | undefined {
  if (outcome === "not-testable" || outcome === "error" || outcome === "unsupported") {
    return `its valid twin ${id} is ${outcome}: ${reason ?? ""}`;
  }
  const broken = checks.find((check) => ESSENTIAL.has(check.id) && isBroken(check));
  return broken === undefined
    ? undefined
    : `its valid twin ${id} did not get the right response: ${broken.id}, ${broken.message ?? ""}`;
}

function isBroken({ outcome, level }: CheckResult): boolean {
  return outcome === "fail" || (outcome === "expected-fail" && level === "MUST");
}

function withoutRefusal({ isRefusal: _, ...result }: CaseResult): CaseResult {
  return result;
}
