import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { workflowCommands } from "../../../test/github-runner.ts";
import { runCli } from "../../../test/run-cli.ts";
import { startServer } from "../../../test/start-server.ts";
import { isBedrockEndpoint } from "../../targets/paid-host.ts";

const ENVIRONMENT = {
  AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "secret-access-key-1",
  AWS_BEARER_TOKEN_BEDROCK: "bearer-key-1",
};
const RUN = "bc0123abcd";
const NAME = `hourly-capacity-${RUN}-abc123`;
const ARN = "arn:aws:bedrock:us-east-1:111122223333:provisioned-model/abcdef123456";
const REMOVE = {
  operation: "DeleteProvisionedModelThroughput",
  method: "DELETE",
  path: "/provisioned-model-throughput/{id}",
};

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "conformance-"));
});
afterEach(() => rm(folder, { recursive: true }));

function creating(endpoint: string, more: object = {}): object {
  const at = "2026-11-29T00:00:00.000Z";
  return {
    event: "creating",
    at,
    key: `${RUN}/1`,
    case: "c",
    endpoint,
    auth: "bearer",
    remove: REMOVE,
    name: NAME,
    ...more,
  };
}

const created = (id: unknown, key = `${RUN}/1`): object => ({ event: "created", key, id });

async function journalOf(...lines: readonly unknown[]): Promise<string> {
  const file = join(folder, `bedrock-conformance-${RUN}.journal.jsonl`);
  await writeFile(file, lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\n`).join(""));
  return file;
}

const cleanup = (file: string, ...flags: readonly string[]): ReturnType<typeof runCli> =>
  runCli(["cleanup", "--journal", file, ...flags], { environment: ENVIRONMENT });

describe("a file that is not a journal", () => {
  test.each([
    { title: "notes", text: "my notes\n" },
    { title: "notes without an end", text: "my notes" },
    { title: "an event of others, without an end", text: '{"event":"login","user":"a"}' },
    { title: "the beginning of an event of others", text: '{"event":"login","us' },
    { title: "a whole event without its members, without an end", text: '{"event":"creating"}' },
    { title: "null", text: "null\n" },
    { title: "a number", text: "1\n" },
    { title: "a list", text: "[]\n" },
    { title: "empty lines", text: "\n\n" },
    { title: "results", text: `${JSON.stringify({ suite: {}, cases: [] }, undefined, 2)}\n` },
    { title: "an unknown event", text: '{"event":"deleted","key":"bc0123abcd/1"}\n' },
    { title: "an event without its key", text: '{"event":"removed"}\n' },
    { title: "a key that is not a run's", text: '{"event":"removed","key":"1"}\n' },
    { title: "a member more", text: '{"event":"removed","key":"bc0123abcd/1","file":"/etc/passwd"}\n' },
    { title: "a prototype", text: '{"__proto__":{"event":"removed","key":"bc0123abcd/1"}}\n' },
    {
      title: "a journal with another line",
      text: `${JSON.stringify({ event: "removed", key: `${RUN}/1` })}\nmy notes\n`,
    },
    {
      title: "a journal that ends with another text",
      text: `${JSON.stringify({ event: "removed", key: `${RUN}/1` })}\nmy notes`,
    },
  ])("stays, and is wrong usage: $title", async ({ text }) => {
    const file = join(folder, "notes.md");
    await writeFile(file, text);
    const { code, stdout, stderr } = await cleanup(file);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("is not a journal: line");
    expect(await readFile(file, "utf8")).toBe(text);
  });

  test("stays where it is a folder, or leads elsewhere", async () => {
    const notes = join(folder, "notes.md");
    await writeFile(notes, `${JSON.stringify({ event: "removed", key: `${RUN}/1` })}\n`);
    await symlink(notes, join(folder, "link"));
    await mkdir(join(folder, "sub"));
    for (const name of ["link", "sub"]) {
      expect((await cleanup(join(folder, name))).code).toBe(2);
    }
    expect((await readdir(folder)).toSorted()).toEqual(["link", "notes.md", "sub"]);
  });

  test("keeps the others from being sent", async () => {
    await using server = await startServer({ status: 200, body: {} });
    const file = await journalOf(creating(server.url));
    const notes = join(folder, "notes.md");
    await writeFile(notes, "my notes\n");
    expect((await cleanup(file, "--journal", notes)).code).toBe(2);
    expect(server.requests).toEqual([]);
  });

  test("stays where it is empty, and says so", async () => {
    const file = join(folder, "empty");
    await writeFile(file, "");
    const { code, stdout } = await cleanup(file);
    expect([code, stdout]).toEqual([0, expect.stringContaining("is empty")]);
    expect(await readdir(folder)).toEqual(["empty"]);
  });
});

test.each([
  { title: "as its run wrote it", rest: "" },
  { title: "whose last line was cut off", rest: JSON.stringify(creating("http://127.0.0.1:9")).slice(0, 70) },
])("a journal $title is settled and removed", async ({ rest }) => {
  await using server = await startServer({ status: 200, body: {} });
  const file = await journalOf(creating(server.url), created(ARN));
  await writeFile(file, `${await readFile(file, "utf8")}${rest}`);
  const { code, stdout } = await cleanup(file);
  expect([code, stdout]).toEqual([0, `removed ${ARN}\n`]);
  expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    `DELETE /provisioned-model-throughput/${NAME}`,
  ]);
  expect(await readdir(folder)).toEqual([]);
});

describe("a journal that somebody planted", () => {
  test.each([
    { title: "another operation", more: { remove: { ...REMOVE, operation: "DeleteFoundationModelAgreement" } } },
    { title: "an id where none is told yet", more: { id: "production-model" } },
    { title: "an endpoint with a user", more: { endpoint: "http://user@127.0.0.1:9/" } },
    { title: "an endpoint of another scheme", more: { endpoint: "file:///etc/passwd" } },
    { title: "an endpoint that ends in a query", more: { endpoint: "http://127.0.0.1:9/delete-all?x=" } },
    { title: "an unknown way to authenticate", more: { auth: "everything" } },
    { title: "a region that is none", more: { auth: "sigv4", region: "us-east-1/../x" } },
    { title: "a name with a line break", more: { name: `a\n::add-mask::e-${RUN}-` } },
    { title: "a case that steers the terminal", more: { case: "\u001b[2J" } },
  ])("sends nothing and stays: $title", async ({ more }) => {
    await using server = await startServer({ status: 200, body: {} });
    const file = await journalOf(creating(server.url, more));
    const { code, stderr } = await cleanup(file);
    expect([code, server.requests]).toEqual([2, []]);
    expect(stderr).toContain("is not a journal: line 1");
    expect(await readdir(folder)).toHaveLength(1);
  });

  test("does not say how a resource is removed", async () => {
    await using server = await startServer({ status: 200, body: {} });
    const remove = { ...REMOVE, method: "PUT", path: "/anything/../../{id}", extra: true };
    const file = await journalOf(creating(server.url, { remove }));
    expect((await cleanup(file)).code).toBe(0);
    expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `DELETE /provisioned-model-throughput/${NAME}`,
    ]);
  });

  test.each([
    { title: "an id", lines: [{ name: undefined }], id: "production-model" },
    { title: "an ARN", lines: [{ name: undefined }], id: ARN },
    { title: "a name", lines: [{ name: "production-model" }], id: undefined },
    { title: "the mark of another run", lines: [{ name: "production-bc99999999-abc123" }], id: undefined },
    { title: "a path", lines: [{ name: undefined }], id: "../../foundation-models" },
  ])("does not say what the run has created: $title", async ({ lines: [more], id }) => {
    await using server = await startServer({ status: 200, body: {} });
    const file = await journalOf(creating(server.url, more), ...(id === undefined ? [] : [created(id)]));
    const { code, stdout } = await cleanup(file);
    expect([code, server.requests]).toEqual([3, []]);
    expect(stdout).toContain("--resource ID removes it all the same");
    const named = id ?? String(Object(more).name);
    const asked = await cleanup(file, "--resource", named);
    expect([asked.code, server.requests.map(({ url }) => url)]).toEqual([
      0,
      [`/provisioned-model-throughput/${encodeURIComponent(named)}`],
    ]);
  });

  test("is not believed about an id where nothing has the name", async () => {
    await using server = await startServer((request, response) => {
      const isName = request.url?.includes(NAME) === true;
      response.writeHead(isName ? 404 : 200, { "content-type": "application/json" }).end("{}");
    });
    const file = await journalOf(creating(server.url), created("production-model"));
    const { code, stdout } = await cleanup(file);
    expect([code, stdout]).toEqual([3, expect.stringContaining("nothing has its name")]);
    expect(server.requests.map(({ url }) => url)).toEqual([`/provisioned-model-throughput/${NAME}`]);
  });

  test.each([
    "http://attacker.example/",
    "https://attacker.example/",
    "https://bedrock.us-east-1.amazonaws.com.attacker.example/",
    "https://bedrock.us-east-1.attacker.amazonaws.com/",
    "https://attacker.s3.amazonaws.com/",
    "https://attacker.execute-api.us-east-1.amazonaws.com/",
    "http://bedrock.us-east-1.amazonaws.com/",
    "https://bedrock.us-east-1.amazonaws.com:8443/",
    "https://bedrock.us-east-1.amazonaws.com/attacker/",
    "http://localhost.attacker.example/",
    "http://127.0.0.1.attacker.example/",
    "http://169.254.169.254/latest/",
    "http://[::ffff:169.254.169.254]/",
    "http://10.0.0.1/",
  ])("does not say where credentials go: %s", async (endpoint) => {
    const file = await journalOf(
      creating(endpoint),
      creating(endpoint, { key: `${RUN}/2`, auth: "sigv4", region: "us-east-1" }),
    );
    const { code, stdout } = await cleanup(file);
    expect(code).toBe(3);
    expect(stdout.match(/is neither on this machine nor Amazon Bedrock; --endpoint /g)).toHaveLength(2);
    expect(await readdir(folder)).toHaveLength(1);
  });

  test("sends no bearer key because it could be read on the way, even where that is named", async () => {
    const endpoint = "http://attacker.invalid/";
    const file = await journalOf(creating(endpoint));
    const { code, stdout } = await cleanup(file, "--endpoint", endpoint);
    expect([code, stdout]).toEqual([
      3,
      expect.stringContaining("a bearer key is not sent to http://attacker.invalid/"),
    ]);
    const secure = await journalOf(creating("https://target.invalid/"));
    const other = await cleanup(secure, "--endpoint", "https://target.invalid");
    expect([other.code, other.stdout]).toEqual([3, expect.stringContaining("cannot be reached")]);
  });
});

test.each([
  "https://bedrock.us-east-1.amazonaws.com/",
  "https://bedrock-fips.us-gov-west-1.amazonaws.com/",
  "https://bedrock.cn-north-1.amazonaws.com.cn/",
  "https://bedrock.eu-west-1.api.aws/",
])("%s is Amazon Bedrock", (endpoint) => {
  expect(isBedrockEndpoint(endpoint)).toBe(true);
});

test("a target that is told of what cannot be removed commands no runner", { timeout: 60_000 }, async () => {
  const hostile = "arn:x\n::stop-commands::abc\n::add-mask::e ##[add-mask]e \u001b]0;pwned\u0007";
  await using server = await startServer((request, response) => {
    const isCreation = request.url === "/provisioned-model-throughput";
    response.writeHead(isCreation ? 201 : 403, {
      "content-type": "application/json",
      "x-amzn-errortype": "Access##[add-mask]x",
    });
    response.end(JSON.stringify(isCreation ? { provisionedModelArn: hostile } : { message: hostile }));
  });
  const journal = join(folder, "journal.jsonl");
  const flags = ["--endpoint", server.url, "--auth", "none", "--allow-writes", "--journal", journal];
  const run = await runCli([...flags, "--run", "management/CreateProvisionedModelThroughput/by-the-hour"]);
  const again = await cleanup(journal);
  expect([run.code, again.code]).toEqual([1, 3]);
  for (const { stdout, stderr } of [run, again]) {
    expect(stdout).toContain("DeleteProvisionedModelThroughput returned 403");
    expect(workflowCommands(stdout + stderr)).toEqual([]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: They are what is looked for.
    expect((stdout + stderr).match(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g)).toBeNull();
  }
});
