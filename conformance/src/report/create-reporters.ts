import { resolve } from "node:path";
import { ConformanceError } from "../conformance-error.ts";
import type { RenderOptions } from "./describe/render.ts";
import { prepareOutput, writeOutput } from "./files/output.ts";
import { isRendererName, loadRenderer, RENDERER_NAMES, type RendererName } from "./files/renderers.ts";
import type { Reporter } from "./reporter.ts";

/** One report that is wanted. */
export interface ReporterChoice {
  readonly name: "console" | "github" | "json-lines" | "tally" | RendererName;
  /** Default: the standard output. */
  readonly file?: string;
}

/** The reports that there are. */
export const REPORTER_NAMES: readonly ReporterChoice["name"][] = ["console", "github", "json-lines", ...RENDERER_NAMES];

/** Whether a report takes a file. */
export function takesFile(name: ReporterChoice["name"]): name is "json-lines" | "tally" | RendererName {
  return name === "json-lines" || name === "tally" || isRendererName(name);
}

/**
 * Whether the console's report is replaced: by the one that is written to the standard output. Throws a usage error
 * where several are to be written there.
 */
export function replacesConsole(choices: readonly ReporterChoice[]): boolean {
  const wholes = choices.filter(({ name, file }) => takesFile(name) && file === undefined).map(({ name }) => name);
  const others = choices.filter(({ name }) => !takesFile(name)).map(({ name }) => name);
  if (wholes.length > 1 || (wholes.length === 1 && others.length > 0)) {
    const names = [...wholes, ...others].join(" and ");
    throw new ConformanceError(
      "usage",
      `The reports ${names} cannot share the standard output. Name files: --reporter ${wholes[0]}=FILE.`,
    );
  }
  return wholes.length === 1;
}

/**
 * Creates every wanted reporter but the console's. Throws a usage error where a file cannot be written, before anything
 * is sent.
 */
export async function createReporters(
  choices: readonly ReporterChoice[],
  options: RenderOptions = {},
): Promise<readonly Reporter[]> {
  const wanted = choices.filter(({ name }) => name !== "console");
  refuseSharedFiles(wanted);
  return Promise.all(wanted.map((choice) => createReporter(choice, options)));
}

/** The last one would overwrite the others. */
function refuseSharedFiles(choices: readonly ReporterChoice[]): void {
  const files = choices.flatMap(({ file }) => (file === undefined ? [] : [resolve(file)]));
  const shared = choices.find(
    ({ file }) => file !== undefined && files.filter((each) => each === resolve(file)).length > 1,
  );
  if (shared !== undefined) {
    throw new ConformanceError("usage", `Several reports cannot be written to the same file, ${shared.file}.`);
  }
}

async function createReporter({ name, file }: ReporterChoice, options: RenderOptions): Promise<Reporter> {
  if (file !== undefined) {
    await prepareOutput(file);
  }
  if (name === "json-lines") {
    const { createJsonLinesReporter } = await import("./files/json-lines-reporter.ts");
    return createJsonLinesReporter(file);
  }
  if (!isRendererName(name)) {
    const { createGithubReporter } = await import("./github-reporter.ts");
    return createGithubReporter(options);
  }
  const render = await loadRenderer(name);
  return { end: (results) => writeOutput(render(results, options), file) };
}
