import type { Command } from "commander";
import pc from "picocolors";
import { startProxy } from "../proxy/start-proxy.ts";
import type { ReporterChoice } from "../report/create-reporters.ts";
import { complain, print } from "../report/files/terminal.ts";
import { createRecordedConsoleReporter } from "../traffic/report/recorded-console-reporter.ts";
import { interrupted } from "./interruption.ts";
import { addListenOptions, describeServer, inWords, type ListenFlags, readTls } from "./listening.ts";
import { createRecordedReporters, RECORDED_REPORTERS } from "./recorded-reporters.ts";
import { addReporterOptions } from "./reporter-flag.ts";
import { collect } from "./target-options.ts";

interface ProxyFlags extends ListenFlags {
  readonly upstream: string;
  readonly region?: string;
  readonly paid?: boolean;
  readonly record?: string;
  readonly gatewayBasePath?: readonly string[];
  readonly requireBody?: boolean;
  readonly reporter?: readonly ReporterChoice[];
  readonly color?: boolean;
}

/** Adds the flags of `proxy`. */
export function addProxyOptions(command: Command): Command {
  return addReporterOptions(addListenOptions(command, 4020), RECORDED_REPORTERS)
    .description("stand between a client and Bedrock, and judge both directions of what passes")
    .requiredOption("--upstream <name>", "mock, bedrock (signed anew with the credential chain), or a URL")
    .option("--region <region>", "the region of --upstream bedrock (default: AWS_REGION, else us-east-1)")
    .option("--paid", "requests may go to Amazon Web Services, and cost money")
    .option("--record <file>", "write the exchanges, without secrets, as check and replay read them; *.har as HAR 1.2")
    .option("--require-body", "exit 3 where the body of an exchange could not be judged")
    .option(
      "--gateway-base-path <path>",
      "where a gateway offers its operations, beside /api/v1, /openai/v1 and /v1; repeatable",
      collect,
    );
}

/** Runs the proxy until Ctrl-C, SIGTERM or `POST /_/report`, and sets the exit code of the process. */
export async function proxyCommand(flags: ProxyFlags): Promise<void> {
  const { upstream, listen, record, reporter = [], gatewayBasePath: gatewayBasePaths, requireBody = false } = flags;
  const { AWS_REGION, AWS_DEFAULT_REGION } = process.env;
  const again = (id: string): string =>
    record === undefined
      ? "start the proxy with --record FILE; then: bedrock-conformance check FILE"
      : `bedrock-conformance check ${record} --run ${id}`;
  const report: string[] = [];
  const text = createRecordedConsoleReporter({ write: (piece) => void report.push(piece), again });
  const reporters = await createRecordedReporters({
    reporter,
    color: flags.color ?? pc.isColorSupported,
    again,
    isLive: true,
  });
  const stopped = interrupted();
  const proxy = await startProxy({
    ...listen,
    tls: await readTls(flags),
    upstream,
    region: flags.region ?? AWS_REGION ?? AWS_DEFAULT_REGION ?? "us-east-1",
    isPaid: flags.paid ?? false,
    environment: process.env,
    record,
    gatewayBasePaths,
    requiresBody: requireBody,
    reporters: [text, ...reporters],
  }).catch(inWords);
  if (!writesToOutput(reporter)) {
    print(describeServer(`a proxy to ${upstream}`, proxy.url));
  }
  const reply = await Promise.race([proxy.asked, stopped]);
  const { exitCode } = await proxy.end();
  reply?.(report.join(""), exitCode);
  await new Promise((resolve) => setTimeout(resolve, reply === undefined ? 0 : 50));
  await proxy.close();
  if (exitCode === 2) {
    complain("Nothing came through the proxy: is the client's endpoint set?");
  }
  process.exitCode = exitCode;
}

function writesToOutput(choices: readonly ReporterChoice[]): boolean {
  return choices.some(({ name, file }) => name !== "console" && name !== "github" && file === undefined);
}
