import { printable, printableLine } from "@bedrock-contract/wire";
import { Command, CommanderError } from "commander";
import { type Mock, type StartMockOptions, startMock } from "../start-mock.ts";
import { VERSION } from "../version.ts";
import { authorityFile, keptCertificate } from "./kept-certificate.ts";
import { addOptions, type CliOptions, faultyResponses, readOptions } from "./options.ts";
import { environmentOf } from "./print-env.ts";

/** How often it looks whether npm still runs, in milliseconds. */
const NPM_INTERVAL = 200;

/** Exit codes beside 0. */
const WRONG_USAGE = 2;
const CANNOT_LISTEN = 3;

/** Runs the command line: starts a mock that stays until it is told to end, or sets the exit code of the process. */
export async function main(argv: readonly string[]): Promise<void> {
  // Whoever reads the output may have read enough, as `head` does.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") {
      throw error;
    }
  });
  try {
    const cli = createProgram()
      .parse([...argv])
      .opts<CliOptions>();
    const options = await startOptions(cli);
    if (cli.printEnv === true) {
      process.stdout.write(environmentOf(cli, options));
      return;
    }
    await serve(cli, options);
  } catch (reason) {
    process.exitCode = exitCodeFor(reason);
    if (!(reason instanceof CommanderError)) {
      complain(reason);
    }
  }
}

function createProgram(): Command {
  const program = new Command("bedrock-mock")
    .description("Starts a mock of Amazon Bedrock and of an OpenAI-compatible gateway, for tests.")
    .version(VERSION, "-V, --version", "show the version")
    .helpOption("--help", "show this help")
    .exitOverride()
    // It quotes what was typed.
    .configureOutput({ outputError: (text, write) => write(printable(text)) })
    .showHelpAfterError("(--help shows the options)");
  return addOptions(program).addHelpText("after", EXAMPLES);
}

const EXAMPLES = `
Tests in any language can set responses and read requests over HTTP: POST /_mock/responses, GET /_mock/requests, …

  bedrock-mock                                             at http://127.0.0.1:4010
  bedrock-mock --port 0                                    at a free port; the first line says which
  bedrock-mock --responses test/responses                  responses from files, read again when they change
  bedrock-mock --responses recorded --unmatched refuse     recorded responses only
  bedrock-mock --latency 50-200 --throttle-every 10        slow, and every tenth request is throttled
  bedrock-mock --tls                                       over HTTPS, for clients that send keys over HTTPS only
  eval "$(bedrock-mock --print-env)"                       sets the variables that AWS SDKs and OpenAI clients read

Exit codes: 0 stopped by a signal, 2 wrong usage or invalid files, 3 cannot listen.`;

async function startOptions(cli: CliOptions): Promise<StartMockOptions> {
  const options = readOptions(cli);
  const { tls } = cli;
  return tls === undefined || tls === false ? options : { ...options, tls: await keptCertificate(tls, options) };
}

async function serve(cli: CliOptions, options: StartMockOptions): Promise<void> {
  // What nothing caught must not take the mock away from all who use it.
  process.on("unhandledRejection", complain);
  const mock = await startMock({ ...options, initialResponses: faultyResponses(cli), onWrongFile: complain });
  // Before anybody is told that it is ready, and may end it.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => void mock.close());
  }
  closeWithNpm(mock);
  process.stdout.write(`Bedrock mock at ${mock.url} and its gateway at ${mock.gatewayUrl}\n`);
  if (cli.tls !== undefined && cli.tls !== false) {
    process.stdout.write(`Clients must trust ${authorityFile(cli.tls)}\n`);
  }
}

/** npm, and npx, do not pass on the signal that ends them: what they have started would stay on its port. */
function closeWithNpm(mock: Mock): void {
  const { ppid } = process;
  if (process.env.npm_command !== undefined) {
    const timer = setInterval(() => {
      if (process.ppid !== ppid) {
        clearInterval(timer);
        void mock.close();
      }
    }, NPM_INTERVAL);
    timer.unref();
  }
}

/** Commander has said what was wrong; help and version are no faults. */
function exitCodeFor(reason: unknown): number {
  if (reason instanceof CommanderError) {
    return reason.exitCode === 0 ? 0 : WRONG_USAGE;
  }
  const { syscall } = Object(reason);
  return syscall === "listen" || syscall === "bind" || syscall === "getaddrinfo" ? CANNOT_LISTEN : WRONG_USAGE;
}

function complain(reason: unknown): void {
  process.stderr.write(`bedrock-mock: ${printableLine(reason instanceof Error ? reason.message : String(reason))}\n`);
}
