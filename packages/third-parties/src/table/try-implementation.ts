import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { CaseResult, CheckResult, SuiteResults } from "@bedrock-contract/conformance";
import { commandOf, type Implementation, manifestOf, versionOf } from "./implementations.ts";

/** How an implementation did, as it is kept. */
export interface Outcome {
  readonly id: string;
  readonly title: string;
  readonly package: string;
  readonly version: string;
  /** The version of the suite, and the day. */
  readonly suite: string;
  readonly date: string;
  readonly profiles: Readonly<Record<string, { readonly passed: number; readonly applicable: number }>>;
  /** What is wrong, each with the cases of a profile that do not conform because of it and of nothing else. */
  readonly failures: readonly Failure[];
}

/** Cases of one profile in which the same is wrong. */
export interface Failure {
  readonly profile: string;
  readonly faults: readonly string[];
  /** The ids of the cases. */
  readonly cases: readonly string[];
}

const ROOT = join(import.meta.dirname, "../../../..");

/** What an environment without an account needs, since some requests are signed. */
const CREDENTIALS = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret-secret" };

/**
 * Starts an implementation, runs the suite against it without its baseline, and stops it. The whole reports are left in
 * `folder`.
 */
export async function tryImplementation(implementation: Implementation, folder: string): Promise<Outcome> {
  const { id, title, source } = implementation;
  await mkdir(folder, { recursive: true });
  const [manifest, json, html] = ["yaml", "json", "html"].map((end) => join(folder, `${id}.${end}`)) as [
    string,
    string,
    string,
  ]; // One for each ending.
  // The table shows what fails, known or not.
  const text = await readFile(manifestOf(implementation), "utf8");
  await writeFile(manifest, text.replace(/^baseline:.*\n/m, ""));
  await using running = await implementation.start(commandOf(implementation));
  const command = ["--conditions=@bedrock-contract/source", join(ROOT, "conformance/src/cli.ts"), "--target", manifest];
  const reporters = ["--reporter", `json=${json}`, "--reporter", `html=${html}`];
  const more = running.flags ?? [];
  const env = { ...process.env, ...CREDENTIALS };
  const run = promisify(execFile)(
    process.execPath,
    [...command, ...implementation.flags(running.url), ...more, ...reporters],
    {
      env,
      maxBuffer: 64e6,
    },
  );
  // 1: it does not conform, which is what the table tells.
  await run.catch((error: { readonly code?: unknown; readonly stderr?: string }) => {
    if (error.code !== 1) {
      throw new Error(`${id} could not be judged (exit code ${String(error.code)}): ${error.stderr ?? ""}`);
    }
  });
  const results: SuiteResults = JSON.parse(await readFile(json, "utf8"));
  const name = "npm" in source ? `npm:${source.npm}` : `pypi:${source.pypi}`;
  const date = new Date().toISOString().slice(0, 10);
  return {
    ...{ id, title, package: name, version: versionOf(implementation), suite: results.suite.version, date },
    ...summarize(results.cases),
  };
}

/** Counts the cases that apply by profile, and says what is wrong in those that fail. */
export function summarize(cases: readonly CaseResult[]): Pick<Outcome, "profiles" | "failures"> {
  const profiles: Record<string, { passed: number; applicable: number }> = {};
  const failures = new Map<string, { profile: string; faults: string[]; cases: string[] }>();
  for (const { id, profile, outcome, checks } of cases) {
    const hasPassed = outcome === "pass" || outcome === "pass (envelope)";
    if (!hasPassed && outcome !== "fail" && outcome !== "error") {
      continue; // It is not offered, or could not be tested.
    }
    const { passed, applicable } = profiles[profile] ?? { passed: 0, applicable: 0 };
    profiles[profile] = { passed: passed + (hasPassed ? 1 : 0), applicable: applicable + 1 };
    if (!hasPassed) {
      const faults = checks.filter((check) => check.outcome === "fail").map(faultOf);
      const key = JSON.stringify([profile, faults]);
      const known = failures.get(key)?.cases ?? [];
      failures.set(key, { profile, faults, cases: [...known, id] });
    }
  }
  return { profiles, failures: [...failures.values()] };
}

function faultOf({ id, message = "", pointer = "", expected, received }: CheckResult): string {
  const values = expected === undefined ? "" : `; expected ${expected}, received ${received ?? "nothing"}`;
  return shortened(`${id}: ${message}${pointer === "" ? "" : ` at ${pointer}`}${values}`);
}

/** Addresses of one run, ids of one answer and long values are not told: the next run has others. */
function shortened(text: string): string {
  const stable = text
    .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1")
    .replaceAll(/\s+/g, " ")
    .trim();
  return stable.length > 160 ? `${stable.slice(0, 159)}…` : stable;
}
