import type { Command } from "commander";
import pc from "picocolors";
import { STRICT } from "../cases/case-tags.ts";
import { suiteCase, suiteCases } from "../cases/load-cases.ts";
import { ConformanceError } from "../conformance-error.ts";
import { serveRecording } from "../proxy/serve-recording.ts";
import { describeExchange } from "../report/describe/describe-exchange.ts";
import { createStyle } from "../report/describe/style.ts";
import { print } from "../report/files/terminal.ts";
import type { CaseResult } from "../result.ts";
import { createEnvironmentRedact, environmentSecrets } from "../results/redact/environment-secrets.ts";
import { exitCodeOf } from "../results/summary.ts";
import { runSuite } from "../run/run-suite.ts";
import { probablyMeant } from "../suggestion.ts";
import { interrupted, interruptible } from "./interruption.ts";
import { addListenOptions, describeServer, inWords, type ListenFlags, readTls } from "./listening.ts";
import { collect, optionsOf, type TargetFlags } from "./target-options.ts";

interface ReplayFlags extends TargetFlags, Partial<ListenFlags> {
  readonly json?: boolean;
  readonly color?: boolean;
  readonly from?: readonly string[];
  readonly gatewayBasePath?: readonly string[];
}

/** Adds the argument and flags of `replay`. */
export function addReplayOptions(command: Command): Command {
  return addListenOptions(command, 4021)
    .description(
      "send one case again and show the whole exchange and every check, without secrets; with --from, serve a recording",
    )
    .argument("[case]", "id of a case")
    .option(
      "--from <file>",
      "serve the recorded responses of this file to the same requests, in order; repeatable",
      collect,
    )
    .option("--gateway-base-path <path>", "base path of a gateway's operations in the recording; repeatable", collect)
    .option("--json", "print the result as JSON")
    .option("--color", "use colors even if the output is not a terminal")
    .option("--no-color", "use no colors");
}

/** Sends one case and sets the exit code of the process, as a run of this case would. */
export async function replayCommand(id: string | undefined, flags: ReplayFlags): Promise<void> {
  const { from = [] } = flags;
  if ((id === undefined) === (from.length === 0)) {
    throw new ConformanceError("usage", "replay takes either the id of a case, or --from FILE with a recording.");
  }
  await (id === undefined ? replayRecording(from, flags) : replayCase(id, flags));
}

async function replayCase(id: string, { json = false, color, ...flags }: ReplayFlags): Promise<void> {
  const given = await knownCase(id);
  const { profile = [] } = flags;
  const results = await interruptible((signal) =>
    runSuite({
      ...optionsOf(flags),
      // Of the filters only what looks harder means something here.
      profile: profile.filter((name) => name === STRICT),
      run: [given],
      skip: [],
      signal,
      keepsExchanges: true,
    }),
  );
  for (const result of results.cases) {
    print(json ? `${JSON.stringify(result, undefined, 2)}\n` : describe(result, color));
  }
  process.exitCode = exitCodeOf(results);
}

async function knownCase(id: string): Promise<string> {
  if (suiteCase(id) === undefined) {
    const meant = probablyMeant(
      id,
      suiteCases().map((each) => each.id),
    );
    const question = meant === undefined ? "." : `; did you mean "${meant}"?`;
    throw new ConformanceError(
      "usage",
      `There is no case "${id}"${question} \`bedrock-conformance list\` shows every id.`,
    );
  }
  return id;
}

function describe(result: CaseResult, color = pc.isColorSupported): string {
  return `${describeExchange(result, createStyle(color)).join("\n")}\n`;
}

/** Serves until Ctrl-C or SIGTERM; the exit code says whether everything that was asked for had been recorded. */
async function replayRecording(files: readonly string[], flags: ReplayFlags): Promise<void> {
  const { listen = { host: "127.0.0.1", port: 4021 }, gatewayBasePath: gatewayBasePaths } = flags;
  const redact = createEnvironmentRedact(process.env);
  const stopped = interrupted();
  let served = 0;
  let refused = 0;
  const recording = await serveRecording({
    ...listen,
    files,
    gatewayBasePaths,
    tls: await readTls(flags),
    secrets: environmentSecrets(process.env),
    told: (request, refusal) => {
      served += refusal === undefined ? 1 : 0;
      refused += refusal === undefined ? 0 : 1;
      const line = refusal === undefined ? `  ✓ ${request}` : `  ✗ ${request}\n    ${refusal}`;
      print(`${redact(line)}\n`);
    },
  }).catch(inWords);
  print(
    describeServer(
      `a replay of ${recording.count === 1 ? "1 recorded response" : `${recording.count} recorded responses`}`,
      recording.url,
    ),
  );
  await stopped;
  await recording.close();
  print(`${served} served, ${refused} not recorded\n`);
  process.exitCode = refused > 0 ? 1 : 0;
}
