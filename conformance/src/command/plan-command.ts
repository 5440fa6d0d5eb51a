import type { Command } from "commander";
import { print } from "../report/files/terminal.ts";
import { redactPatterns } from "../results/redact/patterns.ts";
import { planSpending } from "../run/plan-spending.ts";
import { describePlan } from "./describe-plan.ts";
import { optionsOf, type TargetFlags } from "./target-options.ts";

interface PlanFlags extends TargetFlags {
  readonly json?: boolean;
}

/** Adds the flags of `plan`. */
export function addPlanOptions(command: Command): Command {
  return command
    .description("show what a run would send, to which models, and its maximum cost; sends nothing")
    .option("--json", "print JSON, with every case");
}

/** Plans a run with the same flags; nothing is sent. */
export async function planCommand({ json = false, ...flags }: PlanFlags): Promise<void> {
  const plan = await planSpending(optionsOf(flags));
  print(redactPatterns(json ? `${JSON.stringify(plan, undefined, 2)}\n` : describePlan(plan)));
}
