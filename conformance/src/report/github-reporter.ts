import { appendFile } from "node:fs/promises";
import { printableLine } from "@bedrock-contract/wire";
import { ConformanceError } from "../conformance-error.ts";
import type { SuiteResults } from "../result.ts";
import { CommandFence } from "./command-fence.ts";
import { type FailureGroup, failureGroups } from "./describe/failure-groups.ts";
import type { RenderOptions } from "./describe/render.ts";
import { caseCount, verdictOf } from "./describe/verdict.ts";
import { renderMarkdown } from "./files/render-markdown.ts";
import type { Reporter } from "./reporter.ts";

/** Where the report is written. */
export interface GithubReporterOptions extends RenderOptions {
  /** Default: the standard output, where the runner of GitHub Actions reads annotations. */
  readonly write?: (text: string) => void;
  /**
   * The file that becomes the job's summary. Default: that of `GITHUB_STEP_SUMMARY`; without either there is no
   * summary.
   */
  readonly summaryFile?: string;
}

/** The number of annotations of a kind that GitHub shows for each step. */
const MOST_ANNOTATIONS = 10;

/** GitHub refuses a summary of more bytes for a step. */
const LONGEST_SUMMARY = 1_000_000;

/** Writes annotations for GitHub Actions, one for each fault, and the job's summary. */
export function createGithubReporter(options: GithubReporterOptions = {}): Reporter {
  const { write = (text) => void process.stdout.write(text), ...rest } = options;
  const { summaryFile = process.env.GITHUB_STEP_SUMMARY, ...render } = rest;
  const fence = new CommandFence(write);
  return {
    open: () => fence.open(),
    end: async (results) => {
      fence.close();
      write(githubAnnotations(results));
      if (summaryFile !== undefined && summaryFile !== "") {
        await append(summaryFile, fitting(renderMarkdown(results, render)));
      }
    },
    close: () => fence.close(),
  };
}

/**
 * The commands of a workflow that stand for the results.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function githubAnnotations(results: SuiteResults): string {
  const failures = failureGroups(results.cases, "fail").map((group) => faultCommand("error", group));
  const stale = results.stale.map(({ entry, message }) =>
    command("error", "stale baseline entry", [`${entry}: ${message}`]),
  );
  const faults = results.cases
    .filter(({ outcome }) => outcome === "error")
    .map(({ id, reason = "" }) => command("error", "error of the suite itself", [`${id}: ${reason}`]));
  const { text, kind } = verdictOf(results);
  const incomplete =
    kind === "warning"
      ? [command("warning", "Bedrock conformance", [text, ...results.unreachable, ...(results.leftBehind ?? [])])]
      : [];
  const envelopes = results.summary["pass (envelope)"];
  const unjudged =
    envelopes === 0
      ? []
      : [
          command("notice", "pass (envelope)", [
            `${caseCount(envelopes)} judged by the envelope only: no spec judges the body`,
          ]),
        ];
  const warnings = failureGroups(results.cases, "warn").map((group) => faultCommand("warning", group));
  const lines = [
    ...bounded("error", [...failures, ...stale, ...faults]),
    ...bounded("warning", [...incomplete, ...warnings]),
    ...unjudged,
  ];
  return lines.map((line) => `${line}\n`).join("");
}

type Severity = "error" | "warning" | "notice";

function faultCommand(severity: Severity, { check, cases }: FailureGroup): string {
  const { id, message = "", pointer, expected, received, documented } = check;
  const others = cases.length - 1;
  const lines = [
    message,
    ...(pointer === undefined || pointer === "" ? [] : [`at ${pointer}`]),
    ...(expected === undefined ? [] : [`expected ${expected}`]),
    ...(received === undefined ? [] : [`received ${received}`]),
    ...(documented?.document === undefined ? [] : [`source ${documented.document}`]),
    ...(others === 0 ? [] : [`and ${others} more ${others === 1 ? "case" : "cases"} alike`]),
  ];
  return command(severity, `${cases[0]?.id ?? ""} › ${id}`, lines);
}

function command(severity: Severity, title: string, lines: readonly string[]): string {
  return `::${severity} title=${escapedProperty(title)}::${lines.map(escapedData).join("%0A")}`;
}

/** As many as GitHub shows; the last one says how many there are besides. */
function bounded(severity: Severity, commands: readonly string[]): readonly string[] {
  if (commands.length <= MOST_ANNOTATIONS) {
    return commands;
  }
  const shown = MOST_ANNOTATIONS - 1;
  return [
    ...commands.slice(0, shown),
    command(severity, "Bedrock conformance", [`and ${commands.length - shown} more; the job's summary has them`]),
  ];
}

function escapedData(text: string): string {
  return printableLine(text).replaceAll("%", "%25");
}

function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

function fitting(markdown: string): string {
  const bytes = Buffer.from(markdown);
  return bytes.length <= LONGEST_SUMMARY
    ? markdown
    : `${bytes.toString("utf8", 0, LONGEST_SUMMARY)}\n\n… cut: \`--reporter markdown=FILE\` has all of it\n`;
}

async function append(file: string, text: string): Promise<void> {
  try {
    await appendFile(file, `${text}\n`);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new ConformanceError("usage", `The job summary cannot be written: ${message}`, { cause: error });
  }
}
