import type { Command } from "commander";
import { requiredSince } from "../cases/requirements.ts";
import { planRun } from "../run/plan-run.ts";
import { optionsOf, type TargetFlags } from "./target-options.ts";

interface ListFlags extends TargetFlags {
  readonly json?: boolean;
}

/** Adds the flags of `list`. */
export function addListOptions(command: Command): Command {
  return command
    .description("the cases that a run would send, one a line")
    .option(
      "--json",
      "as JSON, with operation, format, summary, kind, source, file and the date since when it is required",
    );
}

/** Lists the cases that a run with the same flags would send; nothing is sent. */
export async function listCommand({ json = false, ...flags }: ListFlags): Promise<void> {
  const { applicable } = await planRun(optionsOf(flags));
  const since = json ? await requiredSince() : new Map<string, string>();
  const text = json
    ? JSON.stringify(
        applicable.map(({ id, operation, api, format, kind, summary, source, file, requires }) => ({
          id,
          operation,
          api,
          format,
          kind,
          summary,
          source,
          file,
          requires,
          since: since.get(id),
        })),
        undefined,
        2,
      )
    : applicable.map(({ id }) => id).join("\n");
  process.stdout.write(text === "" ? "" : `${text}\n`);
}
