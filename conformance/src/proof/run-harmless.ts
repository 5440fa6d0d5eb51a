import { harmlessChanges } from "./harmless/harmless-changes.ts";
import { judge, objections } from "./judge.ts";
import { add } from "./kill-matrix.ts";
import type { Mutant } from "./mutants/mutant.ts";
import type { Recording } from "./recording.ts";
import { mutantChecks, mutantsOf, type RunMutantsOptions } from "./run-mutants.ts";

/** A check that objects to an answer that nothing is wrong with. */
export interface FalseAlarm {
  readonly class: string;
  readonly place: string;
  readonly case: string;
  readonly checks: readonly string[];
}

/** What the checks say of answers that nothing is wrong with. */
export interface HarmlessResults {
  /** The number of changes by class. */
  readonly classes: ReadonlyMap<string, number>;
  readonly falseAlarms: readonly FalseAlarm[];
  /** Right answers that each check passes, by check. */
  readonly passes: ReadonlyMap<string, number>;
}

/** Judges the right answers, as they came and changed in harmless ways. */
export function runHarmless(recordings: readonly Recording[], options: RunMutantsOptions = {}): HarmlessResults {
  const { checks = mutantChecks, sources = [unchanged, harmlessChanges] } = options;
  const classes = new Map<string, number>();
  const passes = new Map<string, number>();
  const falseAlarms: FalseAlarm[] = [];
  for (const { mutant, recording } of mutantsOf(recordings, sources)) {
    const judgement = judge(recording, mutant.answer, { checks, isReplayed: mutant.isReplayed === true });
    add(classes, mutant.class, 1);
    for (const { id } of judgement.results.filter(({ outcome }) => outcome === "pass")) {
      add(passes, id, 1);
    }
    const objecting = judgement.incomplete === undefined ? objections(judgement) : [judgement.incomplete];
    if (objecting.length > 0) {
      const { class: name, place } = mutant;
      falseAlarms.push({ class: name, place, case: recording.case.id, checks: objecting });
    }
  }
  return { classes, falseAlarms, passes };
}

/** The answer as it came, of any target and of one that replays the examples. */
function unchanged({ recording: { answer } }: { readonly recording: Recording }): readonly Mutant[] {
  return [false, true].map((isReplayed) => ({ class: "unchanged", place: "nothing", answer, isReplayed }));
}
