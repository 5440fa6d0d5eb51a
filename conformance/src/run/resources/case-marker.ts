import { createHash, randomBytes } from "node:crypto";
import type { Case } from "../../case.ts";
import { suiteCases } from "../../cases/load-cases.ts";
import { readCases } from "../../cases/read-cases.ts";
import type { TargetManifest } from "../../targets/manifest.ts";
import { readCreatingOperations } from "./creating-operation.ts";
import { markCase, validNames } from "./mark-case.ts";

/** Marks what the cases of a run create. */
export interface CaseMarker {
  /** With which every mark begins. */
  readonly runId: string;
  /**
   * The case with the id of the run, and a short one of its own, in the names of what it creates: no two cases get in
   * each other's way. Those of one flow have the short id of its last case, so that they mean the same; what is created
   * once more has the number of the time behind it.
   */
  mark(given: Case, flow?: Case, time?: number): Case;
}

/** Creates the marker of a run. */
export async function createCaseMarker({ replay }: Pick<TargetManifest, "replay">): Promise<CaseMarker> {
  const runId = `bc${randomBytes(4).toString("hex")}`;
  const creating = await readCreatingOperations();
  const isCreating = (name: string): boolean => creating.some(({ operation }) => operation === name);
  const examples = suiteCases(({ operation }) => isCreating(operation)).filter(({ kind }) => kind !== "negative");
  const names = validNames(readCases(examples), creating);
  return {
    runId,
    mark: (given, flow = given, time = 1) => {
      const operation = creating.find((each) => each.operation === given.operation);
      const isAlone = flow === given && given.after === undefined;
      // A target that replays the examples knows them by what they are called; no example knows what a flow creates.
      const isKept = operation === undefined || (isAlone && replay === "exact");
      return isKept
        ? given
        : markCase(given, operation, { mark: `${runId}-${shortId(flow)}${time === 1 ? "" : `-${time}`}`, names });
    },
  };
}

/** Six characters that follow from a case's id: the same in every shard, and in every run. */
function shortId({ id }: Case): string {
  return createHash("sha256").update(id).digest("hex").slice(0, 6);
}
