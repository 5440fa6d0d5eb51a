import { examples, type Mock, startMock } from "@bedrock-contract/mock";
import { loadFormat, loadOperation } from "@bedrock-contract/validators";
import { isOperationName, operations } from "@bedrock-contract/wire";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { invokeModel } from "./invoke-model.ts";
import { createManagementClient } from "./management-client.ts";
import { paginate } from "./paginate.ts";
import { createRuntimeClient } from "./runtime-client.ts";

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const successes = examples.filter(({ status }) => status < 300);
const managementExamples = successes.filter(({ api }) => api === "management");
const invokeExamples = successes.filter(({ operation, api }) => operation === "InvokeModel" && api !== "runtime");
let mock: Mock;

beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.close());

describe("management client", () => {
  it.each(managementExamples)("calls $operation as in $name", async ({ operation, parameters, body }) => {
    const client = createManagementClient({ endpoint: mock.url, credentials });
    // The examples come from the specs, as the operations' types do.
    const call = client.call as (operation: string, input: object) => Promise<unknown>;
    const answer = await call(operation, Object.assign({}, parameters, body));
    expect(isOperationName(operation)).toBe(true);
    const { response } = await loadOperation(isOperationName(operation) ? operation : "ListFoundationModels");
    expect(response.issues(answer)).toEqual([]);
  });

  it("calls every operation of the specs", () => {
    const called = new Set(managementExamples.map(({ operation }) => operation));
    const management = Object.values(operations).filter(({ api }) => api === "management");
    expect(management.map(({ name }) => name).filter((name) => !called.has(name))).toEqual([]);
  });

  it("lists one page after the other", async () => {
    const client = createManagementClient({ endpoint: mock.url, credentials });
    const names: string[] = [];
    for await (const { modelName } of paginate(client, "ListCustomModels")) {
      names.push(modelName);
    }
    expect(names.length).toBeGreaterThan(0);
  });

  it("throws what the mock refuses", async () => {
    const client = createManagementClient({ endpoint: mock.url, credentials });
    await expect(client.call("ListCustomModels", { maxResults: 0 })).rejects.toMatchObject({
      code: "ValidationException",
      status: 400,
      operation: "ListCustomModels",
      requestId: expect.any(String),
    });
  });

  it("gives a declared error by path", async () => {
    const { http } = createManagementClient({ endpoint: mock.url, credentials });
    const headers = { prefer: "code=429, example=throttled" };
    const { error, response } = await http.GET("/foundation-models", { headers });
    expect(response.headers.get("x-amzn-errortype")).toContain("ThrottlingException");
    expect(error?.message).toEqual(expect.any(String));
  });
});

describe("invokeModel", () => {
  it.each(invokeExamples)("calls $api as in $name", async ({ api, parameters, body }) => {
    const client = createRuntimeClient({ endpoint: mock.url, credentials });
    // An example's api is the id of its format, and its body a request of that format.
    const format = api as "bedrock-completion";
    const answer = await invokeModel(client, format, String(parameters.modelId), body as { prompt: string });
    const { invokeResponse } = await loadFormat(format);
    expect(invokeResponse.issues(answer.body)).toEqual([]);
    expect(answer.invocationLatency).toEqual(expect.any(Number));
    client.destroy();
  });

  it("throws what the mock refuses", async () => {
    const client = createRuntimeClient({ endpoint: mock.url, credentials, sdk: { maxAttempts: 1 } });
    const call = invokeModel(client, "bedrock-completion", "no-such.model", { prompt: "Hello" });
    await expect(call).rejects.toMatchObject({
      code: "ValidationException",
      status: 400,
      requestId: expect.any(String),
    });
    client.destroy();
  });
});
