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
}

/** What a process of its own can do besides. */
export interface SpawnCliOptions extends RunCliOptions {
  /** Sends SIGINT as soon as the output holds this text. */
  readonly interruptAt?: string;
}

const BASIC_ENVIRONMENT = { PATH: process.env.PATH ?? "", HOME: "/nonexistent" };

/** The command before this one: they share the process, so each waits for its turn. */
let last: Promise<unknown> = Promise.resolve();

/** Runs the command line in this process, which costs no start. */
export function runCli(flags: readonly string[], options: RunCliOptions = {}): Promise<CliResult> {
  const result = last.then(() => runHere(flags, options));
  last = result.catch(() => undefined);
  return result;
}

async function runHere(flags: readonly string[], { environment }: RunCliOptions): Promise<CliResult> {
  const { main } = await import("../src/command/main.ts");
  const { exitCode } = process;
  const variables = { ...process.env };
  const output = { stdout: "", stderr: "" };
  const restore = (["stdout", "stderr"] as const).map((name) => {
    const stream = process[name];
    const { write } = stream;
    stream.write = (chunk: string | Uint8Array, ...more: readonly unknown[]): boolean => {
      const text = typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8");
      // Warnings of Node.js are about the whole process, not about the command.
      output[name] += /^\((?:node:\d+\)|Use `node )/.test(text) ? "" : text;
      const done = more.findLast((each) => typeof each === "function");
      done?.();
      return true;
    };
    return () => {
      stream.write = write;
    };
  });
  setEnvironment({ ...BASIC_ENVIRONMENT, ...environment });
  process.exitCode = 0;
  try {
    await main([process.execPath, CLI, ...flags]);
    return { code: Number(process.exitCode), ...output };
  } finally {
    process.exitCode = exitCode;
    setEnvironment(variables);
    for (const each of restore) {
      each();
    }
  }
}

function setEnvironment(variables: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(process.env)) {
    delete process.env[name];
  }
  Object.assign(process.env, variables);
}

/**
 * Runs the command line in a process of its own, for what only a process shows: its start, its end, its signals, its
 * descriptors.
 */
export async function spawnCli(flags: readonly string[], options: SpawnCliOptions = {}): Promise<CliResult> {
  const child = spawn(process.execPath, ["--conditions=@bedrock-contract/source", CLI, ...flags], {
    env: { ...BASIC_ENVIRONMENT, ...options.environment },
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
