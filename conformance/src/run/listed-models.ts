import { readAll } from "@bedrock-contract/validators";
import { errorMessageOf, errorTypeOf, followsAws } from "@bedrock-contract/wire";
import type { Case } from "../case.ts";
import { CaseRecorder } from "../results/case-recorder.ts";
import { isModelNamed, isReplaceable, withModelId } from "./case-models.ts";
import type { RunPlan } from "./plan-run.ts";
import { UNRESOLVED } from "./prerequisite.ts";
import type { CaseRun } from "./run-case.ts";
import { isOmission } from "./twins.ts";

/** Runs one case. Never rejects. */
export type RunCase = (given: Case) => Promise<CaseRun>;

/**
 * Runs a case about a model again with a model that the target itself lists, where the target refuses the one of the
 * example and does not list it: nobody need know the models of our examples. Where it lists none, nothing is known.
 */
export async function runWithListedModel(
  given: Case,
  { plan, run }: { readonly plan: RunPlan; readonly run: RunCase },
): Promise<CaseRun> {
  const first = await run(given);
  const { listedBy } = given.model ?? {};
  if (listedBy === undefined || !isAboutUnknown(given, first, plan)) {
    return first;
  }
  const list = plan.lists.get(listedBy.operation);
  const listed = list === undefined || isOmission(list) ? undefined : (await run(list)).body;
  const known = listedBy.members.flatMap((member) => readAll(listed, member)).map(({ value }) => String(value));
  const own = String(given.parameters[given.model?.parameter ?? ""]);
  if (known.includes(own)) {
    return first;
  }
  const other = known.find((id) => id.startsWith("arn:") === own.startsWith("arn:"));
  if (other !== undefined) {
    return run(withModelId(given, other));
  }
  return isNotFound(first, given)
    ? {
        ...first,
        result: new CaseRecorder(given).notTestable(
          `the target does not know ${own}, the model of the example, and ${listedBy.operation} shows none of its own`,
        ),
      }
    : first;
}

function isAboutUnknown(given: Case, run: CaseRun, plan: RunPlan): boolean {
  const status = statusOf(run);
  return (
    !given.expect.status.includes(status) &&
    run.result.outcome === "fail" &&
    // Some gateways answer 500 for a model that does not exist.
    (isNotFound(run, given) || (!followsAws(given) && run.body !== undefined && [400, 500].includes(status))) &&
    isReplaceable(given, plan) &&
    !isModelNamed(given, plan.manifest)
  );
}

/**
 * What AWS calls a model that does not exist; a gateway has no names for errors. An operation that does not exist is
 * something else.
 */
function isNotFound(run: CaseRun, given: Case): boolean {
  const { body, result } = run;
  const type = errorTypeOf(result.exchange?.response?.headers ?? {}, body);
  const isNamed = followsAws(given) ? type === "ResourceNotFoundException" : body !== undefined;
  return (statusOf(run) === 404 && isNamed) || UNRESOLVED.test(errorMessageOf(body) ?? "");
}

function statusOf({ responseKey = "" }: CaseRun): number {
  return Number(responseKey.slice(0, 3));
}
