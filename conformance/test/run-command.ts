import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

/** Where and how a command runs. */
export interface RunCommandOptions {
  readonly cwd: string;
  /** Variables beside those of this process; undefined leaves one out. Default: none. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Runs a command and returns what it printed. Throws with its output where it fails. */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: RunCommandOptions,
): Promise<string> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exit = new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
  const [code, output, errors] = await Promise.all([exit, text(child.stdout), text(child.stderr)]);
  if (code !== 0) {
    throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${output}\n${errors}`);
  }
  return output;
}
