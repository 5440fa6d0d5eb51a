import type { MockDelay } from "@bedrock-contract/types";
import type { Credentials } from "@bedrock-contract/wire";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { MockResponse } from "../respond/mock-response.ts";
import type { StartMockOptions } from "../start-mock.ts";

/** The options of the command line, as read. */
export interface CliOptions {
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
  readonly responses?: string;
  readonly state?: string;
  readonly unmatched?: "generate" | "refuse";
  readonly control?: boolean;
  readonly tls?: string | boolean;
  readonly latency?: MockDelay;
  readonly tokensPerMinute?: number;
  readonly retryAfter?: number;
  readonly throttleEvery?: number;
  readonly cutEvery?: number;
  readonly streamErrorEvery?: number;
  readonly printEnv?: boolean;
}

const DEFAULT_PORT = 4010;

/** Adds the options of the mock to a command. */
export function addOptions(command: Command): Command {
  return command
    .option("-p, --port <number>", "TCP port; 0 takes any free port", readPort, DEFAULT_PORT)
    .option("-h, --host <address>", "address to listen at", "127.0.0.1")
    .option("--allow-host <name>", "additional host name that requests may use, repeatable", collect)
    .option(
      "--allow-origin <origin>",
      "origin of web pages that may send requests and read responses, repeatable",
      collectOrigins,
    )
    .option(
      "--tls [folder]",
      "use HTTPS, with a generated certificate kept in the folder (default: a temporary folder)",
    )
    .option("--credentials <id:secret[:token]>", "accept only requests signed with these credentials", readCredentials)
    .option("--bearer <key>", "accept only requests with this bearer key, or signed with --credentials")
    .option(
      "--region <name>",
      "region of signatures and ARNs (default: us-east-1; without --credentials, the region of the signature)",
    )
    .option("--api-key <key>", "accept only gateway requests with this key")
    .option("--gateway-base-path <path>", "base path of the gateway (default: /api/v1)")
    .option(
      "--responses <folder>",
      "take responses from the files in this folder (.yaml, .json, recordings in .jsonl and .har), and watch it",
    )
    .option("--state <file>", "file that keeps the resources created by requests from one start to the next")
    .addOption(
      new Option(
        "--unmatched <how>",
        "what to do with requests for which no response is set (default: generate)",
      ).choices(["generate", "refuse"]),
    )
    .option(
      "--control",
      "offer the API below /_mock at any address (default: only if the mock listens on this machine only)",
    )
    .option("--no-control", "do not offer the API below /_mock")
    .option("--chunk-delay <ms>", "delay between chunks, in milliseconds", readMilliseconds, 5)
    .option("--latency <ms[-ms]>", "delay of each response, fixed or as a range, in milliseconds", readDelay)
    .option("--throttle-every <n>", "throttle every n-th request", readCount)
    .option("--cut-every <n>", "cut the connection of every n-th request", readCount)
    .option("--stream-error-every <n>", "end every n-th stream with an exception after its first chunk", readCount)
    .option("--tokens-per-minute <n>", "throttle a model after this number of tokens in a minute", readCount)
    .option("--retry-after <seconds>", "send Retry-After with throttled responses", readCount)
    .option("--print-env", "print the environment variables for clients, as shell commands, and exit");
}

/** What the options say to a mock. */
export function readOptions(cli: CliOptions): StartMockOptions {
  const { chunkDelay, bearer, allowHost, allowOrigin, latency, tokensPerMinute, retryAfter } = cli;
  const { port, host, credentials, region, apiKey, gatewayBasePath, responses, state, unmatched, control } = cli;
  return {
    port,
    host,
    credentials,
    region,
    apiKey,
    gatewayBasePath,
    responses,
    state,
    unmatched,
    control,
    allowedHosts: allowHost,
    allowedOrigins: allowOrigin,
    bearerToken: bearer,
    chunkDelayMs: chunkDelay,
    faults: {
      ...(latency !== undefined && { latencyMs: latency }),
      ...(tokensPerMinute !== undefined && { tokensPerMinute }),
      ...(retryAfter !== undefined && { retryAfterSeconds: retryAfter }),
    },
  };
}

/** The responses that make every n-th request fail. */
export function faultyResponses(cli: CliOptions): readonly MockResponse[] {
  const { throttleEvery, cutEvery, streamErrorEvery, retryAfter } = cli;
  const headers = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  return [
    ...(streamErrorEvery === undefined
      ? []
      : [{ error: { type: "ModelStreamErrorException", after: 1 }, every: streamErrorEvery }]),
    ...(cutEvery === undefined ? [] : [{ cut: {}, every: cutEvery }]),
    ...(throttleEvery === undefined ? [] : [{ error: "ThrottlingException", headers, every: throttleEvery }]),
  ];
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

function readDelay(text: string): MockDelay {
  const [min = "", max, ...more] = text.split("-");
  if (more.length > 0) {
    throw new InvalidArgumentError("A latency is a number of milliseconds or a range, such as 50 or 50-200.");
  }
  return max === undefined ? readMilliseconds(min) : { min: readMilliseconds(min), max: readMilliseconds(max) };
}

function readCount(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw new InvalidArgumentError("Expected a whole number of at least 1.");
  }
  return Number(text);
}
