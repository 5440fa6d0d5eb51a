import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { runCli } from "../../test/run-cli.ts";
import { startServer } from "../../test/start-server.ts";
import type { SpendingPlan } from "../run/plan-spending.ts";
import { readPrices } from "../targets/read-manifest.ts";

const BEDROCK = ["plan", "--target", "bedrock", "--region", "us-east-1"];
const MODEL = ["--model", "claude-text-completion=anthropic.claude-v2:1", "--profile", "format:claude-text-completion"];

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conformance-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("plan says what Amazon Bedrock would be asked and what it costs, without credentials or --paid", async () => {
  const { code, stdout, stderr } = await runCli([...BEDROCK, ...MODEL]);

  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^bedrock at https:\/\/bedrock\.\{region\}\.amazonaws\.com.*: nothing was sent/);
  expect(stdout).toMatch(/anthropic\.claude-v2:1 +\d+ +[\d,]+ +[\d,]+ +\$0\.\d{4}/);
  expect(stdout).toContain("stops at 2,000 requests, 200,000 tokens, $5.00");
  expect(stdout).toContain("a run needs --paid");
});

test("plan says when a limit is too low for the whole run", async () => {
  const { stdout } = await runCli([...BEDROCK, ...MODEL, "--max-requests", "3"]);

  expect(stdout).toContain("stops at 3 requests");
  expect(stdout).toContain("a run may stop early");
});

test("plan sends nothing", async () => {
  await using server = await startServer({ body: {} });

  const { code } = await runCli(["plan", "--endpoint", server.url]);

  expect(code).toBe(0);
  expect(server.requests).toEqual([]);
});

test("as JSON the cases add up to the sums, by the prices of the user", async () => {
  const prices = join(folder, "prices.yaml");
  await writeFile(prices, "'*claude-v2*': {input: 1000000, output: 0}\n");
  const { stdout } = await runCli([...BEDROCK, ...MODEL, "--prices", prices, "--json"]);
  const plan: SpendingPlan = JSON.parse(stdout);

  expect(plan.cases.length).toBe(plan.requests);
  expect(plan.cases.reduce((sum, { inputTokens }) => sum + inputTokens, 0)).toBe(plan.inputTokens);
  expect(plan.inputTokens).toBeGreaterThan(0);
  expect(plan.cost).toBeCloseTo(plan.inputTokens);
  expect(plan.refusals).toBeGreaterThan(10);
  expect(plan.refusals).toBeLessThan(plan.requests);
});

test("the suite's own prices are prices", async () => {
  const file = new URL("../../prices.yaml", import.meta.url);

  expect(await readPrices(file.pathname)).toEqual(parse(await readFile(file, "utf8")));
});
