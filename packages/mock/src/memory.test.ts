import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  BedrockClient,
  CreateGuardrailCommand,
  CreateGuardrailVersionCommand,
  CreateModelCopyJobCommand,
  CreateModelCustomizationJobCommand,
  CreateModelInvocationJobCommand,
  CreateProvisionedModelThroughputCommand,
  DeleteCustomModelCommand,
  DeleteGuardrailCommand,
  DeleteProvisionedModelThroughputCommand,
  GetCustomModelCommand,
  GetGuardrailCommand,
  GetModelCopyJobCommand,
  GetModelCustomizationJobCommand,
  GetModelInvocationJobCommand,
  GetProvisionedModelThroughputCommand,
  type GuardrailContentPolicyConfig,
  ListCustomModelsCommand,
  ListGuardrailsCommand,
  ListModelCustomizationJobsCommand,
  ListTagsForResourceCommand,
  paginateListModelCustomizationJobs,
  StopModelCustomizationJobCommand,
  type Tag,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateGuardrailCommand,
  UpdateProvisionedModelThroughputCommand,
} from "@aws-sdk/client-bedrock";
import { type KeptResource, memory as kinds, loadOperation, readPointer } from "@bedrock-contract/validators";
import { type KnownOperation, operations, pathParameters } from "@bedrock-contract/wire";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { examplesOf } from "./examples/read-examples.ts";
import { type Mock, startMock } from "./start-mock.ts";

let mock: Mock;
let client: BedrockClient;

beforeAll(async () => {
  mock = await startMock();
  client = new BedrockClient({ ...mock.clientConfig, maxAttempts: 1 });
});
afterAll(() => {
  client.destroy();
  return mock.close();
});
beforeEach(() => mock.reset());

/** The kinds of resources that requests can create. */
const created = Object.entries(kinds).filter(([, kind]) => deed(kind, "create") !== undefined);

describe.each(created)("%s", (name, kind) => {
  const [creates = ""] = deed(kind, "create") ?? [];
  const [shows = "", show] = deed(kind, "show") ?? [];
  const [lists = "", list] = deed(kind, "list") ?? [];

  test("is shown by each of its names, and listed first, once it is created", async () => {
    const [before, response] = [await itemsOf(lists), await create(creates)];
    const identifier = await identifierOf(response, kind, lists);
    const shown = await send(shows, { [labelOf(kind, shows)]: identifier });
    expect([shows, shown.status]).toEqual([shows, 200]);
    const { response: validator } = await loadOperation(operationOf(shows).name);
    expect([shows, validator?.issues(shown.body)]).toEqual([shows, []]);
    const body = Object(readPointer(shown.body, show?.at ?? ""));
    for (const member of kind.identity ?? []) {
      const { [member]: value } = body;
      if (value !== undefined) {
        expect([member, (await send(shows, { [labelOf(kind, shows)]: value })).body]).toEqual([member, shown.body]);
      }
    }
    const all = await send(lists, {});
    const listValidator = (await loadOperation(operationOf(lists).name)).response;
    expect([lists, listValidator?.issues(all.body)]).toEqual([lists, []]);
    const after = await itemsOf(lists);
    expect([lists, after.length]).toEqual([lists, before.length + 1]);
    expect([name, Object(after[0])[list?.key ?? kind.identity?.[0] ?? ""]]).toEqual([name, identifier]);
  });

  test("is not known to another session, nor after a reset", async () => {
    const identifier = await identifierOf(await create(creates), kind, lists);
    const parameters = { [labelOf(kind, shows)]: identifier };
    expect((await send(shows, parameters, undefined, "other")).status).toBe(404);
    expect((await send(shows, parameters)).status).toBe(200);
    mock.reset();
    expect((await send(shows, parameters)).status).toBe(404);
  });

  test.runIf(kind.token !== undefined)("is created once where a request is repeated with its token", async () => {
    const before = await itemsOf(lists);
    const token = "11112222-3333-4444-5555-666677778888";
    const [one, other] = [await create(creates, token), await create(creates, token)];
    expect([other, (await itemsOf(lists)).length]).toEqual([one, before.length + 1]);
  });

  test.runIf(kind.unique !== undefined)("cannot have a name that is taken", async () => {
    await create(creates, "token-1");
    const { status, errorType } = await send(creates, {}, bodyFor(creates, "token-2"));
    expect([status, errorType]).toEqual([400, kind.unique?.taken]);
  });

  test.runIf(deed(kind, "delete")?.[1].each === undefined && deed(kind, "delete"))(
    "is gone once it is deleted",
    async () => {
      const [deletes = ""] = deed(kind, "delete") ?? [];
      const before = await itemsOf(lists);
      const identifier = await identifierOf(await create(creates), kind, lists);
      mock.clock.advance(60_000);
      const statuses = [];
      for (const operation of [deletes, deletes, shows]) {
        statuses.push((await send(operation, { [labelOf(kind, operation)]: identifier })).status);
      }
      expect([statuses, await itemsOf(lists)]).toEqual([[operationOf(deletes).successStatus, 404, 404], before]);
    },
  );

  test.runIf(kind.tags !== undefined && kind.identity?.[0]?.match(/arn$/i))(
    "has the tags that it was given",
    async () => {
      const [member = "", body] = [kind.tags, bodyFor(creates)];
      const tags = [{ key: "made-by", value: "a test" }];
      const { body: response } = await send(creates, {}, { ...Object(body), [member]: tags });
      const resourceARN = await identifierOf(response, kind, lists);
      expect((await client.send(new ListTagsForResourceCommand({ resourceARN: String(resourceARN) }))).tags).toEqual(
        tags,
      );
    },
  );

  test.runIf(kind.states !== undefined)("reaches the state that lasts by the clock, and not before", async () => {
    const identifier = await identifierOf(await create(creates), kind, lists);
    const stateOf = async () => {
      const { body } = await send(shows, { [labelOf(kind, shows)]: identifier });
      return readPointer(body, `${show?.at ?? ""}/${kind.states?.member}`);
    };
    expect(Object.keys(kind.states?.steps ?? {})).toContain(await stateOf());
    mock.clock.advance(3_600_000);
    expect(kind.states?.ends?.well).toContain(await stateOf());
  });
});

const job = {
  jobName: "mine-1",
  customModelName: "mine",
  roleArn: "arn:aws:iam::111122223333:role/BedrockCustomization",
  baseModelIdentifier: "amazon.nova-lite-v1:0",
  trainingDataConfig: { s3Uri: "s3://example-training-data/mine/" },
  outputDataConfig: { s3Uri: "s3://example-training-results/mine/" },
};

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

test("what a request creates that an example answers is shown and changed", async () => {
  const example = examplesOf("management", "CreateProject").find(({ name }) => name === "minimal");
  const { body } = await send("CreateProject", {}, Object(example?.body));
  expect(body).toEqual(example?.response);
  const { id: projectIdentifier } = Object(body);
  expect((await send("GetProject", { projectIdentifier })).body).toMatchObject(Object(body));
  await send("UpdateProject", { projectIdentifier }, { name: "memory-test" });
  expect((await send("GetProject", { projectIdentifier })).body).toMatchObject({ name: "memory-test" });
});

test("a project is renamed and archived, and not renamed then", async () => {
  const { id: projectIdentifier, arn } = Object((await send("CreateProject", {}, { name: "Mine" })).body);
  expect(arn).toMatch(/:project\/proj_[a-z2-7]{20}$/);
  await send("UpdateProject", { projectIdentifier }, { name: "Ours" });
  const renamed = await send("GetProject", { projectIdentifier: arn });
  expect(renamed.body).toMatchObject({ name: "Ours", status: "active", dataRetention: { mode: "inherit" } });
  const archived = {
    id: projectIdentifier,
    name: "Ours",
    status: "archived",
    archivedAt: expect.stringMatching(/^20/),
  };
  expect((await send("ArchiveProject", { projectIdentifier })).body).toMatchObject(archived);
  const list: unknown = await (await fetch(`${mock.url}/projects?statusFilter=archived`)).json();
  expect(list).toMatchObject({ projectSummaries: [archived, { status: "archived" }] });
  const { errorType } = await send("UpdateProject", { projectIdentifier }, { name: "New" });
  expect(errorType).toBe("ConflictException");
});

test("capacity is bought, renamed and given back", async () => {
  const { provisionedModelArn: provisionedModelId = "" } = await client.send(
    new CreateProvisionedModelThroughputCommand({
      modelUnits: 3,
      provisionedModelName: "mine",
      modelId: "amazon.nova-lite-v1:0:24k",
    }),
  );
  mock.clock.advance(5_000);
  await client.send(
    new UpdateProvisionedModelThroughputCommand({ provisionedModelId, desiredProvisionedModelName: "ours" }),
  );
  const shown = await client.send(new GetProvisionedModelThroughputCommand({ provisionedModelId: "ours" }));
  expect(shown).toMatchObject({ provisionedModelArn: provisionedModelId, status: "Updating", modelUnits: 3 });
  await client.send(new DeleteProvisionedModelThroughputCommand({ provisionedModelId: "ours" }));
  const lost = client.send(new GetProvisionedModelThroughputCommand({ provisionedModelId }));
  await expect(lost).rejects.toMatchObject({ name: "ResourceNotFoundException" });
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

test("a guardrail has versions, which stay as they were when the draft changes", async () => {
  const policy: GuardrailContentPolicyConfig = {
    filtersConfig: [{ type: "HATE", inputStrength: "HIGH", outputStrength: "LOW" }],
  };
  const messages = { blockedInputMessaging: "No.", blockedOutputsMessaging: "Withheld." };
  const { guardrailId: guardrailIdentifier = "" } = await client.send(
    new CreateGuardrailCommand({ name: "mine", description: "First", contentPolicyConfig: policy, ...messages }),
  );
  const shown = (guardrailVersion?: string) =>
    client.send(new GetGuardrailCommand({ guardrailIdentifier, guardrailVersion }));
  expect(await shown()).toMatchObject({
    status: "CREATING",
    version: "DRAFT",
    contentPolicy: { filters: policy.filtersConfig },
  });
  const version = new CreateGuardrailVersionCommand({ guardrailIdentifier, description: "One" });
  expect((await client.send(version)).version).toBe("1");
  mock.clock.advance(2_000);
  const words = { wordsConfig: [{ text: "secret" }] };
  const update = { guardrailIdentifier, name: "mine", wordPolicyConfig: words, ...messages };
  expect(await client.send(new UpdateGuardrailCommand(update))).toMatchObject({ version: "DRAFT" });
  const draft = await shown();
  expect([draft.description, draft.contentPolicy, draft.wordPolicy]).toEqual([
    undefined,
    undefined,
    { words: words.wordsConfig },
  ]);
  expect(await shown("1")).toMatchObject({ description: "One", contentPolicy: { filters: policy.filtersConfig } });
  await expect(shown("2")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  const listed = async (query: object) => {
    const { guardrails = [] } = await client.send(new ListGuardrailsCommand(query));
    return guardrails.filter(({ id }) => id === guardrailIdentifier).map((each) => each.version);
  };
  expect([await listed({}), await listed({ guardrailIdentifier })]).toEqual([["DRAFT"], ["DRAFT", "1"]]);
  await client.send(new DeleteGuardrailCommand({ guardrailIdentifier, guardrailVersion: "1" }));
  expect(await listed({ guardrailIdentifier })).toEqual(["DRAFT"]);
  await client.send(new DeleteGuardrailCommand({ guardrailIdentifier }));
  await expect(shown()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
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

test("a policy has versions, builds and tests, which are gone with it", async () => {
  const policyDefinition = {
    version: "1.0",
    types: [],
    rules: [],
    variables: [{ name: "a", type: "int", description: "A." }],
  };
  const { policyArn, definitionHash } = Object(
    (await send("CreateAutomatedReasoningPolicy", {}, { name: "mine" })).body,
  );
  const policy = { policyArn };
  const changed = Object((await send("UpdateAutomatedReasoningPolicy", policy, { policyDefinition })).body);
  expect(changed.definitionHash).toMatch(/^[\da-f]{128}$/);
  expect(changed.definitionHash).not.toBe(definitionHash);
  const hash = { lastUpdatedDefinitionHash: changed.definitionHash };
  const version = Object((await send("CreateAutomatedReasoningPolicyVersion", policy, hash)).body);
  expect(version).toMatchObject({ policyArn: `${policyArn}:1`, version: "1" });
  const exported = await send("ExportAutomatedReasoningPolicyVersion", { policyArn: version.policyArn });
  expect(exported.body).toEqual(policyDefinition);
  expect(
    await send("UpdateAutomatedReasoningPolicy", { policyArn: version.policyArn }, { policyDefinition }),
  ).toMatchObject({
    errorType: "ConflictException",
  });

  const test = { guardContent: "Yes.", expectedAggregatedFindingsResult: "VALID" };
  const { testCaseId } = Object((await send("CreateAutomatedReasoningPolicyTestCase", policy, test)).body);
  const other = { policyArn: "arn:aws:bedrock:us-east-1:111122223333:automated-reasoning-policy/abcdef123456" };
  const shown = (of: object) => send("GetAutomatedReasoningPolicyTestCase", { ...of, testCaseId });
  expect([(await shown(policy)).status, (await shown(other)).status]).toEqual([200, 404]);
  const unknown = { policyArn: other.policyArn.replace(/.{12}$/, "zzzzzzzzzzzy") };
  expect((await send("CreateAutomatedReasoningPolicyTestCase", unknown, test)).status).toBe(404);

  const build = { ...policy, buildWorkflowType: "IMPORT_POLICY" };
  const started = await send("StartAutomatedReasoningPolicyBuildWorkflow", build, { policyDefinition });
  const { buildWorkflowId } = Object(started.body);
  await send("CancelAutomatedReasoningPolicyBuildWorkflow", { ...policy, buildWorkflowId });
  mock.clock.advance("1s");
  const cancelled = await send("GetAutomatedReasoningPolicyBuildWorkflow", { ...policy, buildWorkflowId });
  expect(cancelled.body).toMatchObject({ status: "CANCELLED", buildWorkflowType: "IMPORT_POLICY" });

  await send("DeleteAutomatedReasoningPolicy", policy);
  expect([(await shown(policy)).status, (await send("GetAutomatedReasoningPolicy", policy)).status]).toEqual([
    404, 404,
  ]);
});

test("a project keeps data as it is told, for each provider", async () => {
  const { id: projectIdentifier, arn: projectArn } = Object((await send("CreateProject", {}, { name: "Mine" })).body);
  const of = { projectIdentifier, modelProvider: "anthropic" };
  expect((await send("GetProjectDataRetentionStorage", of)).status).toBe(404);
  await send("PutProjectDataRetentionStorage", of, { storageDestination: "amazon_managed" });
  const stored = { scope: "project", modelProvider: "anthropic", storageDestination: "amazon_managed", projectArn };
  expect((await send("GetProjectDataRetentionStorage", of)).body).toMatchObject(stored);
  await send(
    "PutProjectDataRetentionStorage",
    { ...of, projectIdentifier: projectArn },
    { storageDestination: "amazon_managed" },
  );
  expect((await send("GetProjectDataRetentionStorage", of)).body).toMatchObject(stored);
  expect((await send("GetProjectDataRetentionStorage", { ...of, modelProvider: "openai" })).status).toBe(404);
  await send("DeleteProjectDataRetentionStorage", of);
  expect((await send("GetProjectDataRetentionStorage", of)).status).toBe(404);
});

test("a program shows what the account has chosen", async () => {
  const program = { programIdentifier: "anthropic-security-research" };
  const before = Object((await send("GetTrustedAccessProgram", program)).body);
  const optIn = "disabled";
  const { status, body } = await send("PutTrustedAccessProgramAccountEnrollment", program, { optIn });
  expect([status, body]).toEqual([200, { optIn, updatedAt: expect.stringMatching(/^20/) }]);
  expect((await send("GetTrustedAccessProgramAccountEnrollment", program)).body).toEqual(body);
  expect((await send("GetTrustedAccessProgram", program)).body).toMatchObject({ ...before, optIn });
  const nobody = { programIdentifier: "no-such-program" };
  expect((await send("PutTrustedAccessProgramAccountEnrollment", nobody, { optIn })).status).toBe(404);
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

test("a profile of a profile has the models of that", async () => {
  const made = async (copyFrom: string) => {
    const request = { inferenceProfileName: `of-${copyFrom.length}`, modelSource: { copyFrom } };
    const { inferenceProfileArn } = Object((await send("CreateInferenceProfile", {}, request)).body);
    const parameters = { inferenceProfileIdentifier: inferenceProfileArn };
    return Object((await send("GetInferenceProfile", parameters)).body).models;
  };
  const model = "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0";
  expect(await made(model)).toEqual([{ modelArn: model }]);
  const profile = "arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.amazon.nova-lite-v1:0";
  const regions = ["us-east-1", "us-east-2", "us-west-2"];
  expect(await made(profile)).toEqual(regions.map((region) => ({ modelArn: model.replace("us-east-1", region) })));
});

test("an endpoint is changed, taken out of the account and put back", async () => {
  const { body } = await send("CreateMarketplaceModelEndpoint", {}, bodyFor("CreateMarketplaceModelEndpoint"));
  const { marketplaceModelEndpoint: made } = Object(body);
  const parameters = { endpointArn: made.endpointArn };
  expect(made).toMatchObject({ status: "REGISTERED", endpointStatus: "Creating" });
  await send("DeregisterMarketplaceModelEndpoint", parameters);
  const shown = async () =>
    Object((await send("GetMarketplaceModelEndpoint", parameters)).body).marketplaceModelEndpoint;
  expect(await shown()).not.toHaveProperty("status");
  const { modelSourceIdentifier } = made;
  await send("RegisterMarketplaceModelEndpoint", parameters, { modelSourceIdentifier });
  expect(await shown()).toMatchObject({ status: "REGISTERED" });
});

test("what there is one of is set, shown and removed", async () => {
  const loggingConfig = { s3Config: { bucketName: "mine-111122223333" }, textDataDeliveryEnabled: true };
  await send("PutModelInvocationLoggingConfiguration", {}, { loggingConfig });
  expect((await send("GetModelInvocationLoggingConfiguration", {})).body).toEqual({ loggingConfig });
  await send("DeleteModelInvocationLoggingConfiguration", {});
  expect((await send("GetModelInvocationLoggingConfiguration", {})).body).toEqual({});
  const resourceArn = "arn:aws:bedrock:us-east-1:111122223333:custom-model/amazon.nova-lite-v1:0:300k/aaaaaaaaaaaa";
  expect((await send("GetResourcePolicy", { resourceArn })).status).toBe(404);
  await send("PutResourcePolicy", {}, { resourceArn, resourcePolicy: '{"Statement":[]}' });
  await send("PutResourcePolicy", {}, { resourceArn, resourcePolicy: "{}" });
  expect((await send("GetResourcePolicy", { resourceArn })).body).toEqual({ resourcePolicy: "{}" });
  await send("DeleteResourcePolicy", { resourceArn });
  expect((await send("GetResourcePolicy", { resourceArn })).status).toBe(404);
});

describe("the memory", () => {
  test("is shown, and set in another session, with its time", async () => {
    await client.send(new CreateModelCustomizationJobCommand(job));
    mock.clock.advance("2h");
    const saved: unknown = await (await fetch(`${mock.url}/_mock/memory`)).json();
    expect(await control("PUT", "/_mock/memory", saved, "copy")).toMatchObject({ status: 204 });
    const { body } = await send("GetModelCustomizationJob", { jobIdentifier: "mine-1" }, undefined, "copy");
    expect(body).toEqual((await send("GetModelCustomizationJob", { jobIdentifier: "mine-1" })).body);
    expect(body).toMatchObject({ jobName: "mine-1", status: "Completed" });
  });

  test.each([
    { saved: {}, want: /kept/ },
    { saved: { kept: [], gone: [], answers: {}, made: -1, now: 0 }, want: /\/made/ },
    {
      saved: {
        kept: [{ kind: "Nobody", id: "a", members: {}, tags: [], since: 0 }],
        gone: [],
        answers: {},
        made: 1,
        now: 0,
      },
      want: /no kind of resource Nobody/,
    },
  ])("is refused where it is none: $want", async ({ saved, want }) => {
    const { status, body } = await control("PUT", "/_mock/memory", saved);
    expect([status, Object(body).message]).toEqual([400, expect.stringMatching(want)]);
  });

  test("is kept in a file from one mock to the next, and a file of another kind is refused", async () => {
    const folder = await mkdtemp(join(tmpdir(), "mock-state-"));
    const state = join(folder, "state.json");
    try {
      const jobsAt = async ({ url }: Mock) => {
        const { modelCustomizationJobSummaries: jobs } = Object(
          await (await fetch(`${url}/model-customization-jobs?nameContains=mine-1`)).json(),
        );
        return jobs.map(({ jobName, status }: { jobName: string; status: string }) => [jobName, status]);
      };
      {
        await using one = await startMock({ state });
        const headers = { "content-type": "application/json" };
        await fetch(`${one.url}/model-customization-jobs`, { method: "POST", headers, body: JSON.stringify(job) });
        one.clock.advance("5s");
        expect(await jobsAt(one)).toEqual([["mine-1", "Completed"]]);
      }
      {
        await using other = await startMock({ state });
        expect(await jobsAt(other)).toEqual([["mine-1", "Completed"]]);
        other.reset();
      }
      await using last = await startMock({ state });
      expect(await jobsAt(last)).toEqual([]);
      await writeFile(state, "{}");
      await expect(startMock({ state })).rejects.toThrow(/state\.json is not the state of a mock: .*kept/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

test.each(["2 hours", "h", "-1h"])("the clock takes no time such as %s", (time) => {
  expect(() => mock.clock.advance(time as `${number}h`)).toThrow(/advance\("/);
});

function deed(kind: KeptResource, does: string) {
  return Object.entries(kind.operations).find(([, each]) => each.does === does);
}

function operationOf(name: string): KnownOperation {
  return operations[name as keyof typeof operations]; // The specs name no other.
}

function labelOf({ owner }: KeptResource, name: string): string {
  return pathParameters(operationOf(name)).find((label) => label !== owner?.parameter) ?? "";
}

/** The parameters with which an example creates a resource: what it is below. */
function exampleParameters(creates: string): Readonly<Record<string, unknown>> {
  const { parameters = {} } = examplesOf("management", creates).find(({ status }) => status < 400) ?? {};
  return parameters;
}

/** The body of an example, with a name or content that no example has. */
function bodyFor(creates: string, token?: string): object {
  const { body } = examplesOf("management", creates).find(({ status }) => status < 400) ?? {};
  const kind = Object.values(kinds).find(({ operations: deeds }) => Object.hasOwn(deeds, creates));
  const { [kind?.token ?? ""]: _, ...members } = Object(body);
  const name = Object.keys(members).find((member) => /(name|guardContent)$/i.test(member));
  const other = name === undefined ? { policyDefinition: { version: "1.0" } } : { [name]: "memory-test" };
  return { ...members, ...other, ...(token !== undefined && { [kind?.token ?? ""]: token }) };
}

async function create(creates: string, token?: string): Promise<unknown> {
  const { status, body } = await send(creates, {}, bodyFor(creates, token));
  expect([creates, status]).toEqual([creates, operationOf(creates).successStatus]);
  const { response } = await loadOperation(operationOf(creates).name);
  expect([creates, response?.issues(body)]).toEqual([creates, []]);
  return body;
}

/** The first name of the resource that was created last. */
async function identifierOf(
  response: unknown,
  { identity = [], operations: deeds }: KeptResource,
  lists: string,
): Promise<unknown> {
  const [first] = await itemsOf(lists);
  const key = deeds[lists]?.key ?? identity[0] ?? "";
  expect(JSON.stringify(response)).toContain(String(Object(first)[identity[0] ?? ""] ?? Object(first)[key]));
  return Object(first)[key];
}

/** What the resource of an operation is below, as the example that creates one says. */
function ownersOf(name: string): Readonly<Record<string, unknown>> {
  const kind = Object.values(kinds).find(({ operations: deeds }) => Object.hasOwn(deeds, name));
  return kind?.owner === undefined ? {} : exampleParameters(deed(kind, "create")?.[0] ?? "");
}

async function itemsOf(lists: string): Promise<readonly unknown[]> {
  const { body } = await send(lists, {});
  return Object.values(Object(body)).find((each): each is unknown[] => Array.isArray(each)) ?? [];
}

async function control(method: string, path: string, body: unknown, session = "control") {
  const headers = { "content-type": "application/json", "x-mock-session": session };
  const response = await fetch(`${mock.url}${path}`, { method, headers, body: JSON.stringify(body) });
  const text = await response.text();
  const parsed: unknown = text === "" ? undefined : JSON.parse(text);
  return { status: response.status, body: parsed };
}

async function send(name: string, parameters: Readonly<Record<string, unknown>>, body?: object, session = "") {
  const { method, path, parameters: declared } = operationOf(name);
  const all = { ...ownersOf(name), ...parameters };
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, label: string) => encodeURIComponent(String(all[label])));
  const token = declared.find(({ in: place, name }) => place === "header" && name.endsWith("token"))?.name;
  // Those that must be there are times of a last change.
  const required = declared.filter(({ in: place, required }) => place === "query" && required);
  const query = required.map((each) => `${each.name}=${new Date(mock.clock.now()).toISOString()}`).join("&");
  const response = await fetch(`${mock.url}${filled}?${query}`, {
    method,
    headers: {
      "content-type": "application/json",
      ...(session !== "" && { "x-mock-session": session }),
      ...(token !== undefined && { [token]: String(Object(body)[token] ?? "") || crypto.randomUUID() }),
    },
    ...(body !== undefined && { body: JSON.stringify({ ...body, [token ?? ""]: undefined }) }),
  });
  const errorType = response.headers.get("x-amzn-errortype")?.split(":")[0];
  const parsed: unknown = await response.json();
  return { status: response.status, errorType, body: parsed };
}
