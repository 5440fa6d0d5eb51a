import type { Case } from "../case.ts";
import { matchesGlob } from "../cases/glob.ts";
import { ConformanceError } from "../conformance-error.ts";
import type { Reporter } from "../report/reporter.ts";
import type { CaseResult, CheckResult, SuiteResults } from "../result.ts";
import { createRedact } from "../results/redact/redact.ts";
import { redactCheck } from "../results/redact/redact-check.ts";
import { summarize } from "../results/summary.ts";
import { SUITE } from "../suite.ts";
import { type ClientApi, type ClientCase, loadClientCases } from "./client-cases.ts";
import { judgeClient } from "./client-checks.ts";
import { ClientProgram } from "./client-program.ts";
import { CLIENT_KEY, startTestServer, type TestServer } from "./test-server.ts";

/** Which client is judged, and how. */
export interface RunClientOptions {
  /** The program and its arguments. */
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** How reports call it. Default: its command. */
  readonly name?: string;
  readonly run?: readonly string[];
  readonly skip?: readonly string[];
  /** For one case. Default: 30 s. */
  readonly timeoutMs?: number;
  readonly reporters: readonly Reporter[];
  readonly signal: AbortSignal;
}

interface Asked {
  readonly id: string;
  readonly given: ClientCase;
  readonly api: ClientApi;
}

/** Asks a client for one call after the other, each answered as its case says, and judges what it makes of them. */
export async function runClient(options: RunClientOptions): Promise<SuiteResults> {
  const { command, environment, name = command.join(" "), reporters, signal } = options;
  const selected = await select(options);
  const servers = { any: await startTestServer(true), http1: await startTestServer(false) };
  const program = new ClientProgram(command, { ...environment, ...clientEnvironment(servers.any.url) });
  const results: CaseResult[] = [];
  try {
    await program.check();
    const redact = createRedact([CLIENT_KEY.secretAccessKey]);
    const head = {
      suite: SUITE,
      target: { name, endpoints: { client: servers.any.url }, authentication: "sigv4", replay: "none" },
    } as const;
    const cases = selected.map(asCase);
    reporters.forEach((reporter) => void reporter.start?.({ ...head, cases }));
    for (const [index, asked] of selected.entries()) {
      const server = asked.given.isHttp1 === true ? servers.http1 : servers.any;
      const result = signal.aborted ? untested(asked) : await runCase(asked, server, program, options);
      results.push({ ...result, checks: result.checks.map((check) => redactCheck(check, redact)) });
      reporters.forEach((reporter) => void reporter.result?.(result, index));
    }
    const whole: SuiteResults = {
      ...head,
      summary: summarize(results),
      cases: results,
      stale: [],
      unreachable: [],
      interrupted: signal.aborted,
    };
    for (const reporter of reporters) {
      await reporter.end?.(whole);
    }
    return whole;
  } finally {
    await program.end();
    await Promise.all([servers.any.close(), servers.http1.close()]);
  }
}

/** What the SDKs read; a client may as well take the endpoint of each call. */
function clientEnvironment(url: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL_BEDROCK_RUNTIME: url,
    ANTHROPIC_BEDROCK_BASE_URL: url,
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: CLIENT_KEY.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CLIENT_KEY.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: "true",
  };
}

async function select({ run = [], skip = [] }: RunClientOptions): Promise<readonly Asked[]> {
  const { apis, cases } = await loadClientCases();
  const all = Object.entries(apis).flatMap(([name, api]) =>
    cases.map((given) => ({ id: `client/${name}/${given.name}`, given, api })),
  );
  const selected = all.filter(
    ({ id }) =>
      (run.length === 0 || run.some((glob) => matchesGlob(id, glob))) && !skip.some((glob) => matchesGlob(id, glob)),
  );
  if (selected.length === 0) {
    throw new ConformanceError(
      "nothing-selected",
      `No client case is selected. The cases are ${all.map(({ id }) => id).join(", ")}.`,
    );
  }
  return selected;
}

async function runCase(
  { id, given, api }: Asked,
  server: TestServer,
  program: ClientProgram,
  { timeoutMs = 30_000 }: RunClientOptions,
): Promise<CaseResult> {
  const { how, summary, request = "hello", answers = [{}], expect } = given;
  const { operation } = api[how];
  const modelId = (given.modelId ?? "{model}").replace("{model}", api.modelId).replace("us.us.", "us.");
  const exchanges = server.begin({ answers, how, api });
  const start = performance.now();
  const call = { operation, modelId, endpoint: server.url, region: "us-east-1", input: api.requests[request] };
  const answer = await program.ask({ case: id, call } as { readonly case: string }, timeoutMs);
  const durationMs = Math.round(performance.now() - start);
  const seen = await exchanges.end();
  const head = { id, operation, profile: "client", summary, durationMs, file: "client-cases.yaml" };
  if ("unsupported" in answer && answer.unsupported !== undefined) {
    return { ...head, outcome: "unsupported", reason: answer.unsupported, checks: [] };
  }
  const behaviour = { answer, requestedAt: seen.requestedAt, connections: server.connections() };
  const checks: readonly CheckResult[] = [
    ...judgeClient(expect, behaviour),
    ...modelIdCheck(modelId, seen.modelIds),
    ...seen.checks,
  ];
  const isFailed = checks.some(({ outcome }) => outcome === "fail");
  return { ...head, outcome: isFailed ? "fail" : "pass", checks: distinct(checks) };
}

/** The model that each request names in its path is the one that was asked for. */
function modelIdCheck(wanted: string, sent: readonly (string | undefined)[]): readonly CheckResult[] {
  const other = sent.find((each) => each !== wanted);
  if (sent.length === 0) {
    return [];
  }
  const isRight = sent.every((each) => each === wanted);
  return [
    isRight
      ? { id: "client-model-id", level: "MUST", outcome: "pass" }
      : {
          id: "client-model-id",
          level: "MUST",
          outcome: "fail",
          message: "the path does not name the requested model",
          expected: wanted,
          received: other ?? "no operation of Bedrock",
        },
  ];
}

/** Of the checks of several attempts, the worst counts. */
function distinct(checks: readonly CheckResult[]): readonly CheckResult[] {
  const found = new Map<string, CheckResult>();
  for (const check of checks) {
    const known = found.get(check.id);
    if (known === undefined || known.outcome === "pass") {
      found.set(check.id, check);
    }
  }
  return [...found.values()];
}

function untested({ id, given, api }: Asked): CaseResult {
  const { summary, how } = given;
  const { operation } = api[how];
  return {
    id,
    operation,
    profile: "client",
    summary,
    durationMs: 0,
    file: "client-cases.yaml",
    outcome: "not-testable",
    reason: "the run was interrupted",
    checks: [],
  };
}

/** What the reporters of a run want to know. */
function asCase({ id, given, api }: Asked): Case {
  return {
    id,
    operation: api[given.how].operation,
    api: "runtime",
    summary: given.summary,
    kind: "authored",
    source: {},
    file: "client-cases.yaml",
    requires: [],
    parameters: {},
    expect: { status: [200] },
  };
}
