import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const CLI = fileURLToPath(new URL("../src/cli.ts", import.meta.url));

/** How a command ended. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What differs from running the command to its end in an environment without credentials. */
export interface RunCliOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Sends SIGINT as soon as the output holds this text. */
  readonly interruptAt?: string;
}

/** Runs the command line in a process of its own. */
export async function runCli(flags: readonly string[], options: RunCliOptions = {}): Promise<CliResult> {
  const child = spawn(process.execPath, ["--conditions=@bedrock-contract/source", CLI, ...flags], {
    env: { PATH: process.env.PATH, HOME: "/nonexistent", ...options.environment },
  });
  let stdout = "";
  let stderr = "";
  let isInterrupted = false;
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString("utf8");
    if (!isInterrupted && options.interruptAt !== undefined && stdout.includes(options.interruptAt)) {
      // Once: the second time would end the process at once.
      isInterrupted = true;
      child.kill("SIGINT");
    }
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString("utf8");
  });
  await once(child, "close");
  return { code: child.exitCode, stdout, stderr };
}
