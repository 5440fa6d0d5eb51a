import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import http2 from "node:http2";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRuntimeClient, invokeModel, invokeModelStream } from "@bedrock-contract/client";
import { startMock } from "@bedrock-contract/mock";
import { encodeChunk } from "@bedrock-contract/wire";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../../test/run-cli.ts";
import { startCli } from "../../test/start-cli.ts";
import { startServer } from "../../test/start-server.ts";
import type { CaseResult, SuiteResults } from "../result.ts";
import { openUpstream } from "./upstream.ts";

const MODEL = "arn:aws:bedrock:us-east-1:998877665544:imported-model/abcdef123456";
const PATH = `/model/${encodeURIComponent(MODEL)}/invoke`;
const KEY = { accessKeyId: "AKIDEXAMPLE00000", secretAccessKey: "wJalrXUtnFEMI+K7MDENG+bPxRfiCYEXAMPLEKEY" };
const ENVIRONMENT = { AWS_ACCESS_KEY_ID: KEY.accessKeyId, AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey };
const JSON_TYPE = { "content-type": "application/json" };
const HELLO = { prompt: "Hello", max_tokens: 20 };

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "proxy-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("clients are judged and recorded, and the recording answers them again", { timeout: 60_000 }, async () => {
  const [recording, results] = ["live.jsonl", "live.json"].map((name) => join(folder, name)) as [string, string]; // Two names.
  await using proxy = await startCli(
    ["proxy", "--upstream", "mock", "--record", recording, "--reporter", `json=${results}`],
    { environment: ENVIRONMENT },
  );
  await useClients(proxy.url);
  const wrong = createRuntimeClient({
    endpoint: proxy.url,
    region: "us-east-1",
    credentials: { ...KEY, secretAccessKey: "another" },
  });
  await invokeModel(wrong, "openai-completion", MODEL, HELLO);
  const report = await fetch(`${proxy.url}/_/report`, { method: "POST" });
  const { code, stdout, stderr } = await proxy.ended();

  expect([code, stderr, report.status, report.headers.get("x-exit-code")]).toEqual([1, "", 422, "1"]);
  expect(await report.text()).toContain("request-signature MUST");
  expect(stdout).toMatch(/ ✓ +1 InvokeModel openai-completion \d+ ms/);
  expect(stdout).toMatch(/ ✗ +4 InvokeModel openai-completion \d+ ms {2}request-signature/);
  const live = await casesOf(results);
  expect(live.map(({ operation, outcome }) => `${operation} ${outcome}`)).toEqual([
    "InvokeModel pass",
    "InvokeModelWithResponseStream pass",
    "InvokeModel pass",
    "InvokeModel fail",
  ]);
  expect(checksOf(live[0], "pass")).toContain("request-signature");

  const graded = join(folder, "graded.json");
  expect((await runCli(["check", recording, "--reporter", `json=${graded}`])).code).toBe(0);
  const again = await casesOf(graded);
  const ids = (cases: readonly CaseResult[]) =>
    cases.map((each) => each.checks.map(({ id }) => id).filter((id) => id !== "request-signature"));
  expect(ids(again)).toEqual(ids(live));

  await using replay = await startCli(["replay", "--from", recording]);
  const answers = await useClients(replay.url);
  expect(answers.text).not.toBe("");
  await expect(fetch(`${replay.url}${PATH}`, post({ ...HELLO, prompt: "Else" })).then(said)).resolves.toMatch(
    /400 .* recorded with other bodies: the nearest has "Hello" at \/prompt, and "Else" was sent/,
  );
  await expect(fetch(`${replay.url}/model/other/invoke`, post(HELLO)).then(said)).resolves.toContain(
    "InvokeModel other was not recorded",
  );
  const ended = await replay.stop();
  expect([ended.code, ended.stdout]).toEqual([1, expect.stringContaining("3 served, 2 not recorded")]);
});

test("a request with a secret is found in a recording that does not hold it", { timeout: 60_000 }, async () => {
  const recording = join(folder, "secret.jsonl");
  const secret = { ...HELLO, prompt: `My key is ${KEY.secretAccessKey}` };
  await using proxy = await startCli(["proxy", "--upstream", "mock", "--record", recording], {
    environment: ENVIRONMENT,
  });
  const answer = await fetch(`${proxy.url}${PATH}`, post(secret)).then((response) => response.text());
  await proxy.stop();
  expect(await readFile(recording, "utf8")).not.toContain(KEY.secretAccessKey);

  await using replay = await startCli(["replay", "--from", recording], { environment: ENVIRONMENT });
  await expect(fetch(`${replay.url}${PATH}`, post({ prompt: "Else" })).then(said)).resolves.toContain("400 ");
  await expect(fetch(`${replay.url}${PATH}`, post(secret)).then((response) => response.text())).resolves.toBe(answer);
});

test("frames pass as they come, and what breaks off is told", { timeout: 60_000 }, async () => {
  let next = (): void => undefined;
  await using upstream = await startServer(async (request, response) => {
    if (request.url?.includes("other")) {
      response.writeHead(200, { ...JSON_TYPE, "content-length": "100" });
      response.write("{", () => response.destroy());
      return;
    }
    response.writeHead(200, { "content-type": "application/vnd.amazon.eventstream", "x-amzn-requestid": "1" });
    for (const text of ["Hel", "lo"]) {
      response.write(encodeChunk(Buffer.from(JSON.stringify({ text }))));
      // The second frame is sent when the first has come through.
      await new Promise<void>((resolve) => {
        next = resolve;
      });
    }
    response.write(encodeChunk(Buffer.from("{}")).subarray(0, 20), () => response.destroy());
  });
  const results = join(folder, "broken.json");
  await using proxy = await startCli(["proxy", "--upstream", upstream.url, "--reporter", `json=${results}`]);
  const response = await fetch(`${proxy.url}${PATH}-with-response-stream`, post(HELLO));
  const received: number[] = [];
  const reading = (async () => {
    for await (const piece of response.body ?? []) {
      received.push(piece.length);
      next();
    }
  })();
  await expect(reading).rejects.toThrow();
  expect(received.length).toBeGreaterThan(1);
  await expect(fetch(`${proxy.url}/model/other/invoke`, post(HELLO)).then((each) => each.text())).rejects.toThrow();
  const { code } = await proxy.stop("SIGINT");

  expect(code).toBe(1);
  const [stream, body] = await casesOf(results);
  expect(checksOf(stream, "fail")).toContain("stream-end");
  expect(checksOf(body, "fail")).toEqual(["answer"]);
  expect(body?.checks.find(({ id }) => id === "answer")?.message).toContain("broke off after 1 bytes");
});

test("what is not there is said to the client, and leaves the report incomplete", { timeout: 60_000 }, async () => {
  await using proxy = await startCli(["proxy", "--upstream", "http://127.0.0.1:9"]);
  const answer = await fetch(`${proxy.url}${PATH}`, post(HELLO));

  expect([answer.status, await answer.text()]).toEqual([502, expect.stringContaining("nothing listens there")]);
  expect((await fetch(`${proxy.url}${PATH}`, post(HELLO, { origin: "https://evil.example" }))).status).toBe(403);
  expect((await proxy.stop()).code).toBe(3);
});

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0;

test.runIf(hasOpenssl)("both sides may speak TLS, each with its own certificate", { timeout: 60_000 }, async () => {
  const [key, certificate, authority] = ["key.pem", "certificate.pem", "authority.pem"].map((name) =>
    join(folder, name),
  ) as [string, string, string]; // Three names.
  const names = ["-subj", "/CN=proxy", "-addext", "subjectAltName=IP:127.0.0.1"];
  const pair = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key];
  expect(spawnSync("openssl", ["req", "-x509", "-days", "2", "-out", certificate, ...pair, ...names]).status).toBe(0);
  await using mock = await startMock({ tls: true });
  await writeFile(authority, mock.authority ?? "");
  const tls = ["--tls-cert", certificate, "--tls-key", key];
  await using proxy = await startCli(["proxy", "--upstream", mock.url, ...tls], {
    environment: { NODE_EXTRA_CA_CERTS: authority },
  });
  const ca = await readFile(certificate);
  expect(proxy.url).toMatch(/^https:/);
  expect(await overHttp1(`${proxy.url}${PATH}`, ca)).toBe(200);
  expect(await overHttp2(proxy.url, ca)).toBe(200);
  // Who does not trust it sends nothing.
  await expect(overHttp1(`${proxy.url}${PATH}`, mock.authority ?? "")).rejects.toThrow("self-signed certificate");
  const { code, stdout } = await proxy.stop();
  expect([code, stdout]).toEqual([0, expect.stringContaining("2/2 exchanges conform")]);

  await using strange = await startCli(["proxy", "--upstream", mock.url]);
  const refused = await fetch(`${strange.url}${PATH}`, post(HELLO));
  expect([refused.status, await said(refused)]).toEqual([
    502,
    expect.stringContaining("does not trust its certificate"),
  ]);
});

function overHttp1(url: string, ca: string | Buffer): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = https.request(url, { method: "POST", headers: JSON_TYPE, ca, agent: false }, (response) => {
      response.resume().once("end", () => resolve(response.statusCode));
    });
    request.once("error", reject).end(JSON.stringify(HELLO));
  });
}

function overHttp2(url: string, ca: Buffer): Promise<number | undefined> {
  const session = http2.connect(url, { ca });
  const stream = session.request({ ":method": "POST", ":path": PATH, ...JSON_TYPE });
  stream.end(JSON.stringify(HELLO));
  return new Promise((resolve, reject) => {
    stream.once("response", ({ ":status": status }) => stream.resume().once("end", () => resolve(status)));
    stream.once("error", reject).once("close", () => session.close());
  });
}

describe("wrong usage", () => {
  test.each([
    { flags: ["--upstream", "bedrock"], want: "sends none without --paid" },
    { flags: ["--upstream", "https://bedrock-runtime.us-east-1.amazonaws.com"], want: "sends none without --paid" },
    { flags: ["--upstream", "nowhere"], want: "--upstream takes mock, bedrock or a URL" },
    { flags: ["--upstream", "mock", "--listen", "x:y"], want: "Expected HOST:PORT" },
    { flags: ["--upstream", "mock", "--tls-cert", "x.pem"], want: "--tls-key FILE" },
    { flags: [], want: "required option '--upstream <name>'" },
  ])("of proxy $flags says $want", async ({ flags, want }) => {
    const { code, stderr } = await runCli(["proxy", ...flags]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(want)]);
  });

  test.each([
    { flags: [], want: "either the id of a case, or --from FILE" },
    { flags: ["a/b/c", "--from", "x"], want: "either the id of a case, or --from FILE" },
    { flags: ["--from", "/nonexistent.jsonl"], want: "cannot be read" },
  ])("of replay $flags says $want", async ({ flags, want }) => {
    const { code, stderr } = await runCli(["replay", ...flags]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(want)]);
  });

  test("is a proxy through which nothing came", { timeout: 30_000 }, async () => {
    await using proxy = await startCli(["proxy", "--upstream", "mock"]);
    expect((await proxy.stop()).code).toBe(2);
  });
});

describe("credentials", () => {
  const own = { AWS_ACCESS_KEY_ID: "AKIDPROXY0000000", AWS_SECRET_ACCESS_KEY: "own" };
  const options = { region: "eu-west-1", isPaid: true, environment: own };
  const request = {
    method: "POST",
    target: "/model/x%3A0/invoke",
    headers: [
      ["host", "127.0.0.1:4020"],
      ["Authorization", "Bearer of-the-client"],
      ["X-Amz-Security-Token", "of-the-client"],
      ["content-type", "application/json"],
    ],
    body: Buffer.from("{}"),
    isHttp2: false,
  } as const;

  test("of the client do not go to Amazon Bedrock, which gets the proxy's own", async () => {
    const before = { ...process.env };
    Object.assign(process.env, own);
    try {
      const upstream = await openUpstream("bedrock", options);
      const { origin, headers } = await upstream.prepare(request, undefined);
      expect(origin).toBe("https://bedrock-runtime.eu-west-1.amazonaws.com");
      expect(JSON.stringify(headers)).not.toContain("of-the-client");
      expect(JSON.stringify(headers)).toContain("Credential=AKIDPROXY0000000/");
      expect(headers).toContainEqual(["host", "bedrock-runtime.eu-west-1.amazonaws.com"]);
      expect(upstream.secrets()).toContain("own");
    } finally {
      process.env = before;
    }
  });

  test("of the proxy go nowhere else", async () => {
    const upstream = await openUpstream("http://127.0.0.1:4010/base/", options);
    const { origin, target, headers } = await upstream.prepare(request, undefined);
    expect([origin, target]).toEqual(["http://127.0.0.1:4010", "/base/model/x%3A0/invoke"]);
    expect(headers).toEqual([["host", "127.0.0.1:4010"], ...request.headers.slice(1)]);
  });
});

async function useClients(url: string): Promise<{ readonly text: string }> {
  const client = createRuntimeClient({ endpoint: url, region: "us-east-1", credentials: KEY });
  const whole = await invokeModel(client, "openai-completion", MODEL, HELLO);
  let text = "";
  const stream = await invokeModelStream(client, "openai-completion", MODEL, HELLO);
  for await (const chunk of stream) {
    text += chunk.choices?.[0]?.text ?? "";
  }
  client.destroy();
  const response = await fetch(`${url}${PATH}`, post({ ...HELLO, prompt: "Hello, HTTP/1.1" }));
  expect([response.status, text]).toEqual([200, whole.body.choices[0]?.text]);
  return { text };
}

function post(body: unknown, headers: Readonly<Record<string, string>> = {}): RequestInit {
  return { method: "POST", headers: { ...JSON_TYPE, ...headers }, body: JSON.stringify(body) };
}

async function said(response: Response): Promise<string> {
  return `${response.status} ${Object(await response.json()).message}`;
}

async function casesOf(file: string): Promise<SuiteResults["cases"]> {
  return JSON.parse(await readFile(file, "utf8")).cases;
}

function checksOf(result: CaseResult | undefined, outcome: string): readonly string[] {
  return result?.checks.filter((check) => check.outcome === outcome).map(({ id }) => id) ?? [];
}
