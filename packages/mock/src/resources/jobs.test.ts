import {
  BedrockClient,
  CreateModelCopyJobCommand,
  CreateModelCustomizationJobCommand,
  CreateModelInvocationJobCommand,
  DeleteCustomModelCommand,
  GetCustomModelCommand,
  GetModelCopyJobCommand,
  GetModelCustomizationJobCommand,
  GetModelInvocationJobCommand,
  ListCustomModelsCommand,
  ListModelCustomizationJobsCommand,
  ListTagsForResourceCommand,
  paginateListModelCustomizationJobs,
  StopModelCustomizationJobCommand,
  type Tag,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-bedrock";
import { describe, expect, test } from "vitest";
import { bodyFor, job, rememberingMock } from "../../test/remembering-mock.ts";
import { startMock } from "../start-mock.ts";

const { client, mock, send } = await rememberingMock();

describe("a customization job", () => {
  const statusOf = async (jobIdentifier: string) =>
    (await client.send(new GetModelCustomizationJobCommand({ jobIdentifier }))).status;

  test("makes a custom model when its time has come", async () => {
    const { jobArn = "" } = await client.send(new CreateModelCustomizationJobCommand(job));
    expect(await statusOf(jobArn)).toBe("InProgress");
    await expect(client.send(new GetCustomModelCommand({ modelIdentifier: "mine" }))).rejects.toThrow(/not exist/);
    mock.clock.advance(5_000);
    const {
      status,
      outputModelArn = "",
      endTime,
    } = await client.send(new GetModelCustomizationJobCommand({ jobIdentifier: "mine-1" }));
    expect([status, endTime instanceof Date]).toEqual(["Completed", true]);
    const model = await client.send(new GetCustomModelCommand({ modelIdentifier: "mine" }));
    expect(model).toMatchObject({ modelArn: outputModelArn, jobArn, jobName: "mine-1", modelStatus: "Creating" });
    mock.clock.advance(5_000);
    const [first] = (await client.send(new ListCustomModelsCommand({ nameContains: "MINE" }))).modelSummaries ?? [];
    expect(first).toMatchObject({ modelArn: outputModelArn, modelStatus: "Active" });
    await client.send(new DeleteCustomModelCommand({ modelIdentifier: outputModelArn }));
    expect((await client.send(new ListCustomModelsCommand({ nameContains: "mine" }))).modelSummaries).toEqual([]);
  });

  test("is stopped, and cannot be stopped once more", async () => {
    const { jobArn = "" } = await client.send(new CreateModelCustomizationJobCommand(job));
    await client.send(new StopModelCustomizationJobCommand({ jobIdentifier: jobArn }));
    expect(await statusOf(jobArn)).toBe("Stopping");
    mock.clock.advance(5_000);
    expect(await statusOf(jobArn)).toBe("Stopped");
    await expect(client.send(new StopModelCustomizationJobCommand({ jobIdentifier: jobArn }))).rejects.toMatchObject({
      name: "ConflictException",
    });
    await expect(client.send(new StopModelCustomizationJobCommand({ jobIdentifier: "nobody" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });

  test("is listed among others by name, state, time and order, on pages without gap and double", async () => {
    for (const n of [1, 2, 3, 4, 5]) {
      await client.send(new CreateModelCustomizationJobCommand({ ...job, jobName: `many-${n}` }));
      mock.clock.advance(1_000);
    }
    const jobs: string[] = [];
    const pages = paginateListModelCustomizationJobs(
      { client, pageSize: 2 },
      { nameContains: "many", sortOrder: "Ascending" },
    );
    for await (const { modelCustomizationJobSummaries: page = [] } of pages) {
      expect(page.length).toBeLessThanOrEqual(2);
      jobs.push(...page.map(({ jobName = "" }) => jobName));
    }
    expect(jobs).toEqual(["many-1", "many-2", "many-3", "many-4", "many-5"]);
    const named = async (filter: object) => {
      const { modelCustomizationJobSummaries: found = [] } = await client.send(
        new ListModelCustomizationJobsCommand({ nameContains: "many", ...filter }),
      );
      return found.map(({ jobName }) => jobName);
    };
    expect(await named({ statusEquals: "Completed" })).toEqual(["many-1"]);
    expect(await named({ creationTimeAfter: new Date(mock.clock.now() - 1_500), sortOrder: "Descending" })).toEqual([
      "many-5",
    ]);
    expect(await named({ creationTimeBefore: new Date(mock.clock.now() - 60_000) })).toEqual([]);
  });

  test("of an example is stopped, too, and stays as the example shows it for others", async () => {
    const { body } = await send("GetModelCustomizationJob", { jobIdentifier: "support-tuning-2" });
    expect(Object(body).status).toBe("InProgress");
    await send("StopModelCustomizationJob", { jobIdentifier: "support-tuning-2" });
    const after = await send("GetModelCustomizationJob", { jobIdentifier: "support-tuning-2" });
    const elsewhere = await send("GetModelCustomizationJob", { jobIdentifier: "support-tuning-2" }, undefined, "other");
    expect([Object(after.body).status, elsewhere.body]).toEqual(["Stopping", body]);
  });
});

test("a batch job goes through its states, one after the other", async () => {
  const { jobArn: jobIdentifier = "" } = await client.send(
    new CreateModelInvocationJobCommand({
      jobName: "batch",
      roleArn: job.roleArn,
      modelId: "amazon.nova-lite-v1:0",
      inputDataConfig: { s3InputDataConfig: { s3Uri: "s3://batch-111122223333/in/" } },
      outputDataConfig: { s3OutputDataConfig: { s3Uri: "s3://batch-111122223333/out/" } },
    }),
  );
  const states = [];
  for (const ms of [0, 1_000, 1_000, 1_000, 5_000]) {
    mock.clock.advance(ms);
    states.push((await client.send(new GetModelInvocationJobCommand({ jobIdentifier }))).status);
  }
  expect(states).toEqual(["Submitted", "Validating", "Scheduled", "InProgress", "Completed"]);
});

test("an import makes an imported model, and a copy a custom model", async () => {
  const { body } = await send("CreateModelImportJob", {}, bodyFor("CreateModelImportJob"));
  const sourceModelArn = "arn:aws:bedrock:us-west-2:444455556666:custom-model/amazon.nova-lite-v1:0:300k/bcdef1234567";
  const copy = Object((await send("CreateModelCopyJob", {}, { sourceModelArn, targetModelName: "copied" })).body);
  mock.clock.advance(5_000);
  const { importedModelArn } = Object((await send("GetModelImportJob", { jobIdentifier: "memory-test" })).body);
  const imported = await send("GetImportedModel", { modelIdentifier: importedModelArn });
  expect(imported.body).toMatchObject({ jobName: "memory-test", jobArn: Object(body).jobArn });
  const copied = Object((await send("GetModelCopyJob", { jobArn: copy.jobArn })).body);
  expect(copied).toMatchObject({ status: "Completed", sourceAccountId: "444455556666" });
  expect(await client.send(new GetCustomModelCommand({ modelIdentifier: "copied" }))).toMatchObject({
    modelArn: copied.targetModelArn,
    baseModelArn: "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0:300k",
  });
});

test("evaluation jobs are deleted several at once, but for those in progress", async () => {
  const { jobArn } = Object((await send("CreateEvaluationJob", {}, bodyFor("CreateEvaluationJob"))).body);
  const example = "arn:aws:bedrock:us-east-1:111122223333:evaluation-job/abcdef123401";
  const unknown = "arn:aws:bedrock:us-east-1:111122223333:evaluation-job/zzzzzzzzzzzz";
  const jobIdentifiers = [jobArn, example, unknown];
  expect((await send("BatchDeleteEvaluationJob", {}, { jobIdentifiers })).body).toEqual({
    evaluationJobs: [{ jobIdentifier: example, jobStatus: "Deleting" }],
    errors: [
      { jobIdentifier: jobArn, code: "409", message: expect.stringMatching(/which is InProgress/) },
      { jobIdentifier: unknown, code: "404", message: expect.stringMatching(/does not exist/) },
    ],
  });
  const shown = await Promise.all(jobIdentifiers.map((jobIdentifier) => send("GetEvaluationJob", { jobIdentifier })));
  expect(shown.map(({ status }) => status)).toEqual([200, 404, 404]);
});

test("resources are in the Region of the mock, and speak of those in another", async () => {
  await using other = await startMock({ region: "eu-west-1" });
  const there = new BedrockClient({ ...other.clientConfig, maxAttempts: 1 });
  const sourceModelArn = "arn:aws:bedrock:us-east-1:111122223333:custom-model/amazon.nova-lite-v1:0:300k/bcdef1234567";
  const { jobArn } = await there.send(new CreateModelCopyJobCommand({ sourceModelArn, targetModelName: "copied" }));
  expect(await there.send(new GetModelCopyJobCommand({ jobArn }))).toMatchObject({
    jobArn: expect.stringMatching(/^arn:aws:bedrock:eu-west-1:/),
    targetModelArn: expect.stringMatching(/^arn:aws:bedrock:eu-west-1:/),
    sourceModelArn,
  });
  there.destroy();
});

test("tags are set, replaced and removed, at most 200", async () => {
  const jobTags = [{ key: "a", value: "1" }];
  const { jobArn = "" } = await client.send(new CreateModelCustomizationJobCommand({ ...job, jobTags }));
  const tag = (tags: Tag[], resourceARN = jobArn) => client.send(new TagResourceCommand({ resourceARN, tags }));
  const tags = async () => (await client.send(new ListTagsForResourceCommand({ resourceARN: jobArn }))).tags;
  const [a, b] = [
    { key: "a", value: "2" },
    { key: "b", value: "" },
  ];
  await tag([a, b]);
  expect(await tags()).toEqual([a, b]);
  await client.send(new UntagResourceCommand({ resourceARN: jobArn, tagKeys: ["a", "c"] }));
  expect(await tags()).toEqual([b]);
  const many = Array.from({ length: 200 }, (_, n) => ({ key: `key-${n}`, value: "" }));
  await expect(tag(many)).rejects.toMatchObject({ name: "TooManyTagsException" });
  await expect(tag([a], jobArn.replace(/.{12}$/, "zzzzzzzzzzzz"))).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test("tags of what an example shows are read without a trace, and kept once they are set", async () => {
  const resourceARN = "arn:aws:bedrock:us-east-1:111122223333:custom-model/amazon.nova-lite-v1:0:300k/bcdef1234567";
  const before: unknown = await (await fetch(`${mock.url}/_mock/memory`)).json();
  const { tags = [] } = await client.send(new ListTagsForResourceCommand({ resourceARN }));
  expect(await (await fetch(`${mock.url}/_mock/memory`)).json()).toEqual({
    ...Object(before),
    now: expect.any(Number),
  });
  const added = { key: "made-by", value: "a test" };
  await client.send(new TagResourceCommand({ resourceARN, tags: [added] }));
  expect((await client.send(new ListTagsForResourceCommand({ resourceARN }))).tags).toEqual([...tags, added]);
});

test("what does not exist is refused in Bedrock's words, where they are known", async () => {
  for (const name of ["StopModelInvocationJob", "GetModelInvocationJob"]) {
    const { status, errorType, body } = await send(name, { jobIdentifier: "abcdefghijkl" });
    expect([status, errorType, body]).toEqual([
      404,
      "ResourceNotFoundException",
      { message: "The provided batch inference job was not found." },
    ]);
  }
});
