import type { Command } from "commander";
import { print } from "../report/files/terminal.ts";
import { chooseCases, planRun } from "../run/plan-run.ts";
import type { RunOptions } from "../run/run-options.ts";
import { optionsOf, type TargetFlags } from "./target-options.ts";

interface ListFlags extends TargetFlags {
  readonly json?: boolean;
}

/** Adds the flags of `list`. */
export function addListOptions(command: Command): Command {
  return command
    .description("list the cases that a run would send, one per line")
    .option(
      "--json",
      "print JSON, with operation, format, summary, kind, source, file and the date since which it is required",
    );
}

/** Lists the cases that a run with the same flags would send; nothing is sent. */
export async function listCommand({ json = false, ...flags }: ListFlags): Promise<void> {
  const options = optionsOf(flags);
  const text = json ? await caseList(options) : (await chooseCases(options)).applicable.map(({ id }) => id).join("\n");
  print(text === "" ? "" : `${text}\n`);
}

async function caseList(options: RunOptions): Promise<string> {
  const { applicable } = await planRun(options);
  const entries = applicable.map(
    ({ id, operation, api, format, kind, summary, source, file, requires, since, appliesTo }) => ({
      id,
      operation,
      api,
      format,
      kind,
      summary,
      source,
      file,
      requires,
      since,
      appliesTo,
    }),
  );
  return JSON.stringify(entries, undefined, 2);
}
