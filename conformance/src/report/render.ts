import type { SuiteResults } from "../result.ts";

/** What a report needs beside the results. */
export interface RenderOptions {
  /** The command that runs one case again. Default: `bedrock-conformance run --run CASE`. */
  readonly again?: (caseId: string) => string;
}

/** Makes the whole text of a report. */
export type Render = (results: SuiteResults, options?: RenderOptions) => string;

/** The command that runs one case again against the default target. */
export function defaultAgain(caseId: string): string {
  return `bedrock-conformance run --run '${caseId}'`;
}
