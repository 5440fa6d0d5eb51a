import {
  BedrockRuntimeClient,
  GetAsyncInvokeCommand,
  paginateListAsyncInvokes,
  StartAsyncInvokeCommand,
  type StartAsyncInvokeCommandInput,
} from "@aws-sdk/client-bedrock-runtime";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { examplesOf } from "./examples/read-examples.ts";
import { type Mock, startMock } from "./index.ts";

let mock: Mock;
let client: BedrockRuntimeClient;

beforeAll(async () => {
  mock = await startMock({ asyncInvokeMs: 90_000 });
  const credentials = { accessKeyId: "any", secretAccessKey: "any" };
  client = new BedrockRuntimeClient({ endpoint: mock.url, region: "us-east-1", credentials });
});
beforeEach(() => mock.reset());
afterAll(async () => {
  client.destroy();
  await mock.close();
});

const INPUT = {
  taskType: "TEXT_VIDEO",
  textToVideoParams: { text: "The tide comes in." },
  videoGenerationConfig: { durationSeconds: 6, fps: 24, dimension: "1280x720" },
};

const REQUEST: StartAsyncInvokeCommandInput = {
  modelId: "amazon.nova-reel-v1:1",
  modelInput: INPUT,
  outputDataConfig: { s3OutputDataConfig: { s3Uri: "s3://amzn-s3-demo-bucket/videos/" } },
};

async function start(rest: Partial<StartAsyncInvokeCommandInput> = {}): Promise<string> {
  const { invocationArn = "" } = await client.send(new StartAsyncInvokeCommand({ ...REQUEST, ...rest }));
  return invocationArn;
}

async function list(filter: object = {}): Promise<(string | undefined)[]> {
  const arns: (string | undefined)[] = [];
  for await (const { asyncInvokeSummaries = [] } of paginateListAsyncInvokes({ client, pageSize: 2 }, filter)) {
    arns.push(...asyncInvokeSummaries.map(({ invocationArn }) => invocationArn));
  }
  return arns;
}

test("two requests whose examples answer with the same ARN do not contradict each other", async () => {
  const starts = examplesOf("nova-reel", "StartAsyncInvoke").filter(({ status }) => status < 400);
  const bodies = starts.map(({ body }) => body as StartAsyncInvokeCommandInput);
  for (const body of [...bodies, ...bodies]) {
    await expect(client.send(new StartAsyncInvokeCommand(body))).resolves.toHaveProperty("invocationArn");
  }
});

test("is in progress until the clock has advanced", async () => {
  const invocationArn = await start();
  expect(invocationArn).toMatch(/^arn:aws:bedrock:us-east-1:111122223333:async-invoke\/[a-z0-9]{12}$/);
  const begun = await client.send(new GetAsyncInvokeCommand({ invocationArn }));
  expect(begun).toMatchObject({
    status: "InProgress",
    modelArn: "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-reel-v1:1",
    outputDataConfig: { s3OutputDataConfig: { s3Uri: expect.stringMatching(/\/videos\/[a-z0-9]{12}$/) } },
  });
  expect(begun.endTime).toBeUndefined();
  mock.clock.advance(90_000);
  const { status, submitTime, endTime } = await client.send(new GetAsyncInvokeCommand({ invocationArn }));
  expect(status).toBe("Completed");
  expect(Number(endTime) - Number(submitTime)).toBe(90_000);
});

test("is listed with the others, page by page, as the filters ask", async () => {
  const [first, second] = [await start(), await start()];
  mock.clock.advance(90_000);
  const third = await start();
  expect(await list()).toEqual([third, second, first]);
  expect(await list({ sortOrder: "Ascending" })).toEqual([first, second, third]);
  expect(await list({ statusEquals: "Completed" })).toEqual([second, first]);
  expect(await list({ statusEquals: "Failed" })).toEqual([]);
  expect(await list({ submitTimeAfter: new Date(mock.clock.now() - 60_000) })).toEqual([third]);
  expect(await list({ submitTimeBefore: new Date(mock.clock.now() - 60_000) })).toEqual([second, first]);
});

test("is started once for a token, and refused for another request with it", async () => {
  const clientRequestToken = "token-1";
  const invocationArn = await start({ clientRequestToken });
  expect(await start({ clientRequestToken })).toBe(invocationArn);
  expect(await list()).toEqual([invocationArn]);
  await expect(
    start({ clientRequestToken, modelInput: { ...INPUT, textToVideoParams: { text: "The tide goes out." } } }),
  ).rejects.toMatchObject({
    name: "ConflictException",
    $metadata: { httpStatusCode: 400 },
  });
});

test("is refused with an input that is not of the model's format, or breaks its rules", async () => {
  const modelInput = { ...INPUT, videoGenerationConfig: { ...INPUT.videoGenerationConfig, fps: 25 } };
  await expect(start({ modelInput })).rejects.toThrow("/modelInput/videoGenerationConfig/fps: must be 24, but was 25");
  const shots = {
    ...INPUT,
    taskType: "MULTI_SHOT_AUTOMATED",
    multiShotAutomatedParams: { text: "The tide comes in." },
  };
  const long = { ...shots, videoGenerationConfig: { ...INPUT.videoGenerationConfig, durationSeconds: 12 } };
  expect(await start({ modelInput: long })).toContain(":async-invoke/");
  await expect(start({ modelId: "amazon.nova-reel-v1:0", modelInput: long })).rejects.toThrow(
    "The taskType of this model is TEXT_VIDEO.",
  );
});

test("takes any input of a model whose inputs no spec describes", async () => {
  const modelId = "arn:aws:bedrock:us-east-1:111122223333:provisioned-model/abcdef123456";
  expect(await start({ modelId, modelInput: { any: true } })).toContain(":async-invoke/");
});

test("is refused for an unknown model, and not found where nothing was started", async () => {
  await expect(start({ modelId: "no-such.model-v9" })).rejects.toThrow("The provided model identifier is invalid.");
  const invocationArn = "arn:aws:bedrock:us-east-1:111122223333:async-invoke/aaaaaaaaaaaa";
  await expect(client.send(new GetAsyncInvokeCommand({ invocationArn }))).rejects.toMatchObject({
    name: "ValidationException",
  });
  const token = `${mock.url}/async-invoke?nextToken=garbage`;
  expect((await fetch(token)).status).toBe(400);
});

test("is one of the examples until something is started", async () => {
  const known = examplesOf("runtime", "GetAsyncInvoke").filter(({ status }) => status < 400);
  expect(await list()).toHaveLength(known.length);
  expect(await list({ statusEquals: "Failed", submitTimeAfter: new Date("2020-01-01") })).toHaveLength(1);
  await start();
  expect(await list()).toHaveLength(1);
});

test("is complete after a while of the machine's own time", async () => {
  await using quick = await startMock({ asyncInvokeMs: 20 });
  const options = { method: "POST", body: JSON.stringify(REQUEST) };
  const { invocationArn } = Object(await (await fetch(`${quick.url}/async-invoke`, options)).json());
  const path = `${quick.url}/async-invoke/${encodeURIComponent(invocationArn)}`;
  await expect.poll(async () => Object(await (await fetch(path)).json()).status).toBe("Completed");
  expect(() => quick.clock.advance(-1)).toThrow("only goes forward");
});
