import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CaseResult } from "../src/result.ts";
import { type CheckedFiles, type CheckFilesOptions, checkFiles } from "../src/traffic/grade/check-files.ts";

/** How a text was graded. */
export interface GradedText extends CheckedFiles {
  readonly results: readonly CaseResult[];
}

/** Grades recorded traffic as it would stand in a file of that name. */
export async function gradeText(
  name: string,
  text: string,
  options: Pick<CheckFilesOptions, "batch"> = {},
): Promise<GradedText> {
  const folder = await mkdtemp(join(tmpdir(), "recorded-"));
  try {
    const file = join(folder, name);
    await writeFile(file, text);
    const results: CaseResult[] = [];
    const checked = await checkFiles([file], {
      ...options,
      reporters: [{ result: (result) => void results.push(result) }],
    });
    return { ...checked, results };
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The ids of the checks of a result that ended so. */
export function checkIds(result: CaseResult | undefined, outcome: string): readonly string[] {
  return (result?.checks ?? []).filter((check) => check.outcome === outcome).map(({ id }) => id);
}
