import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCli } from "../../test/run-cli.ts";

const CANARY = "canary-5f2c9a";
const SECRET = "wJalrCanary/K7MDENG+bPxRfiCYEXAMPLE/5f2c9a";
const BODY = { prompt: "\n\nHuman: Hi\n\nAssistant:", max_tokens_to_sample: 10 };
const HEADERS = { "content-type": "application/json", "x-amzn-requestid": "1" };
const request = { method: "POST", path: "/model/anthropic.claude-v2/invoke", headers: {}, body: BODY };
const right = {
  id: "right",
  request,
  response: { status: 200, headers: HEADERS, body: { completion: " Hi", stop_reason: "stop_sequence" } },
};
const wrong = { ...right, id: "wrong", response: { ...right.response, body: { completion: 5, stop_reason: "x" } } };
const foreign = { ...right, id: "foreign", request: { ...request, path: "/model/x/unheard-of" } };

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "check-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(name: string, lines: readonly unknown[]): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, lines.map((line) => (typeof line === "string" ? line : JSON.stringify(line))).join("\n"));
  return file;
}

test.each([
  { paths: ["/openai/v1", "/v1"], flags: [], code: 1, want: "1/2 exchanges conform" },
  { paths: ["/a", "/b/c"], flags: [], code: 3, want: "0/0 exchanges conform (unsupported 2, not testable 0)" },
  { paths: ["/a", "/b/c"], flags: ["--gateway-base-path", "a/"], code: 0, want: "1/1 exchanges conform" },
  {
    paths: ["/a", "/b/c"],
    flags: ["--gateway-base-path", "a", "--gateway-base-path", "/b/c"],
    code: 1,
    want: "1/2 exchanges conform",
  },
])("gateways at $paths are known with $flags", async ({ paths: [one, other], flags, code, want }) => {
  const headers = { "content-type": "application/json" };
  const list = (path = "") => ({ method: "GET", path: `${path}/models`, headers: {} });
  const body = { object: "list", data: [{ id: "a", object: "model", created: 1, owned_by: "bedrock" }] };
  const lines = [
    { id: "models", request: list(one), response: { status: 200, headers, body } },
    { id: "no-models", request: list(other), response: { status: 200, headers, body: { object: "list" } } },
  ];
  const result = await runCli(["check", await fileOf("gateway.jsonl", lines), ...flags]);

  expect(result.stdout).toContain(want);
  expect(result.code).toBe(code);
});

test("no report tells a secret of the environment that traffic holds", async () => {
  const { response } = wrong;
  const body = { completion: [`It is ${SECRET}`], stop_reason: "x" };
  const file = await fileOf("environment.jsonl", [
    { ...wrong, response: { ...response, body } },
    { recordId: `one ${SECRET}`, modelInput: SECRET },
    `{"request": ${SECRET}`,
  ]);
  const names = ["json", "junit", "html", "markdown", "tally"];
  const files = names.map((name) => join(folder, `environment.${name}`));
  const reporters = names.flatMap((name, index) => ["--reporter", `${name}=${files[index]}`]);
  const { code, stdout, stderr } = await runCli(["check", file, ...reporters, "--reporter", "github"], {
    environment: { AWS_SECRET_ACCESS_KEY: SECRET },
  });
  expect(code).toBe(2);
  const texts = [stdout, stderr, ...(await Promise.all(files.map((each) => readFile(each, "utf8"))))];
  expect(texts.filter((text) => text.includes(SECRET.slice(0, 12)))).toEqual([]);
  expect(stdout).toContain("REDACTED");
});

test.each([
  {
    what: "conformant traffic",
    lines: [right],
    code: 0,
    want: "1/1 exchanges conform (unsupported 0, not testable 0)",
  },
  { what: "traffic that does not conform", lines: [right, wrong], code: 1, want: "1/2 exchanges conform" },
  {
    what: "a malformed line",
    lines: [right, "{"],
    code: 2,
    want: "1/1 exchanges conform (unsupported 0, not testable 1)",
  },
  {
    what: "operations without a spec only",
    lines: [foreign],
    code: 3,
    want: "0/0 exchanges conform (unsupported 1, not testable 0)",
  },
])("$what: exit $code", async ({ lines, code, want }) => {
  const result = await runCli(["check", await fileOf("traffic.jsonl", lines)]);

  expect(result.stdout).toContain(want);
  expect(result.code).toBe(code);
  expect(result.stderr).toMatch(
    code === 2
      ? /traffic[.]jsonl:2: expected one exchange, or one record of batch inference, as JSON on one line/
      : /^$/,
  );
});

const bare = { ...right, id: "bare", request: { ...request, path: "/model/some.model/invoke", body: {} } };
const unjudged = { ...bare, response: { ...right.response, body: {} } };

test.each([
  { what: "a body without a spec", lines: [unjudged], flags: [], code: 0, want: "0/0 exchanges conform" },
  { what: "beside a right one", lines: [right, unjudged], flags: [], code: 0, want: "1/1 exchanges conform" },
  {
    what: "where bodies are required",
    lines: [right, unjudged],
    flags: ["--require-body"],
    code: 3,
    want: "incomplete",
  },
  { what: "none, where they are required", lines: [right], flags: ["--require-body"], code: 0, want: "1/1" },
])("what is judged by the envelope only does not conform: $what", async ({ lines, flags, code, want }) => {
  const json = join(folder, "envelope.json");
  const file = await fileOf("envelope.jsonl", lines);
  const result = await runCli(["check", file, ...flags, "--reporter", `json=${json}`]);
  const { summary, cases } = JSON.parse(await readFile(json, "utf8"));
  const isUnjudged = lines.includes(unjudged);

  expect(result.stdout).toContain(want);
  expect(result.code).toBe(code);
  expect(result.stdout.includes("judged by the envelope only: 1")).toBe(isUnjudged);
  expect(result.stdout.includes("1 pass (envelope)")).toBe(isUnjudged);
  expect(summary["pass (envelope)"]).toBe(isUnjudged ? 1 : 0);
  expect(cases.at(-1).outcome).toBe(isUnjudged ? "pass (envelope)" : "pass");
});

test.each([
  { what: "no file", flags: [], want: "missing required argument 'file'" },
  { what: "a file that is not there", flags: ["no-such.har"], want: "no-such.har cannot be read" },
  { what: "a folder without traffic", flags: [import.meta.dirname], want: "holds no file of recorded traffic" },
  { what: "another flag", flags: ["x.har", "--endpoint", "http://x"], want: "unknown option '--endpoint'" },
])("$what is wrong usage: exit 2", async ({ flags, want }) => {
  const { code, stderr, stdout } = await runCli(["check", ...flags]);

  expect(stderr).toContain(want);
  expect([code, stdout]).toEqual([2, ""]);
});

test("zero exchanges, or none selected: exit 2", async () => {
  const empty = await runCli(["check", await fileOf("empty.jsonl", [])]);
  const none = await runCli(["check", await fileOf("traffic.jsonl", [right]), "--run", "other"]);

  expect([empty.code, none.code]).toEqual([2, 2]);
  expect(empty.stderr).toContain("empty.jsonl holds no exchange");
  expect(none.stderr).toContain("holds no exchange that --run other selects");
});

test("--run and --skip choose exchanges by id, over several files", async () => {
  const files = [await fileOf("one.jsonl", [right, foreign]), await fileOf("two.jsonl", [wrong])];
  const { code, stdout } = await runCli(["check", ...files, "--run", "{right,wrong}", "--skip", "wr*"]);

  expect(stdout).toContain("1/1 exchanges conform");
  expect(code).toBe(0);
});

test("the command that shows a record of batch inference again names its model", async () => {
  const file = await fileOf("prompts.jsonl", [{ recordId: "a", modelInput: { messages: "Hi" } }]);
  const { stdout, code } = await runCli(["check", file, "--model-id", "qwen.qwen3-32b-v1:0"]);

  expect(code).toBe(1);
  expect(stdout).toContain("at        /modelInput/messages");
  expect(stdout).toContain(`check ${file} --model-id qwen.qwen3-32b-v1:0 --run prompts.jsonl/1`);
});

test("a fault is told with its place, rule and the command that shows it again", async () => {
  const file = await fileOf("traffic.jsonl", [right, wrong]);
  const { stdout } = await runCli(["check", file]);

  expect(stdout).toContain("wrong › response-schema MUST");
  expect(stdout).toContain("at        /completion");
  expect(stdout).toContain(`case      ${file}:2 (InvokeModel anthropic.claude-v2 answered 200)`);
  expect(stdout).toContain(`again     bedrock-conformance check ${file} --run wrong`);
});

test("results as JSON keep to the schema of a run, and hold no secret", async () => {
  const headers = {
    Authorization: `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260101/us-east-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=${CANARY}-signature`,
    "X-Amz-Security-Token": `${CANARY}-token`,
    Cookie: `session=${CANARY}-cookie`,
  };
  const path = `${request.path}?X-Amz-Signature=${CANARY}-query&X-Amz-Security-Token=${CANARY}%2Fescaped`;
  const echo = `${CANARY}-signature ${CANARY}-token ${CANARY}-cookie ${CANARY}-query ${CANARY}/escaped`;
  const leaky = {
    ...wrong,
    id: "leaky",
    request: { ...request, path, headers },
    response: { ...wrong.response, body: { completion: [echo] } },
  };
  const bearer = {
    ...leaky,
    id: "bearer",
    request: { ...request, headers: { authorization: `Bearer ${CANARY}-bearer` } },
    response: { ...leaky.response, status: 500, body: { message: `${CANARY}-bearer` } },
  };
  const lost = { ...leaky, id: "lost", request: { ...leaky.request, path: path.replace("invoke", "unheard-of") } };
  const file = join(folder, "results.json");
  const traffic = await fileOf("secrets.jsonl", [right, leaky, bearer, lost]);
  const { stdout, stderr } = await runCli(["check", traffic, "--reporter", `json=${file}`]);
  const alone = await runCli(["check", traffic, "--reporter", "json"]);

  const text = await readFile(file, "utf8");
  const schema = JSON.parse(await readFile(new URL("../../results.schema.json", import.meta.url), "utf8"));
  const validate = new Ajv2020().compile(schema);
  expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
  expect(JSON.parse(text)).toMatchObject({
    target: { name: traffic, authentication: "recorded" },
    summary: { pass: 1, fail: 2, unsupported: 1 },
    cases: [{ id: "right" }, { id: "leaky", file: `${traffic}:2` }, { id: "bearer" }, { id: "lost" }],
  });
  expect(JSON.parse(alone.stdout)).toEqual(JSON.parse(text));
  expect(text + stdout + stderr).not.toContain(CANARY);
});

test("the schema of exchanges is one, and takes what the README shows", async () => {
  const schema = JSON.parse(await readFile(new URL("../../exchanges.schema.json", import.meta.url), "utf8"));
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const shown = /```jsonl\n([\s\S]+?)```/.exec(readme)?.[1]?.trim().split("\n") ?? [];
  const validate = new Ajv2020({ strict: false }).compile(schema);

  expect(shown.length).toBeGreaterThan(0);
  for (const line of shown) {
    expect(validate(JSON.parse(line)), JSON.stringify(validate.errors)).toBe(true);
  }
});

test.each([
  { contentType: "application/octet-stream", warns: true },
  { contentType: "application/json", warns: false },
])("a client that sends $contentType is warned: $warns", async ({ contentType, warns }) => {
  const request = {
    method: "POST",
    path: "/model/amazon.titan-embed-text-v2%3A0/invoke",
    body: { inputText: "Hello" },
  };
  const body = { embedding: [0.1], inputTextTokenCount: 1, embeddingsByType: { float: [0.1] } };
  const exchange = {
    id: "embedding",
    request: { ...request, headers: { "content-type": contentType } },
    response: { status: 200, headers: { "content-type": "application/json", "x-amzn-requestid": "1" }, body },
  };
  const { stdout } = await runCli(["check", await fileOf("client.jsonl", [exchange])]);

  expect(stdout.includes("client-content-type")).toBe(warns);
});
