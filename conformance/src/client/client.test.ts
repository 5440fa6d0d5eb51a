import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../../test/run-cli.ts";
import type { CaseResult } from "../result.ts";
import { loadClientCases } from "./client-cases.ts";
import { judgeClient } from "./client-checks.ts";

const ADAPTERS = new URL("../../adapters/", import.meta.url).pathname;
const SOURCE = "--conditions=@bedrock-contract/source";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "client-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function judge(command: readonly string[], flags: readonly string[]): Promise<ReadonlyMap<string, CaseResult>> {
  const file = join(folder, "results.json");
  await runCli(["client", ...flags, "--reporter", `json=${file}`, "--", ...command]);
  const { cases }: { readonly cases: readonly CaseResult[] } = JSON.parse(await readFile(file, "utf8"));
  return new Map(cases.map((each) => [each.id, each]));
}

const faultsOf = (result: CaseResult | undefined): readonly string[] =>
  result?.checks.filter(({ outcome }) => outcome !== "pass").map(({ id, outcome }) => `${id} ${outcome}`) ?? [
    "no result",
  ];

const QUICK = [
  "hello",
  "stream-hello",
  "stream-tool-call",
  "model-id-arn",
  "validation-error",
  "stream-exception",
  "stream-cut",
  "stream-every-byte",
  "unknown-members",
  "http1-only",
];

test("our own client does what it should", { timeout: 120_000 }, async () => {
  const results = await judge(
    [process.execPath, SOURCE, join(ADAPTERS, "bedrock-contract.mjs")],
    [...QUICK.flatMap((name) => ["--run", `client/invoke/${name}`]), "--run", "client/converse/hello"],
  );
  expect(results.get("client/converse/hello")?.outcome).toBe("unsupported");
  for (const name of QUICK) {
    expect([name, faultsOf(results.get(`client/invoke/${name}`))]).toEqual([name, []]);
  }
});

test("the AWS SDK for JavaScript is run from a clone", { timeout: 120_000 }, async () => {
  const results = await judge(
    [process.execPath, join(ADAPTERS, "aws-sdk.mjs")],
    ["--run", "client/*/stream-hello", "--run", "client/converse/error-under-200"],
  );
  expect(Object.fromEntries([...results].map(([id, result]) => [id, faultsOf(result)]))).toEqual({
    "client/converse/stream-hello": [],
    "client/converse/error-under-200": ["client-error fail"],
    "client/invoke/stream-hello": [],
  });
});

test("a client that does all wrong is told so, case by case", { timeout: 120_000 }, async () => {
  const program = join(folder, "wrong.mjs");
  await writeFile(
    program,
    `import { createInterface } from "node:readline";
for await (const line of createInterface({ input: process.stdin })) {
  const { case: name, call } = JSON.parse(line);
  console.log("starting");
  for (let attempt = 0; attempt < 2; attempt += 1) {
    const path = call.operation.startsWith("Converse") ? "converse" : "invoke";
    await fetch(call.endpoint + "/model/other/" + path, { method: "POST", headers: { "content-type": "application/json" }, body: "[]" }).then((r) => r.text()).catch(() => undefined);
  }
  if (name.endsWith("http1-only")) process.exit(3);
  if (!name.endsWith("hello")) console.log(JSON.stringify({ case: name, text: "wrong", response: {} }));
}`,
  );
  const wanted = ["validation-error", "unknown-members", "stream-cut", "hello", "http1-only"];
  const results = await judge(
    [process.execPath, program],
    [...wanted.flatMap((name) => ["--run", `client/converse/${name}`]), "--timeout", "8000"],
  );
  const faults = (name: string) => faultsOf(results.get(`client/converse/${name}`));
  expect(faults("validation-error")).toEqual(
    expect.arrayContaining(["client-error fail", "client-attempts fail", "client-model-id fail"]),
  );
  expect(faults("unknown-members")).toEqual(
    expect.arrayContaining(["client-text fail", "client-unknown-members warn", "request-schema fail"]),
  );
  expect(faults("stream-cut")).toContain("client-error fail");
  expect(faults("hello")).toContain("client-answers fail");
  expect(results.get("client/converse/http1-only")?.checks[0]?.received).toBe("the program ended with exit code 3");
});

describe("what a client does is judged by", () => {
  const quiet = { requestedAt: [0], connections: 0 };
  test.each([
    {
      title: "the time between attempts",
      expect: { leastWaitMs: 1900, attempts: [2, 2] as const },
      given: { answer: { case: "a" }, requestedAt: [0, 100], connections: 0 },
      want: "client-retry-after",
    },
    {
      title: "attempts that are missing",
      expect: { attempts: [3, 3] as const },
      given: { answer: { case: "a" }, ...quiet },
      want: "client-retries",
    },
    {
      title: "connections that stay open",
      expect: {},
      given: { answer: { case: "a" }, requestedAt: [0], connections: 40 },
      want: "client-connections",
    },
    {
      title: "the name of an error",
      expect: { error: "A" },
      given: { answer: { case: "a", error: { name: "B" } }, ...quiet },
      want: "client-error-name",
    },
    {
      title: "the calls of tools",
      expect: { toolCalls: [{ name: "a", input: {} }] },
      given: { answer: { case: "a", toolCalls: [] }, ...quiet },
      want: "client-tool-calls",
    },
    {
      title: "the length of a text",
      expect: { textLength: 5 },
      given: { answer: { case: "a", text: "" }, ...quiet },
      want: "client-text",
    },
  ])("$title", ({ expect: wanted, given, want }) => {
    const faults = judgeClient(wanted, given).filter(({ outcome }) => outcome !== "pass");
    expect(faults.map(({ id }) => id)).toEqual([want]);
  });

  test("an error where an error will do", () => {
    const answer = { case: "a", error: { name: "B" } };
    expect(
      judgeClient({ text: "", orError: true }, { answer, ...quiet }).every(({ outcome }) => outcome === "pass"),
    ).toBe(true);
  });
});

test.each([
  { flags: ["--", "/nonexistent/program"], want: "cannot be started" },
  { flags: ["--run", "nothing", "--", "cat"], want: "No client case is selected" },
  { flags: [], want: "missing required argument 'command'" },
])("wrong usage: $flags says $want", async ({ flags, want }) => {
  const { code, stderr } = await runCli(["client", ...flags]);
  expect([code, stderr]).toEqual([2, expect.stringContaining(want)]);
});

test("cases and contract keep to their schemas", async () => {
  const read = async (name: string): Promise<object> =>
    JSON.parse(await readFile(new URL(`../../${name}`, import.meta.url), "utf8"));
  const contract = new Ajv2020({ strict: false }).compile(await read("client-contract.schema.json"));
  const page = await readFile(new URL("../../docs/clients.md", import.meta.url), "utf8");
  const [, lines = ""] = /```jsonl\n(.*?)```/s.exec(page) ?? [];
  for (const line of lines.trim().split("\n")) {
    expect([line, contract(JSON.parse(line))]).toEqual([line, true]);
  }
  const cases = new Ajv2020({ strict: false }).compile(await read("client-cases.schema.json"));
  expect([cases(await loadClientCases()), cases.errors]).toEqual([true, null]);
});
