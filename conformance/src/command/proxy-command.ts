import type { Command } from "commander";
import pc from "picocolors";
import type { Case } from "../case.ts";
import { defined } from "../defined.ts";
import { parseJson } from "../exchange/parse-json.ts";
import { joinedResult, loadGatewayParameters } from "../proxy/join-exchanges.ts";
import { type ProxyEnd, type Proxy as RunningProxy, startProxy } from "../proxy/start-proxy.ts";
import { createConsoleReporter } from "../report/console-reporter.ts";
import type { ReporterChoice } from "../report/create-reporters.ts";
import { complain, print } from "../report/files/terminal.ts";
import type { Reporter } from "../report/reporter.ts";
import type { ExchangeRecord } from "../result.ts";
import { exitCodeOf } from "../results/summary.ts";
import { runSuite } from "../run/run-suite.ts";
import type { RecordedExchange } from "../traffic/read/recorded-exchange.ts";
import { createRecordedConsoleReporter } from "../traffic/report/recorded-console-reporter.ts";
import { interrupted } from "./interruption.ts";
import { addListenOptions, describeServer, inWords, type ListenFlags, readTls } from "./listening.ts";
import { createRecordedReporters, RECORDED_REPORTERS } from "./recorded-reporters.ts";
import { addReporterOptions } from "./reporter-flag.ts";
import { readSeconds } from "./run-command.ts";
import { collect } from "./target-options.ts";

interface ProxyFlags extends ListenFlags {
  readonly upstream: string;
  readonly region?: string;
  readonly paid?: boolean;
  readonly record?: string;
  readonly gatewayBasePath?: readonly string[];
  readonly requireBody?: boolean;
  readonly gateway?: string;
  readonly run?: readonly string[];
  readonly wait?: number;
  readonly reporter?: readonly ReporterChoice[];
  readonly color?: boolean;
}

/** Adds the flags of `proxy`. */
export function addProxyOptions(command: Command): Command {
  return addReporterOptions(addListenOptions(command, 4020), RECORDED_REPORTERS)
    .description("forward traffic between a client and Bedrock, and check both directions")
    .requiredOption(
      "--upstream <name>",
      "mock, bedrock (requests are signed again with the AWS credential chain), or a URL",
    )
    .option("--region <region>", "region of --upstream bedrock (default: AWS_REGION, else us-east-1)")
    .option("--paid", "allow requests to Amazon Web Services, which cost money")
    .option(
      "--record <file>",
      "record the exchanges, without secrets, for check and replay; *.har is written as HAR 1.2",
    )
    .option(
      "--gateway <url or file>",
      "OpenAI-compatible gateway (or its manifest) that uses this proxy as its Bedrock: check its own API in the same run",
    )
    .option("--run <glob>", "with --gateway: only cases whose id matches, repeatable", collect)
    .option(
      "--wait <seconds>",
      "with --gateway: wait up to this long for a gateway that starts after the proxy",
      readSeconds,
    )
    .option("--require-body", "exit with 3 if the body of any exchange could not be checked")
    .option(
      "--gateway-base-path <path>",
      "base path of a gateway's operations besides /api/v1, /openai/v1, /v1 and /anthropic/v1; repeatable",
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
  const observed: RecordedExchange[] = [];
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
    ...(flags.gateway === undefined ? {} : { observe: (exchange) => void observed.push(exchange) }),
  }).catch(inWords);
  if (!writesToOutput(reporter)) {
    print(describeServer(`a proxy to ${upstream}`, proxy.url));
  }
  const face = flags.gateway === undefined ? undefined : await judgeFace(flags.gateway, { proxy, observed, flags });
  const reply = face === undefined ? await Promise.race([proxy.asked, stopped]) : undefined;
  const { exitCode: ofTraffic } = await proxy.end();
  const exitCode = worse(ofTraffic, face ?? 0);
  reply?.(report.join(""), exitCode);
  await new Promise((resolve) => setTimeout(resolve, reply === undefined ? 0 : 50));
  await proxy.close();
  if (exitCode === 2) {
    complain("Nothing came through the proxy: is the client's endpoint set?");
  }
  process.exitCode = exitCode;
}

/**
 * Sends the cases of the profile `gateway` one after the other, so that what goes out belongs to what came in, and joins
 * the two. Returns the exit code of that run.
 */
async function judgeFace(
  gateway: string,
  {
    proxy,
    observed,
    flags,
  }: { readonly proxy: RunningProxy; readonly observed: RecordedExchange[]; readonly flags: ProxyFlags },
): Promise<number> {
  const parameters = await loadGatewayParameters();
  const cases = new Map<string, Case>();
  const joining: Reporter = {
    start: (run) => {
      for (const given of run.cases) {
        cases.set(given.id, given);
      }
    },
    result: ({ id, exchange }) => {
      const sent = observed.splice(0);
      const given = cases.get(id);
      const joined =
        given === undefined ? undefined : joinedResult({ ...given, ...askedIn(exchange) }, sent, parameters);
      if (joined !== undefined) {
        proxy.tell(joined);
      }
    },
  };
  const isUrl = /^https?:\/\//.test(gateway);
  const results = await runSuite({
    ...(isUrl ? { gatewayEndpoint: gateway } : { target: gateway }),
    profile: ["gateway"],
    ...defined({ run: flags.run, waitSeconds: flags.wait }),
    concurrency: 1,
    keepsExchanges: true,
    attempts: 1,
    reporters: [createConsoleReporter({ isColored: flags.color ?? pc.isColorSupported }), joining],
  });
  return exitCodeOf(results);
}

/** The body that was sent, which a gateway's own models may have changed. */
function askedIn(exchange: ExchangeRecord | undefined): { readonly body?: unknown } {
  const json = parseJson(Buffer.from(exchange?.request.body ?? ""));
  return json.isJson ? { body: json.value } : {};
}

/** What does not conform weighs more than what is missing. */
function worse(one: ProxyEnd["exitCode"], other: number): number {
  return [130, 1, 2, 3].find((code) => code === one || code === other) ?? 0;
}

function writesToOutput(choices: readonly ReporterChoice[]): boolean {
  return choices.some(({ name, file }) => name !== "console" && name !== "github" && file === undefined);
}
