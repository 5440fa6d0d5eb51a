import { mkdtemp, rm, writeFile } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Case } from "../src/case.ts";
import type { CaseResult, SuiteResults } from "../src/result.ts";
import { summarize } from "../src/results/summary.ts";
import { runSuite } from "../src/run/run-suite.ts";
import { caseById } from "./case-by-id.ts";
import { startServer } from "./start-server.ts";

const READ = await caseById("management/GetFoundationModel/by-id");

/** One case of each outcome, in this order. */
export const OUTCOME_CASES: readonly Case[] = [
  reading("pass"),
  reading("envelope"),
  reading("fail"),
  await caseById("management/CreateProvisionedModelThroughput/by-the-hour"),
  reading("not-testable"),
  reading("expected-fail"),
  { ...reading("error"), parameters: {} },
];

/** What a target may put into its answers. */
export const HOSTILE_TEXT = "<b>|`&amp;`|</b> ]]> \u001b[31m\u0000\uFFFE ::error::@all % \u202e";

/** A run in which each outcome happens once, and whose baseline has a stale entry. */
export async function runEveryOutcome(): Promise<SuiteResults> {
  const folder = await mkdtemp(join(tmpdir(), "conformance-"));
  const baseline = join(folder, "baseline.yaml");
  await writeFile(
    baseline,
    [
      "- {case: management/GetFoundationModel/expected-fail, reason: known since long}",
      "- {case: management/GetFoundationModel/gone, reason: forgotten}",
    ].join("\n"),
  );
  await using server = await startServer(answer);
  try {
    return withEnvelope(await runSuite({ endpoint: server.url, auth: "none", cases: OUTCOME_CASES, baseline }));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** The results where the body of one response has no spec, as only recorded traffic has them. */
function withEnvelope(results: SuiteResults): SuiteResults {
  const cases = results.cases.map(
    (result): CaseResult =>
      result.id.endsWith("/envelope")
        ? { ...result, outcome: "pass (envelope)", reason: `no spec for ${HOSTILE_TEXT}` }
        : result,
  );
  return { ...results, cases, summary: summarize(cases) };
}

function reading(name: string): Case {
  return { ...READ, id: `management/GetFoundationModel/${name}`, parameters: { modelIdentifier: `test.${name}` } };
}

function answer({ url = "" }: IncomingMessage, response: ServerResponse): void {
  const json = { "content-type": "application/json", "x-amzn-requestid": "1" };
  if (url.endsWith("/foundation-models")) {
    // It lists what it then does not know.
    const modelSummaries = ["test.fail", "test.expected-fail"].map((modelId) => ({ modelId }));
    response.writeHead(200, json).end(JSON.stringify({ modelSummaries }));
  } else if (url.endsWith(".pass") || url.endsWith(".envelope")) {
    const { modelDetails } = Object(READ.expect.body);
    const modelId = url.slice(url.lastIndexOf("/") + 1);
    const modelArn = `arn:aws:bedrock:us-east-1::foundation-model/${modelId}`;
    response.writeHead(200, json).end(JSON.stringify({ modelDetails: { ...modelDetails, modelId, modelArn } }));
  } else if (url.endsWith(".not-testable")) {
    response.writeHead(403, { ...json, "x-amzn-errortype": "UnrecognizedClientException" });
    response.end(JSON.stringify({ message: HOSTILE_TEXT }));
  } else {
    response.writeHead(404, { ...json, "x-amzn-errortype": "ResourceNotFoundException" });
    response.end(JSON.stringify({ message: HOSTILE_TEXT }));
  }
}
