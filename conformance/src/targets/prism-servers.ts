import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import type { Case } from "../case.ts";
import { ConformanceError } from "../conformance-error.ts";
import type { Servers } from "./target.ts";

/** One process a bundle, all at once: on two busy cores that takes more than a minute. */
const START_TIMEOUT_MS = 180_000;

/**
 * Starts the plain Prism CLI on the specs that the cases need: all formats share one path, so that each needs a process
 * of its own. Prism's own limits show in the results; none is worked around.
 */
export async function startPrismServers(cases: readonly Case[]): Promise<Servers> {
  const command = prismCommand();
  const children: ChildProcess[] = [];
  const kill = (): void => {
    for (const child of children) {
      child.kill();
    }
  };
  process.once("exit", kill);
  const close = async (): Promise<void> => {
    await Promise.all(children.map(stop));
    process.off("exit", kill);
  };
  try {
    const names = [...new Set(cases.map(specOf))];
    const started = names.map(async (name) => [name, await startPrism(name, { command, children })] as const);
    const endpoints = Object.fromEntries(await Promise.all(started));
    return { endpoints, endpointOf: (given) => endpoints[specOf(given)] ?? "", close };
  } catch (error) {
    await close();
    throw ConformanceError.from(error, "unreachable");
  }
}

function specOf({ format, api }: Case): string {
  return format === undefined ? api : `formats/${format}`;
}

function startPrism(
  name: string,
  { command, children }: { readonly command: string; readonly children: ChildProcess[] },
): Promise<string> {
  const spec = fileURLToPath(import.meta.resolve(`@bedrock-contract/specs/${name}`));
  const flags = [command, "mock", "--host", "127.0.0.1", "--port", "0", spec];
  const child = spawn(process.execPath, flags, { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  return untilListening(child, name);
}

/**
 * Where Prism's CLI is, beside the suite or in the working folder: an optional peer, so that nobody installs it who does
 * not ask for this target.
 */
export function prismCommand(resolve: (name: string) => string = resolvePackage): string {
  try {
    return join(resolve("@stoplight/prism-cli/package.json"), "..", "dist", "index.js");
  } catch (cause) {
    const install = "npm install --save-dev --ignore-scripts @stoplight/prism-cli";
    throw new ConformanceError("usage", `Prism is not installed, and this target needs it: ${install}`, { cause });
  }
}

function resolvePackage(name: string): string {
  return createRequire(import.meta.url).resolve(name, { paths: [import.meta.dirname, process.cwd()] });
}

/** Prism says in its log where it listens when it is ready; its output is read on, since a full pipe would stop it. */
function untilListening(child: ChildProcess, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    const fail = (why: string): void => {
      clearTimeout(timer);
      reject(new ConformanceError("unreachable", `Prism did not start on ${name}: ${why}\n${output.trim()}`));
    };
    const read = (chunk: Buffer): void => {
      output = `${output}${chunk.toString("utf8")}`.slice(-4_000);
      const url = /Prism is listening on (http:\S+)\s/.exec(stripVTControlCharacters(output))?.[1];
      if (url !== undefined) {
        clearTimeout(timer);
        resolve(url);
      }
    };
    const timer = setTimeout(() => {
      child.kill();
      fail(`it was not ready after ${START_TIMEOUT_MS} ms`);
    }, START_TIMEOUT_MS);
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", (code) => fail(`it ended with code ${code}`));
    child.once("error", (error) => fail(error.message));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const exit = once(child, "exit");
  child.kill();
  const timer = setTimeout(() => child.kill("SIGKILL"), 3_000);
  await exit;
  clearTimeout(timer);
}
