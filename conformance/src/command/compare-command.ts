import { type Command, InvalidArgumentError } from "commander";
import pc from "picocolors";
import { ConformanceError } from "../conformance-error.ts";
import { mapInOrder } from "../map-in-order.ts";
import { compareTargets, describeTargets, markdownTargets } from "../report/compare/compare-targets.ts";
import { describeComparison, markdownComparison } from "../report/compare/describe-comparison.ts";
import { createStyle } from "../report/describe/style.ts";
import { prepareOutput, writeOutput } from "../report/files/output.ts";
import type { SuiteResults } from "../result.ts";
import { compareResults } from "../results/compare-results.ts";
import { readResults } from "../results/read-results.ts";

const FORMS = ["console", "markdown", "json"] as const;
type Form = (typeof FORMS)[number];

interface CompareReporter {
  readonly form: Form;
  readonly file?: string;
}

interface CompareFlags {
  readonly table?: boolean;
  readonly reporter?: CompareReporter;
  readonly color?: boolean;
}

/** Adds the arguments and flags of `compare`. */
export function addCompareOptions(command: Command): Command {
  return command
    .description("show what changed between two results (exit code 1: regressions), or a table of several targets")
    .argument("<file...>", "results written by --reporter json=FILE: BEFORE AFTER, or one for each target")
    .option("--table", "show a table even for two files")
    .option("--reporter <name[=file]>", `${FORMS.join(", ")} (default: console)`, readReporter)
    .option("--color", "use colors even if the output is not a terminal")
    .option("--no-color", "use no colors");
}

/** Compares results and sets the exit code of the process: 1 where something that held fails. */
export async function compareCommand(files: readonly string[], flags: CompareFlags): Promise<void> {
  if (files.length < 2) {
    throw new ConformanceError("usage", "Nothing to compare. Expected at least two files of results.");
  }
  const { table = files.length > 2, reporter: { form, file } = { form: "console" }, color } = flags;
  if (file !== undefined) {
    await prepareOutput(file);
  }
  const style = createStyle(file === undefined && (color ?? pc.isColorSupported));
  const all = await mapInOrder(files, readResults);
  const text = table ? tableText(all, { form, style }) : differencesText(all, { form, style });
  await writeOutput(text, file);
}

interface TextOptions {
  readonly form: Form;
  readonly style: ReturnType<typeof createStyle>;
}

function tableText(all: readonly SuiteResults[], { form, style }: TextOptions): string {
  const table = compareTargets(all);
  const texts: Readonly<Record<Form, () => string>> = {
    console: () => describeTargets(table, style),
    markdown: () => markdownTargets(table),
    json: () => jsonText(table),
  };
  return texts[form]();
}

function differencesText([before, after]: readonly SuiteResults[], { form, style }: TextOptions): string {
  if (before === undefined || after === undefined) {
    return "";
  }
  const compared = { before, after, comparison: compareResults(before, after) };
  process.exitCode = compared.comparison.regressions.length > 0 ? 1 : 0;
  const texts: Readonly<Record<Form, () => string>> = {
    console: () => describeComparison(compared, style),
    markdown: () => markdownComparison(compared),
    json: () => jsonText(compared.comparison),
  };
  return texts[form]();
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

function readReporter(text: string): CompareReporter {
  const [name = "", ...rest] = text.split("=");
  const file = rest.join("=");
  const form = FORMS.find((each) => each === name);
  if (form === undefined) {
    throw new InvalidArgumentError(`Expected one of: ${FORMS.map((each) => `${each}[=FILE]`).join(", ")}.`);
  }
  return { form, ...(file === "" ? {} : { file }) };
}
