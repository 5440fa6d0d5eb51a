import { expect, test } from "vitest";
import { caseById } from "../../../test/case-by-id.ts";
import { startServer } from "../../../test/start-server.ts";
import type { Case } from "../../case.ts";
import { exitCodeOf, runSuite } from "../../index.ts";
import { Budget } from "./budget.ts";
import { estimateCase } from "./estimate.ts";
import type { PriceTable } from "./price-table.ts";

const NO_PRICES: PriceTable = { priceOf: () => undefined };
const DEAR: PriceTable = { priceOf: () => ({ input: 1_000_000, output: 1_000_000 }) };
const READ = await caseById("management/GetFoundationModel/by-id");
const INVOKE = await caseById("openai-completion/InvokeModel/structured-output-choice");

test("--max-requests stops the run, keeps its results, and sends no request more", async () => {
  await using server = await startServer({ body: READ.expect.body });
  const cases = Array.from({ length: 20 }, (_, index) => ({ ...READ, id: `${READ.id}/${index}` }));

  const results = await runSuite({ endpoint: server.url, auth: "none", cases, maxRequests: 7 });

  expect(server.requests.length).toBe(7);
  expect([results.summary.pass, results.summary["not-testable"]]).toEqual([7, 13]);
  expect(results.cases.find(({ outcome }) => outcome === "not-testable")?.reason).toBe(
    "the budget is used up: 7 requests (--max-requests)",
  );
  expect(exitCodeOf(results)).toBe(3);
});

test("a gateway's chat may take as many tokens as its format's limits say, an embedding makes none", async () => {
  const chat = await caseById("gateway/CreateChatCompletion/token-limit");
  const embedding = await caseById("gateway/CreateEmbedding/float");
  const outputOf = async (given: Case) =>
    (await estimateCase(given, { manifest: { name: "" }, modelIds: new Map() })).outputTokens;

  expect(await outputOf({ ...chat, body: { model: "m", max_completion_tokens: 7, n: 3 } })).toBe(21);
  expect(await outputOf(embedding)).toBe(0);
});

test("--max-tokens counts what the answers say that they took", async () => {
  await using server = await startServer({
    headers: { "x-amzn-bedrock-input-token-count": "30", "x-amzn-bedrock-output-token-count": "20" },
    body: {},
  });

  const cases = Array.from({ length: 50 }, (_, index) => ({ ...INVOKE, id: `${INVOKE.id}/${index}` }));

  await runSuite({ endpoint: server.url, auth: "none", cases, maxTokens: 1_000, concurrency: 1 });

  // Each takes 50 tokens, and one that may take more than what is left is not sent.
  const { inputTokens, outputTokens } = await estimateCase(INVOKE, { manifest: { name: "" }, modelIds: new Map() });
  expect(server.requests.length).toBe(Math.floor((1_000 - inputTokens - outputTokens) / 50) + 1);
});

test("--max-cost sends nothing to a model without a price, and says so", async () => {
  await using server = await startServer({ body: {} });

  const results = await runSuite({ endpoint: server.url, auth: "none", cases: [INVOKE], maxCost: 1 });

  expect(server.requests).toEqual([]);
  expect(results.cases[0]?.reason).toContain("no price is known for arn:aws:bedrock");
});

test("what is under way counts with what it may take, and a cheaper end makes room", async () => {
  const budget = new Budget({ maxTokens: 100 }, NO_PRICES);
  const first = await budget.reserve({ model: "m", inputTokens: 10, outputTokens: 80 });
  let isDecided = false;
  const second = budget.reserve({ model: "m", inputTokens: 10, outputTokens: 80 }).then((reserved) => {
    isDecided = true;
    return reserved;
  });
  await Promise.resolve();
  expect(isDecided).toBe(false);

  settle(first, { inputTokens: 5, outputTokens: 5 });

  expect(await second).toHaveProperty("reservation");
});

test("when nothing is left to wait for, the run stops for good", async () => {
  const budget = new Budget({ maxTokens: 100 }, NO_PRICES);
  const estimate = { model: "m", inputTokens: 10, outputTokens: 80 };
  settle(await budget.reserve(estimate), { inputTokens: 10, outputTokens: 80 });

  expect(await budget.reserve(estimate)).toEqual({
    refused: "the budget is used up: 100 tokens (--max-tokens); the next case may take 90",
  });
  expect(await budget.reserve({ model: "m", inputTokens: 1, outputTokens: 1 })).toHaveProperty("refused");
});

test("cost is counted by the price of the model", async () => {
  const budget = new Budget({ maxCost: 10 }, DEAR);

  settle(await budget.reserve({ model: "m", inputTokens: 2, outputTokens: 6 }));

  expect(await budget.reserve({ model: "m", inputTokens: 2, outputTokens: 6 })).toEqual({
    refused: "the budget is used up: 10 US dollars (--max-cost)",
  });
});

test("a request that is sent again is one more", async () => {
  const budget = new Budget({ maxRequests: 2 }, NO_PRICES);
  const reserved = await budget.reserve({ inputTokens: 0, outputTokens: 0 });
  const reservation = "reservation" in reserved ? reserved.reservation : undefined;

  expect([reservation?.mayRepeat(), reservation?.mayRepeat()]).toEqual([true, false]);
});

function settle(
  reserved: Awaited<ReturnType<Budget["reserve"]>>,
  usage?: { inputTokens: number; outputTokens: number },
) {
  if ("reservation" in reserved) {
    reserved.reservation.settle(usage);
  }
}
