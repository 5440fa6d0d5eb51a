import { type Command, InvalidArgumentError } from "commander";
import { REPORTER_NAMES, type ReporterChoice, takesFile } from "../report/create-reporters.ts";

/** Adds `--reporter` and what belongs to it. */
export function addReporterOptions(
  command: Command,
  names: readonly ReporterChoice["name"][] = REPORTER_NAMES,
): Command {
  return command
    .option(
      "--reporter <name[=file]>",
      `${names.join(", ")}; repeatable; writes to standard output if no file is given (default: console)`,
      (value: string, before?: readonly ReporterChoice[]) => [...(before ?? []), readChoice(value, names)],
    )
    .option("--color", "use colors even if the output is not a terminal")
    .option("--no-color", "use no colors");
}

/** Reads `NAME[=FILE]`. */
function readChoice(value: string, names: readonly ReporterChoice["name"][]): ReporterChoice {
  const [wanted = "", ...rest] = value.split("=");
  const file = rest.join("=");
  const name = names.find((each) => each === wanted);
  if (name === undefined || (file !== "" && !takesFile(name))) {
    const forms = names.map((each) => (takesFile(each) ? `${each}[=FILE]` : each));
    throw new InvalidArgumentError(`Expected one of: ${forms.join(", ")}.`);
  }
  return { name, ...(file === "" ? {} : { file }) };
}
