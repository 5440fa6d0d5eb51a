import { spawnSync } from "node:child_process";
import { closeSync, existsSync, openSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { encodeEvent } from "@bedrock-contract/wire";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isFull } from "../../.some-of.ts";
import { caseById } from "../test/case-by-id.ts";
import { runCli, spawnCli } from "../test/run-cli.ts";
import { startServer } from "../test/start-server.ts";
import { startStreamServer } from "../test/stream-server.ts";
import { SUITE } from "./suite.ts";

const READ = await caseById("management/GetFoundationModel/by-id");
const CANARY = "canary-5f2c9a";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conformance-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A part of the cases, where all of them are not what is tested. */
const PART = isFull ? [] : ["--shard", "1/50"];

test("the mock conforms: exit 0", async () => {
  // The tests of runSuite send every case.
  const { code, stdout, stderr } = await spawnCli(["--shard", "1/50"]);

  expect(stderr).toBe("");
  expect(stdout).toMatch(/(\d+)\/\1 cases conform \(unsupported \d+, not testable 0\)/);
  expect(stdout).toMatch(/mock conforms\n$/);
  expect(code).toBe(0);
});

test("what knows no path does not conform, and is told why: exit 1", { tags: "longer" }, async () => {
  await using server = await startServer({ status: 404, body: { error: { message: "Not found" } } });
  const { code, stdout } = await runCli(["--endpoint", server.url, ...PART]);

  expect(code).toBe(1);
  expect(stdout).toMatch(/management\/\S+ › status MUST/);
  expect(stdout).toContain('received  404 application/json "{\\"error\\":{\\"message\\":\\"Not found\\"}}"');
  expect(stdout).toMatch(/again {5}bedrock-conformance replay management\/\S+ --endpoint http/);
  expect(stdout).toMatch(/does not conform\n$/);
});

test("frames that hold the bare event are caught", async () => {
  const frames = [encodeEvent("chunk", { type: "message_start" })];
  await using server = await startStreamServer({ frames });
  const { code, stdout } = await runCli(["--endpoint", server.url, "--run", "openai-chat-completion/*Stream/hello"]);

  expect(code).toBe(1);
  expect(stdout).toContain("openai-chat-completion/InvokeModelWithResponseStream/hello › chunk-payload MUST");
  expect(stdout).toContain("frame     0 at byte 0: 7b227479 7065223a 226d6573 73616765");
  expect(stdout).toContain('expected  {"bytes": BASE64 of a JSON value}');
  expect(stdout).toMatch(/received {2}\{"type":"message_start"/);
});

test.each([
  { flags: ["--run", "nothing/*"], want: "None of the" },
  { flags: ["--target", "nowhere"], want: 'There is no target "nowhere"' },
  { flags: ["--target", "no-such.yaml"], want: "no-such.yaml cannot be read" },
  { flags: ["--model", "gpt=x"], want: "which is neither a role nor a format. Expected one of" },
  { flags: ["--model", "gpt"], want: "Expected NAME=ID" },
  { flags: ["--feature", "flying"], want: "Expected one of: scripted-errors" },
  { flags: ["--timeout", "soon"], want: "Expected a whole number of at least 1" },
  { flags: ["--reporter", "pdf"], want: "Expected one of: console, github, json-lines[=FILE], json[=FILE]" },
  { flags: ["--reporter", "github=x"], want: "Expected one of: console, github, json-lines[=FILE]" },
  { flags: ["--reporter", "json", "--reporter", "junit"], want: "json and junit cannot share the standard output" },
  { flags: ["--reporter", "json", "--reporter", "github"], want: "json and github cannot share the standard output" },
  { flags: ["--reporter", "json=a.txt", "--reporter", "junit=./a.txt"], want: "written to the same file, a.txt" },
  { flags: ["--reporter", "json=/dev/null/x.json"], want: "The results cannot be written" },
  { flags: ["--auth", "basic"], want: "Expected one of: auto, aws, sigv4, bearer, none." },
  { flags: ["--rnu", "x"], want: "(Did you mean --run?)" },
  { flags: ["rnu"], want: 'There is no command "rnu"; did you mean "run"?' },
  { flags: ["--baseline", "no-such.yaml"], want: "no-such.yaml cannot be read" },
])("$flags is wrong usage: exit 2", async ({ flags, want }) => {
  const { code, stderr, stdout } = await runCli(flags);

  expect(stderr).toContain(want);
  expect([code, stdout]).toEqual([2, ""]);
});

test.each(["18.20.8", "22.18.1", "22.9.0"])("Node.js %s is too old: exit 2, and no stack", async (version) => {
  const { code, stderr } = await spawnCli(["--version"], { environment: nodeOptions(version) });

  expect([code, stderr]).toEqual([
    2,
    `bedrock-conformance: Node.js 22.19 or later is needed, and this is v${version}.\n`,
  ]);
});

test.each(["22.19.0", "23.0.0", "26.1.0"])("Node.js %s is new enough", async (version) => {
  expect((await spawnCli(["--version"], { environment: nodeOptions(version) })).code).toBe(0);
});

/** Has Node.js say that it is another version. */
function nodeOptions(version: string): { readonly NODE_OPTIONS: string } {
  const versions = `Object.defineProperty(process, "versions", { value: { ...process.versions, node: "${version}" } });`;
  const other = `${versions} Object.defineProperty(process, "version", { value: "v${version}" });`;
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(other)}` };
}

test("a target that is down is said once: exit 3", async () => {
  const { code, stdout } = await runCli(["--endpoint", "http://127.0.0.1:1", "--profile", "management"]);

  expect(stdout.match(/cannot be reached/g)).toHaveLength(1);
  expect(stdout.trim().split("\n").length).toBeLessThan(12);
  expect(stdout).toMatch(/incomplete/);
  expect(code).toBe(3);
});

test("an interrupted run prints what is there: exit 130", async () => {
  let count = 0;
  await using server = await startServer((_request, response) => {
    count += 1;
    if (count === 1) {
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(READ.expect.body));
    }
  });

  const flags = [
    "--endpoint",
    server.url,
    "--run",
    "management/GetFoundationModel/{by-id,without-streaming}",
    "--concurrency",
    "1",
  ];
  const { code, stdout } = await spawnCli(flags, { interruptAt: "by-id " });

  expect(stdout).toContain("the run was interrupted, 1 case");
  expect(stdout).toContain("1/1 cases conform (unsupported 0, not testable 1)");
  expect(code).toBe(130);
});

test("results as JSON keep to their schema and hold no secret", async () => {
  await using server = await startServer((request, response) => {
    response.writeHead(200, { "content-type": "application/json", "set-cookie": CANARY });
    response.end(JSON.stringify({ modelDetails: { echo: request.headers } }));
  });
  const file = join(folder, "results.json");
  const environment = {
    AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
    AWS_SECRET_ACCESS_KEY: `secret-${CANARY}`,
    AWS_SESSION_TOKEN: `token-${CANARY}`,
    AWS_BEARER_TOKEN_BEDROCK: `bearer-${CANARY}`,
  };

  const flags = ["--endpoint", server.url, "--run", READ.id, "--reporter", `json=${file}`];
  const outputs = [await runCli(flags, { environment }), await runCli([...flags, "--auth", "bearer"], { environment })];

  const text = await readFile(file, "utf8");
  const schema = JSON.parse(await readFile(new URL("../results.schema.json", import.meta.url), "utf8"));
  const validate = new Ajv2020().compile(schema);
  expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
  expect(server.requests[0]?.headers["x-amz-security-token"]).toBe(`token-${CANARY}`);
  expect(server.requests[1]?.headers.authorization).toBe(`Bearer bearer-${CANARY}`);
  expect(outputs.map(({ code }) => code)).toEqual([1, 1]);
  expect(text + outputs.map(({ stdout, stderr }) => stdout + stderr).join("")).not.toContain(CANARY);
});

test("--reporter json alone replaces the console's report", async () => {
  await using server = await startServer({ body: READ.expect.body });

  const { stdout } = await runCli(["--endpoint", server.url, "--run", READ.id, "--reporter", "json"]);

  expect(JSON.parse(stdout)).toMatchObject({ suite: SUITE, summary: { pass: 1 } });
});

test("a manifest is a target", async () => {
  await using server = await startServer({ body: READ.expect.body });
  const manifest = join(folder, "target.yaml");
  await writeFile(
    manifest,
    `name: mine\nendpoints: {management: '${server.url}'}\nfeatures: {unsupported: [errors-of-any-kind]}\n`,
  );
  const wrong = await runCli(["--target", manifest]);
  await writeFile(manifest, `name: mine\nendpoints: {management: '${server.url}'}\n`);
  const right = await runCli(["run", "--target", manifest, "--run", READ.id]);

  expect([wrong.code, right.code]).toEqual([2, 0]);
  expect(wrong.stderr).toContain("/features/unsupported/0: expected one of");
  expect(right.stdout).toContain("mine conforms");
});

test("list shows what a run would send, and sends nothing", async () => {
  const all = await runCli(["list"]);
  const some = await runCli([
    "list",
    "--endpoint",
    "http://127.0.0.1:1",
    "--run",
    "management/GetFoundationModel",
    "--json",
  ]);

  expect(all.stdout.split("\n")).toContain(READ.id);
  expect(all.code).toBe(0);
  expect(JSON.parse(some.stdout)).toContainEqual(
    expect.objectContaining({ id: READ.id, api: "management", file: READ.file }),
  );
  expect(some.stdout).not.toContain("throttled");
});

test("its version is that of its package", async () => {
  const manifest = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));

  expect(SUITE).toEqual({ name: manifest.name, version: manifest.version });
  expect((await runCli(["--version"])).stdout.trim()).toBe(manifest.version);
});

test.skipIf(!existsSync("/dev/full"))("a full disk is wrong usage, and says which file", async () => {
  const run = ["--run", "management/ListFoundationModels/all"];
  for (const format of ["json", "json-lines", "junit", "html"]) {
    const { code, stderr } = await runCli([...run, "--reporter", `${format}=/dev/full`]);
    expect([format, code]).toEqual([format, 2]);
    expect(stderr).toContain("cannot be written to /dev/full: ENOSPC");
  }
  const cli = fileURLToPath(new URL("cli.ts", import.meta.url));
  const full = openSync("/dev/full", "w");
  try {
    const { status, stderr } = spawnSync(process.execPath, ["--conditions=@bedrock-contract/source", cli, "list"], {
      stdio: ["ignore", full, "pipe"],
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([
      2,
      "bedrock-conformance: The standard output cannot be written: ENOSPC: no space left on device, write\n",
    ]);
  } finally {
    closeSync(full);
  }
});
