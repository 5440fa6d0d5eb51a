import { operationNamed } from "@bedrock-contract/wire";
import { expect, test } from "vitest";
import { caseById } from "../test/case-by-id.ts";
import { startServer } from "../test/start-server.ts";
import { isWrite } from "./cases/case-tags.ts";
import { exitCodeOf, loadCases, runSuite } from "./index.ts";

const READ = await caseById("management/GetFoundationModel/by-id");

test("management-writes is every case of an operation that changes something, refused ones included", async () => {
  const cases = await loadCases({ profile: ["management-writes"] });

  expect(cases.map(({ operation }) => operation)).toContain("CreateModelCustomizationJob");
  // A case that reads what another has just created changes something, too.
  const reads = cases.filter(
    ({ operation, requires }) => /^(?:Get|List)/.test(operation) && !requires.includes("writes"),
  );
  expect(reads).toEqual([]);
  expect(cases.some(({ kind }) => kind === "negative")).toBe(true);
});

test("streaming is every case that a stream answers", async () => {
  const ids = (await loadCases({ profile: ["streaming"] })).map(({ id }) => id);

  expect(ids).toContain("openai-chat-completion/InvokeModelWithResponseStream/hello");
  expect(ids).toContain("gateway/CreateChatCompletion/streaming");
  expect(ids).not.toContain(READ.id);
});

test("strict selects nothing of its own", async () => {
  const all = await loadCases({ profile: ["gateway"] });

  expect(await loadCases({ profile: ["gateway", "strict"] })).toEqual(all);
  expect((await loadCases({ profile: ["strict"] })).length).toBe((await loadCases()).length);
});

test("what is a warning fails with strict: a missing request id, a value that nobody knows", async () => {
  const details = { ...modelDetails(READ.expect.body), inferenceTypesSupported: ["TELEPATHY"] };
  await using server = await startServer((_, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(JSON.stringify({ modelDetails: details }));
  });
  const options = { endpoint: server.url, auth: "none", cases: [READ] } as const;

  const lenient = await runSuite(options);
  const strict = await runSuite({ ...options, profile: ["strict"] });

  expect(lenient.cases[0]?.checks.filter(({ outcome }) => outcome === "warn").map(({ id }) => id)).toEqual([
    "request-id",
    "known-values",
  ]);
  expect(exitCodeOf(lenient)).toBe(0);
  expect(strict.cases[0]?.checks.filter(({ outcome }) => outcome === "fail").map(({ id }) => id)).toEqual([
    "request-id",
    "known-values",
  ]);
  expect([strict.summary.fail, strict.summary.warnings, exitCodeOf(strict)]).toEqual([1, 0, 1]);
});

function modelDetails(body: unknown): object {
  const details: unknown = Reflect.get(Object(body), "modelDetails");
  return Object(details);
}

test("every management operation that is not a read is a write, so that no case of it is sent unasked", async () => {
  const cases = (await loadCases()).filter(({ api }) => api === "management");
  const unasked = cases.filter((given) => operationNamed(given.operation)?.method !== "GET" && !isWrite(given));
  const reads = new Set(unasked.map(({ operation }) => operation));

  expect(cases.some(({ operation }) => operation === "DeleteCustomModel")).toBe(true);
  // These read by POST.
  expect([...reads].filter((name) => !/^(?:Get|List|Export|Validate|Search)/.test(name))).toEqual([]);
});

test("an unknown model of provisioned throughput may be refused by either of the statuses that the service has", async () => {
  const given = await caseById("management/CreateProvisionedModelThroughput/unknown-model");
  expect(given.expect.status.toSorted()).toEqual([400, 404]);
});
