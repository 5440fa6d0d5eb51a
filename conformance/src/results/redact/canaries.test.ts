import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeChunk } from "@bedrock-contract/wire";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../../../test/run-cli.ts";
import { startCli } from "../../../test/start-cli.ts";
import { startServer } from "../../../test/start-server.ts";
import { RENDERER_NAMES } from "../../report/files/renderers.ts";

/** What must appear nowhere, not even in part. */
const CANARY = "q7Zx9KcanaryW3vB5n";
const ACCOUNT = "998877665544";
const PIECES = Array.from({ length: CANARY.length - 5 }, (_, index) => CANARY.slice(index, index + 6));

/** Everything that authenticates, and a key of the target's own. */
const ENVIRONMENT = {
  AWS_ACCESS_KEY_ID: `AKIA${CANARY}`,
  AWS_SECRET_ACCESS_KEY: `secret/${CANARY}+`,
  AWS_SESSION_TOKEN: `session/${CANARY}==`,
  AWS_BEARER_TOKEN_BEDROCK: `bearer-${CANARY}`,
  OPENAI_API_KEY: `sk-${CANARY}`,
};

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conformance-"));
});
afterAll(() => rm(folder, { recursive: true }));

const MODEL = `openai-completion=arn:aws:bedrock:us-east-1:${ACCOUNT}:imported-model/abcdef123456`;
const SELECTED = [
  "{management/GetFoundationModel,management/ListCustomModels}/*",
  "openai-completion/*/{basic,text,streaming*,n*,max-tokens*,missing*}",
];
const runs = SELECTED.flatMap((glob) => ["--run", glob]);

test.each([
  { title: "signed requests", flags: ["--auth", "sigv4", "--model", MODEL, ...runs], answer: echoing },
  { title: "a bearer key", flags: ["--auth", "bearer", "--model", MODEL, ...runs], answer: echoing },
  { title: "a gateway's key", flags: ["--auth", "bearer", "--profile", "gateway"], answer: echoing, isGateway: true },
  { title: "a target that refuses the key", flags: ["--auth", "bearer", ...runs], answer: refusing },
  { title: "an answer that breaks off", flags: ["--auth", "sigv4", ...runs], answer: breakingOff },
])("no output tells a secret: $title", { timeout: 60_000 }, async ({ title, flags, answer, isGateway = false }) => {
  await using server = await startServer(answer);
  const reports = join(folder, title);
  const files = RENDERER_NAMES.flatMap((name) => ["--reporter", `${name}=${join(reports, name)}`]);
  const summary = join(reports, "summary.md");
  const headers = ["--header", `x-team-key: ${CANARY}`, "--header", `x-vendor-token: t-${CANARY}`];
  const { stdout, stderr, code } = await runCli(
    [
      isGateway ? "--gateway-endpoint" : "--endpoint",
      server.url,
      ...headers,
      ...flags,
      ...files,
      "--reporter",
      "github",
    ],
    { environment: { ...ENVIRONMENT, GITHUB_STEP_SUMMARY: summary } },
  );

  expect(stderr).toBe("");
  expect([1, 3]).toContain(code);
  expect(server.requests.length).toBeGreaterThan(2);
  expect(JSON.stringify(server.requests)).toContain(CANARY);
  const outputs = { stdout, ...(await contentsOf(reports)) };
  expect(Object.keys(outputs).length).toBe(RENDERER_NAMES.length + 2);
  // What is sent again takes the header from a variable.
  expect(outputs.stdout).toMatch(/REDACTED|x-team-key: \$\{X_TEAM_KEY\}/);
  expectNoSecret(outputs);
});

test.each([
  { command: ["plan"], told: "REDACTED" },
  { command: ["plan", "--json"], told: "REDACTED" },
  { command: ["list", "--json"], told: "openai-completion" },
  { command: ["replay", "openai-completion/InvokeModel/streaming-nothing"], told: "did you mean" },
  { command: ["replay", "openai-completion/InvokeModel/several-choices"], told: "REDACTED" },
  { command: ["replay", "openai-completion/InvokeModel/several-choices", "--json"], told: "REDACTED" },
])("$command tells no secret", { timeout: 60_000 }, async ({ command, told }) => {
  await using server = await startServer(echoing);
  const flags = ["--endpoint", server.url, "--auth", "sigv4", "--model", MODEL, "--header", `x-team-key: ${CANARY}`];
  const { stdout, stderr } = await runCli([...command, ...flags], { environment: ENVIRONMENT });

  expect(stdout + stderr).toContain(told);
  expectNoSecret({ stdout, stderr });
});

test("what cannot be removed is told without a secret, by a run and by cleanup", { timeout: 60_000 }, async () => {
  await using server = await startServer((request, response) => {
    const isCreation = request.url === "/provisioned-model-throughput";
    const echo = `${request.headers.authorization} ${request.headers["x-team-key"]} ${request.headers["x-tenant"]}`;
    response.writeHead(isCreation ? 201 : 403, { "content-type": "application/json" });
    response.end(JSON.stringify(isCreation ? { provisionedModelArn: `arn:aws:x:y:${ACCOUNT}:z` } : { message: echo }));
  });
  const journal = join(folder, "journal.jsonl");
  const results = join(folder, "left-behind.json");
  const options = { environment: { ...ENVIRONMENT, TENANT: CANARY } };
  // biome-ignore lint/suspicious/noTemplateCurlyInString: The suite replaces it.
  const headers = ["--header", `x-team-key: ${CANARY}`, "--header", "x-tenant: ${TENANT}", "--journal", journal];
  const run = ["--allow-writes", "--run", "management/CreateProvisionedModelThroughput/by-the-hour"];
  const flags = ["--endpoint", server.url, "--auth", "bearer", ...run, "--reporter", `json=${results}`];
  const left = await runCli([...flags, "--reporter", "console", ...headers], options);
  const cleanup = await runCli(["cleanup", ...headers], options);

  expect([left.code, cleanup.code]).toEqual([3, 3]);
  for (const { stdout } of [left, cleanup]) {
    expect(stdout).toContain("DeleteProvisionedModelThroughput returned 403");
  }
  expectNoSecret({ run: left.stdout, cleanup: cleanup.stdout, json: await readFile(results, "utf8") });
});

test.each(["jsonl", "har"])(
  "a proxy writes no secret, nor does its recording (%s)",
  { timeout: 60_000 },
  async (form) => {
    await using server = await startServer(echoing);
    const reports = await mkdtemp(join(folder, "proxy-"));
    const recording = join(reports, `recording.${form}`);
    const files = RENDERER_NAMES.flatMap((name) => ["--reporter", `${name}=${join(reports, name)}`]);
    await using proxy = await startCli(["proxy", "--upstream", server.url, "--record", recording, ...files], {
      environment: ENVIRONMENT,
    });
    const headers = {
      authorization: `Bearer bearer-${CANARY}`,
      cookie: `session=${CANARY}`,
      "x-amz-security-token": `session/${CANARY}==`,
      "content-type": "application/json",
    };
    const path = `/model/${encodeURIComponent(MODEL.replace(/^.*?=/, ""))}`;
    const body = JSON.stringify({
      prompt: `Is AKIA${CANARY} a key of account ${ACCOUNT}?`,
      account_id: ACCOUNT,
      token: CANARY,
    });
    for (const operation of ["invoke", "invoke-with-response-stream"]) {
      const response = await fetch(`${proxy.url}${path}/${operation}?X-Amz-Signature=${CANARY}`, {
        method: "POST",
        headers,
        body,
      });
      expect(await response.text()).not.toBe("");
    }
    const { stdout, stderr, code } = await proxy.stop();

    expect([code, stderr]).toEqual([1, ""]);
    const outputs: Readonly<Record<string, string>> = { stdout, stderr, ...(await contentsOf(reports)) };
    expect(Object.keys(outputs).length).toBe(RENDERER_NAMES.length + 3);
    expectNoSecret({ ...outputs, decoded: decoded(outputs[`recording.${form}`] ?? "") });
  },
);

/** What a recording holds in base64: a stream, and the chunks in it. */
function decoded(text: string): string {
  const once = [...text.matchAll(/[A-Za-z0-9+/]{40,}={0,2}/g)].map(([found]) =>
    Buffer.from(found, "base64").toString("latin1"),
  );
  const twice = once.flatMap((each) =>
    [...each.matchAll(/[A-Za-z0-9+/]{24,}={0,2}/g)].map(([found]) => Buffer.from(found, "base64").toString("latin1")),
  );
  return [...once, ...twice].join("\n");
}

test("wrong usage tells no secret either", async () => {
  const { stdout, stderr, code } = await runCli(
    ["--target", `https://user:${CANARY}@host/${ENVIRONMENT.OPENAI_API_KEY}`],
    {
      environment: ENVIRONMENT,
    },
  );

  expect(code).toBe(2);
  expect(stderr).toContain("REDACTED");
  expectNoSecret({ stdout, stderr });
});

/** Answers with everything that it was sent, wherever there is room: too long for a report, so that it will be cut. */
function echoing(request: IncomingMessage, response: ServerResponse): void {
  const headers = {
    "set-cookie": `session=${CANARY}`,
    "x-echo": String(request.headers.authorization),
    location: `/?token=${CANARY}`,
  };
  const echo = `${".".repeat((request.url ?? "").length % 140)}${request.headers.authorization} ${request.headers["x-amz-security-token"]} ${CANARY_TEXT}`;
  if (request.url?.endsWith("stream")) {
    response.writeHead(200, { ...headers, "content-type": "application/vnd.amazon.eventstream" });
    response.write(encodeChunk(Buffer.from(JSON.stringify({ echo, choices: echo }))));
    response.end(encodeChunk(Buffer.from(echo)));
    return;
  }
  const isError = request.method === "POST";
  response.writeHead(isError ? 418 : 200, { ...headers, "content-type": "application/json" });
  response.end(JSON.stringify({ message: echo, modelDetails: echo, modelSummaries: [{ echo }], [echo]: echo }));
}

const CANARY_TEXT = JSON.stringify({
  secretAccessKey: CANARY,
  apiKey: CANARY,
  account_id: ACCOUNT,
  cookie: `a=${CANARY}`,
});

function refusing(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(403, { "content-type": "application/json", "x-amzn-errortype": "UnrecognizedClientException" });
  response.end(
    JSON.stringify({ message: `arn:aws:iam::${ACCOUNT}:user/x has no key ${request.headers.authorization}` }),
  );
}

function breakingOff(request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { "content-type": "application/json", "content-length": "100000" });
  response.write(`{"echo":"${request.headers.authorization}`, () => response.destroy());
}

function expectNoSecret(outputs: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(outputs)) {
    // The account's path is the only one with so many digits in it.
    const found = [...PIECES, ACCOUNT].filter((piece) => text.includes(piece));
    const places = found.map((piece) => text.slice(Math.max(0, text.indexOf(piece) - 80), text.indexOf(piece) + 40));
    expect({ name, places }).toEqual({ name, places: [] });
  }
}

async function contentsOf(reports: string): Promise<Readonly<Record<string, string>>> {
  const names = await readdir(reports);
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(reports, name), "utf8")] as const)),
  );
}
