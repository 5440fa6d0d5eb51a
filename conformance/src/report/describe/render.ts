import type { SuiteResults } from "../../result.ts";
import { shellWord } from "./shell-word.ts";

/** What a report needs beside the results. */
export interface RenderOptions {
  /** The command that sends one case again. Default: `bedrock-conformance replay CASE`. */
  readonly again?: (caseId: string) => string;
}

/** Makes the whole text of a report. */
export type Render = (results: SuiteResults, options?: RenderOptions) => string;

/** The command that sends one case again to the default target. */
export function defaultAgain(caseId: string): string {
  return `bedrock-conformance replay ${shellWord(caseId)}`;
}
