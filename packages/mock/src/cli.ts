#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { type Credentials, printableLine } from "@bedrock-contract/wire";

// Nothing else may be imported before: an older Node.js could not even read it.
const { engines } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const [major, minor] = engines.node.match(/\d+/g).map(Number);
const [thisMajor = 0, thisMinor = 0] = process.versions.node.split(".").map(Number);
if (thisMajor < major || (thisMajor === major && thisMinor < minor)) {
  process.stderr.write(`bedrock-mock: Node.js ${major}.${minor} or later is needed, and this is ${process.version}.\n`);
  process.exit(1);
}
const { Command, InvalidArgumentError } = await import("commander");
const { startMock } = await import("./start-mock.ts");

const DEFAULT_PORT = 4010;

/** How often it looks whether npm still runs, in milliseconds. */
const NPM_INTERVAL = 200;

interface CliOptions {
  readonly port: number;
  readonly host: string;
  readonly allowHost?: readonly string[];
  readonly allowOrigin?: readonly string[];
  readonly credentials?: Credentials;
  readonly bearer?: string;
  readonly region?: string;
  readonly apiKey?: string;
  readonly gatewayBasePath?: string;
  readonly chunkDelay: number;
}

const command = new Command("bedrock-mock")
  .description(
    "Starts a mock of Amazon Bedrock, and of an OpenAI-compatible gateway before it, that answers from the specs.",
  )
  .option("-p, --port <number>", "TCP port; 0 takes any free one", readPort, DEFAULT_PORT)
  .option("-h, --host <address>", "address to listen at", "127.0.0.1")
  .option("--allow-host <name>", "another name by which it is called, repeatable", collect)
  .option("--allow-origin <origin>", "web pages that may call it and read its responses, repeatable", collectOrigins)
  .option("--credentials <id:secret[:token]>", "accept only requests signed with these", readCredentials)
  .option("--bearer <key>", "accept only requests with this bearer key, or signed with --credentials")
  .option(
    "--region <name>",
    "region of signatures and ARNs (default: us-east-1; without --credentials that of a signature)",
  )
  .option("--api-key <key>", "accept only gateway requests with this key")
  .option("--gateway-base-path <path>", "base path of the gateway (default: /api/v1)")
  .option("--chunk-delay <ms>", "delay between chunks, in milliseconds", readMilliseconds, 5)
  .helpOption("--help", "show this help");

try {
  const {
    chunkDelay,
    bearer,
    allowHost: allowedHosts,
    allowOrigin: allowedOrigins,
    ...options
  } = command.parse().opts<CliOptions>();
  // What nothing caught must not take the mock away from all who use it.
  process.on("unhandledRejection", complain);
  const mock = await startMock({
    ...options,
    allowedHosts,
    allowedOrigins,
    bearerToken: bearer,
    chunkDelayMs: chunkDelay,
    maxRequests: 0,
  });
  // Before anybody is told that it is ready, and may end it.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => void mock.close());
  }
  closeWithNpm(() => void mock.close());
  process.stdout.write(`Bedrock mock at ${mock.url} and its gateway at ${mock.gatewayUrl}\n`);
} catch (reason) {
  complain(reason);
  process.exitCode = 1;
}

/** npm, and npx, do not pass on the signal that ends them: what they have started would stay on its port. */
function closeWithNpm(close: () => void): void {
  const { ppid } = process;
  if (process.env.npm_command !== undefined) {
    const timer = setInterval(() => {
      if (process.ppid !== ppid) {
        clearInterval(timer);
        close();
      }
    }, NPM_INTERVAL);
    timer.unref();
  }
}

function complain(reason: unknown): void {
  process.stderr.write(`bedrock-mock: ${printableLine(reason instanceof Error ? reason.message : String(reason))}\n`);
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

function collectOrigins(text: string, before?: readonly string[]): readonly string[] {
  // The origin of a page that has none, such as a file, is `null`; those of extensions are of schemes of their own.
  if (text !== "null" && !/^[a-z][a-z\d+.-]*:\/\/[^/?#@\s]+$/.test(text)) {
    throw new InvalidArgumentError("An origin is a scheme and a host, with a port: http://localhost:3000.");
  }
  return collect(text, before);
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new InvalidArgumentError("A port is a number from 0 to 65535.");
  }
  return port;
}

function readCredentials(text: string): Credentials {
  const [accessKeyId = "", secretAccessKey = "", sessionToken, ...more] = text.split(":");
  if (accessKeyId === "" || secretAccessKey === "" || sessionToken === "" || more.length > 0) {
    throw new InvalidArgumentError("Credentials are ID:SECRET, or ID:SECRET:TOKEN.");
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

function readMilliseconds(text: string): number {
  if (!/^\d{1,6}$/.test(text)) {
    throw new InvalidArgumentError("A delay is a number of milliseconds from 0 to 999999.");
  }
  return Number(text);
}
