import { shellWord } from "../report/describe/shell-word.ts";
import { redactPatterns } from "../results/redact/patterns.ts";
import { wordsOf } from "../targets/read-setting.ts";
import { SETTINGS } from "../targets/settings.ts";
import { flagName, type TargetFlags } from "./target-options.ts";

/**
 * The command that sends one case again to the same target. It holds nothing secret: credentials come from the
 * environment.
 */
export function againCommand(caseId: string, flags: TargetFlags): string {
  const words = SETTINGS.filter(({ option }) => !LEFT_OUT.has(option)).flatMap((setting) => {
    const value = flags[flagName(setting)];
    return value === undefined ? [] : wordsOf(setting, value).map((word) => shellWord(redactPatterns(word)));
  });
  const guards = [...(flags.paid ? ["--paid"] : []), ...(flags.allowWrites ? ["--allow-writes"] : [])];
  return [programName(), "replay", shellWord(caseId), ...words, ...guards].join(" ");
}

/** What says nothing about one case. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  "concurrency",
  "concurrencyPerModel",
  "requestsPerSecond",
  "baseline",
  "maxRequests",
  "maxTokens",
  "maxCost",
]);

/** As it was called: by the script of this repository, or by its own name. */
function programName(): string {
  return process.env.npm_lifecycle_event === "conformance" ? "pnpm conformance" : "bedrock-conformance";
}
