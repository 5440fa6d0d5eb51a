import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { CliResult, RunCliOptions } from "./run-cli.ts";

const CLI = fileURLToPath(new URL("../src/cli.ts", import.meta.url));

/** A command that serves until it is told to end. */
export interface StartedCli extends AsyncDisposable {
  /** Where it listens. */
  readonly url: string;
  /** What it has written so far. */
  readonly output: { readonly stdout: string; readonly stderr: string };
  /** Resolves when it has ended by itself. */
  ended(): Promise<CliResult>;
  /** Sends the signal, and resolves when it has ended. */
  stop(signal?: NodeJS.Signals): Promise<CliResult>;
}

/** Starts a command that serves, in a process of its own, on any free port; resolves when it listens. */
export async function startCli(
  flags: readonly string[],
  { environment = {} }: RunCliOptions = {},
): Promise<StartedCli> {
  const output = { stdout: "", stderr: "" };
  const child = spawn(
    process.execPath,
    ["--conditions=@bedrock-contract/source", CLI, ...flags, "--listen", "127.0.0.1:0", "--no-color"],
    { env: { PATH: process.env.PATH ?? "", HOME: "/nonexistent", ...environment } },
  );
  const closed = once(child, "close");
  const url = new Promise<string>((resolve, reject) => {
    child.stdout.on("data", (chunk: Buffer) => {
      output.stdout += chunk.toString("utf8");
      const [, found] = /^(https?:\S+) is a /m.exec(output.stdout) ?? [];
      if (found !== undefined) {
        resolve(found);
      }
    });
    child.stderr.on("data", (chunk: Buffer) => {
      output.stderr += chunk.toString("utf8");
    });
    closed.then(() => reject(new Error(`It ended before it listened: ${output.stderr}`)));
  });
  const ended = async (): Promise<CliResult> => {
    await closed;
    return { code: child.exitCode, ...output };
  };
  const stop = (signal: NodeJS.Signals = "SIGTERM"): Promise<CliResult> => {
    child.kill(signal);
    return ended();
  };
  return {
    url: await url,
    output,
    ended,
    stop,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await closed;
    },
  };
}
