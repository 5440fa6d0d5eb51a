import { BedrockRuntimeClient, InvokeModelWithResponseStreamCommand } from "@aws-sdk/client-bedrock-runtime";
import { type Mock, type MockExample, readExamples, startMock } from "@bedrock-contract/mock";
import { formats as listed, loadDescription, loadFormat, loadOperation, streamOf } from "@bedrock-contract/validators";
import { isOperationName, operations } from "@bedrock-contract/wire";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { someOf } from "../../../.some-of.ts";
import { exampleOptions, preferExample } from "../test/example-options.ts";
import { invokeModel } from "./invoke/invoke-model.ts";
import { invokeModelStream } from "./invoke/invoke-model-stream.ts";
import { createRuntimeClient } from "./invoke/runtime-client.ts";
import { createManagementClient } from "./management/management-client.ts";
import { paginate } from "./management/paginate.ts";

const formats = await Promise.all(listed.map(({ id }) => loadDescription(id)));

const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const examples = readExamples();
const successes = examples.filter(({ status }) => status < 300);
const managementExamples = successes.filter(({ api }) => api === "management");
const invokeExamples = successes.filter(({ operation, api }) => operation === "InvokeModel" && api !== "runtime");
const formatExamples = examples.filter(
  ({ operation, api }) => operation === "InvokeModelWithResponseStream" && api !== "runtime",
);
const streamExamples = formatExamples.filter(({ status, streamException }) => status === 200 && !streamException);
const brokenStreamExamples = formatExamples.filter(({ streamException }) => streamException);
const streamErrorExamples = formatExamples.filter(({ api, status }) => api === "bedrock-completion" && status > 299);
let mock: Mock;

beforeAll(async () => {
  mock = await startMock({ chunkDelayMs: 0 });
});
// What one example writes no other one shows.
beforeEach(() => mock.reset());
afterAll(() => mock.close());

describe("management client", () => {
  // What a flow does is known after what it follows only.
  const standing = managementExamples.filter(({ isFlow = false }) => !isFlow);
  it.each(someOf(standing, ({ operation }) => operation))(
    "calls $operation as in $name",
    { tags: "longer" },
    async ({ operation, parameters, body }) => {
      const client = createManagementClient({ endpoint: mock.url, credentials });
      // The examples come from the specs, as the operations' types do.
      const call = client.call as (operation: string, input: object) => Promise<unknown>;
      const answer = await call(operation, Object.assign({}, parameters, body));
      expect(isOperationName(operation)).toBe(true);
      const { response } = await loadOperation(isOperationName(operation) ? operation : "ListFoundationModels");
      expect(response.issues(answer)).toEqual([]);
    },
  );

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
  it.each(someOf(invokeExamples, ({ api }) => api))("calls $api as in $name", { tags: "longer" }, async (example) => {
    const client = createRuntimeClient({ endpoint: mock.url, credentials });
    const { modelId, format, body } = formatRequestOf(example);
    const answer = await invokeModel(client, format, modelId, body, exampleOptions(example));
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

describe("invokeModelStream", () => {
  it("has a stream of every format that streams", () => {
    const streaming = formats.filter((format) => streamOf(format) !== undefined).map(({ id }) => id);
    expect(new Set(streamExamples.map(({ api }) => api))).toEqual(new Set(streaming));
  });

  it.each(someOf(streamExamples, ({ api }) => api))(
    "reads the stream of $api $name",
    { tags: "longer" },
    async (example) => {
      const { received, reason, stream } = await readStream(example);
      expect(received.length).toBeGreaterThan(0);
      expect(stream).toMatchObject({ contentType: "application/json", requestId: expect.any(String) });
      expect(reason).toBeUndefined();
      expect(received).toEqual(await chunksOfSdkAlone(example));
    },
  );

  it.each(someOf(brokenStreamExamples, ({ streamException }) => streamException?.type))(
    "throws the exception within the stream of $api $name",
    { tags: "longer" },
    async (example) => {
      const { type = "", members: { message, ...members } = {} } = example.streamException ?? {};
      const { reason } = await readStream(example);
      expect(reason).toMatchObject({ code: type[0]?.toUpperCase() + type.slice(1), status: 200, members });
      expect(reason).toHaveProperty("message", expect.stringContaining(String(message)));
    },
  );

  it.each(streamErrorExamples)("rejects with $errorType, as in $name", async (example) => {
    const sdk = { maxAttempts: 1 };
    const client = preferExample(createRuntimeClient({ endpoint: mock.url, credentials, sdk }), example);
    const [request = example] = streamExamples;
    const { modelId, format, body } = formatRequestOf(request);
    await expect(invokeModelStream(client, format, modelId, body)).rejects.toMatchObject({
      code: example.errorType,
      status: example.status,
      operation: "InvokeModelWithResponseStream",
    });
    client.destroy();
  });

  it("frees the mock when the loop is left", async () => {
    const slow = await startMock({ chunkDelayMs: 60_000 });
    const client = createRuntimeClient({ endpoint: slow.url, credentials });
    const [example] = streamExamples;
    if (example === undefined) {
      return expect.unreachable();
    }
    const { modelId, format, body } = formatRequestOf(example);
    for await (const _ of await invokeModelStream(client, format, modelId, body)) {
      break;
    }
    client.destroy();
    await slow.close();
  });
});

/** An example's api is the id of its format, and its body a request of that format. */
function formatRequestOf({ api, parameters, body }: MockExample) {
  const format = api as "bedrock-completion";
  return { modelId: String(parameters.modelId), format, body: body as { prompt: string } };
}

async function readStream(example: MockExample) {
  const client = preferExample(createRuntimeClient({ endpoint: mock.url, credentials }), example);
  const { modelId, format, body } = formatRequestOf(example);
  const options = { ...exampleOptions(example), onInvalidChunk: "throw" } as const;
  const stream = await invokeModelStream(client, format, modelId, body, options);
  const received: unknown[] = [];
  try {
    for await (const chunk of stream) {
      received.push(chunk);
    }
    return { stream, received };
  } catch (reason) {
    return { stream, received, reason };
  } finally {
    client.destroy();
  }
}

/** What the AWS SDK reads of the same stream without this package. */
async function chunksOfSdkAlone(example: MockExample): Promise<unknown[]> {
  const client = preferExample(
    new BedrockRuntimeClient({ endpoint: mock.url, credentials, region: "us-east-1" }),
    example,
  );
  const command = new InvokeModelWithResponseStreamCommand({
    modelId: String(example.parameters.modelId),
    contentType: "application/json",
    body: JSON.stringify(example.body),
    ...sdkInput(example),
  });
  const { body = [] } = await client.send(command);
  const received: unknown[] = [];
  for await (const event of body) {
    received.push(JSON.parse(new TextDecoder().decode(event.chunk?.bytes)));
  }
  client.destroy();
  return received;
}

function sdkInput(example: MockExample) {
  const { requestMetadata: _, ...options } = exampleOptions(example);
  return options;
}
