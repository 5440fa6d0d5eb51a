import type { Command } from "commander";
import pc from "picocolors";
import { STRICT } from "../cases/case-tags.ts";
import { suiteCases } from "../cases/load-cases.ts";
import { ConformanceError } from "../conformance-error.ts";
import { describeExchange } from "../report/describe/describe-exchange.ts";
import { createStyle } from "../report/describe/style.ts";
import { print } from "../report/files/terminal.ts";
import type { CaseResult } from "../result.ts";
import { exitCodeOf } from "../results/summary.ts";
import { runSuite } from "../run/run-suite.ts";
import { probablyMeant } from "../suggestion.ts";
import { interruptible } from "./interruption.ts";
import { optionsOf, type TargetFlags } from "./target-options.ts";

interface ReplayFlags extends TargetFlags {
  readonly json?: boolean;
  readonly color?: boolean;
}

/** Adds the argument and flags of `replay`. */
export function addReplayOptions(command: Command): Command {
  return command
    .description("send one case again and show the whole exchange, without secrets, and every check of it")
    .argument("<case>", "the id of a case")
    .option("--json", "the result as JSON")
    .option("--color", "colours, even where the output is not a terminal")
    .option("--no-color", "no colours");
}

/** Sends one case and sets the exit code of the process, as a run of this case would. */
export async function replayCommand(id: string, { json = false, color, ...flags }: ReplayFlags): Promise<void> {
  const given = await knownCase(id);
  const { profile = [] } = flags;
  const results = await interruptible((signal) =>
    runSuite({
      ...optionsOf(flags),
      // Of the filters only what looks harder means something here.
      profile: profile.filter((name) => name === STRICT),
      run: [given],
      skip: [],
      signal,
      keepsExchanges: true,
    }),
  );
  for (const result of results.cases) {
    print(json ? `${JSON.stringify(result, undefined, 2)}\n` : describe(result, color));
  }
  process.exitCode = exitCodeOf(results);
}

async function knownCase(id: string): Promise<string> {
  const ids = suiteCases().map((each) => each.id);
  if (!ids.includes(id)) {
    const meant = probablyMeant(id, ids);
    const question = meant === undefined ? "." : `; did you mean "${meant}"?`;
    throw new ConformanceError(
      "usage",
      `There is no case "${id}"${question} \`bedrock-conformance list\` shows every id.`,
    );
  }
  return id;
}

function describe(result: CaseResult, color = pc.isColorSupported): string {
  return `${describeExchange(result, createStyle(color)).join("\n")}\n`;
}
