import { wordsOf } from "../targets/read-setting.ts";
import { SETTINGS } from "../targets/settings.ts";
import { flagName, type TargetFlags } from "./target-options.ts";

/** The command that runs one case again against the same target. It holds nothing secret: credentials come from the environment. */
export function againCommand(caseId: string, flags: TargetFlags): string {
  const words = SETTINGS.filter(({ option }) => !LEFT_OUT.has(option)).flatMap((setting) => {
    const value = flags[flagName(setting)];
    return value === undefined ? [] : wordsOf(setting, value).map(quoted);
  });
  const guards = [...(flags.paid ? ["--paid"] : []), ...(flags.allowWrites ? ["--allow-writes"] : [])];
  return [programName(), ...words, ...guards, "--run", quoted(caseId)].join(" ");
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

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w./:=@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
