import { formats } from "@bedrock-contract/validators";
import type { CaseResult } from "../result.ts";

/** What manifests call the cases of formats whose models Amazon Bedrock no longer serves. */
export const RETIRED = "retired";

/** Whether the spec of a format says that its models are no longer served. */
export function isRetired(format: string | undefined): boolean {
  return formats.some(({ id, lifecycle }) => id === format && lifecycle?.state === "end-of-life");
}

/**
 * The retired formats that a run tests, each with its last day where it is known, such as `cohere-command-r
 * (2026-08-19)`.
 */
export function retiredFormats(cases: readonly Pick<CaseResult, "format" | "outcome">[]): readonly string[] {
  const tested = new Set(cases.flatMap(({ format, outcome }) => (outcome === "unsupported" ? [] : [format])));
  return formats.flatMap(({ id, lifecycle }) => {
    const day = lifecycle?.endOfLife;
    return tested.has(id) && isRetired(id) ? [day === undefined ? id : `${id} (${day})`] : [];
  });
}
