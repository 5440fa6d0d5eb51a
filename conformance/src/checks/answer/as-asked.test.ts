import { describe, expect, test } from "vitest";
import { caseById } from "../../../test/case-by-id.ts";
import { changed, faultsOf } from "../../../test/faults-of.ts";
import type { Case } from "../../case.ts";

const at = async (id: string, parameters: Case["parameters"]): Promise<Case> => ({
  ...(await caseById(id)),
  parameters,
});

describe("a list passes the filters of its request", () => {
  const MODELS = "management/ListFoundationModels/all";
  const CUSTOM = "management/ListCustomModels/all";
  const JOBS = "management/ListModelCustomizationJobs/all";
  const CAPACITY = "management/ListProvisionedModelThroughputs/all";

  test.each([
    { of: MODELS, parameters: {}, want: [] },
    { of: MODELS, parameters: { byProvider: "Anthropic" }, want: ["as-asked"] },
    { of: MODELS, parameters: { byOutputModality: "TEXT" }, want: ["as-asked"] },
    { of: "management/ListFoundationModels/filtered", parameters: { byInferenceType: "ON_DEMAND" }, want: [] },
    { of: MODELS, parameters: { byInferenceType: "PROVISIONED" }, want: ["as-asked"] },
    { of: MODELS, parameters: { byCustomizationType: "FINE_TUNING" }, want: ["as-asked"] },
    { of: CUSTOM, parameters: { nameContains: "assist" }, want: ["as-asked"] },
    { of: CUSTOM, parameters: { nameContains: "T" }, want: [] },
    { of: CUSTOM, parameters: { maxResults: 1 }, want: ["as-asked"] },
    { of: CUSTOM, parameters: { maxResults: 2 }, want: [] },
    { of: CUSTOM, parameters: { maxResults: "1" }, want: ["as-asked"] },
    {
      of: CUSTOM,
      parameters: { baseModelArnEquals: "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0" },
      want: ["as-asked"],
    },
    { of: CUSTOM, parameters: { creationTimeAfter: "2026-03-02T00:00:00Z" }, want: ["as-asked"] },
    { of: CUSTOM, parameters: { creationTimeBefore: "2026-03-02T00:00:00Z" }, want: ["as-asked"] },
    { of: CUSTOM, parameters: { creationTimeAfter: "2026-03-01T12:00:00Z" }, want: [] },
    { of: CUSTOM, parameters: { sortBy: "CreationTime", sortOrder: "Descending" }, want: [] },
    { of: CUSTOM, parameters: { sortBy: "CreationTime", sortOrder: "Ascending" }, want: ["as-asked"] },
    { of: CUSTOM, parameters: { modelStatus: "Failed" }, want: ["as-asked"] },
    { of: JOBS, parameters: { statusEquals: "Completed" }, want: ["as-asked"] },
    { of: CAPACITY, parameters: { statusEquals: "InService" }, want: ["as-asked"] },
    {
      of: CAPACITY,
      parameters: { modelArnEquals: "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0:24k" },
      want: ["as-asked"],
    },
  ])("$of asked with $parameters", async ({ of, parameters, want }) => {
    const given = await at(of, parameters);

    expect(await faultsOf(given, { body: given.expect.body })).toEqual(want);
  });

  test.each([
    { parameters: { statusEquals: "Failed" }, want: ["as-asked"] },
    { parameters: { maxResults: 1 }, want: ["as-asked"] },
    { parameters: { submitTimeAfter: "2030-01-01T00:00:00Z" }, want: ["as-asked"] },
    { parameters: { submitTimeBefore: "2030-01-01T00:00:00Z" }, want: [] },
  ])("asynchronous invocations asked with $parameters", async ({ parameters, want }) => {
    const given = await at("runtime/ListAsyncInvokes/all", parameters);

    expect(await faultsOf(given, { body: given.expect.body })).toEqual(want);
  });

  test("an empty list passes all of them", async () => {
    const given = await at(MODELS, { byProvider: "Anthropic", byOutputModality: "TEXT" });

    expect(await faultsOf(given, { body: { modelSummaries: [] } })).toEqual([]);
  });
});

describe("a resource is the one that was asked for", () => {
  const MODEL = "management/GetFoundationModel/by-id";
  const JOB = "management/GetModelCustomizationJob/completed";
  const ASSETS = "management/GetAutomatedReasoningPolicyBuildWorkflowResultAssets/quality-report";
  const GATEWAY = "gateway/GetModel/by-id";
  const arn = "arn:aws:bedrock:us-east-1::foundation-model/";

  test.each([
    { of: MODEL, set: {}, want: [] },
    { of: MODEL, set: { "/modelDetails/modelId": "amazon.nova-lite-v1:0" }, want: ["as-asked"] },
    { of: MODEL, set: { "/modelDetails/modelArn": `${arn}amazon.nova-lite-v1:0` }, want: ["as-asked"] },
    { of: JOB, set: {}, want: [] },
    {
      of: JOB,
      set: { "/jobArn": "arn:aws:bedrock:us-east-1:111122223333:model-customization-job/a.b:1/other" },
      want: ["as-asked"],
    },
    { of: ASSETS, set: {}, want: [] },
    { of: ASSETS, set: { "/buildWorkflowAssets": { buildLog: { entries: [] } } }, want: ["as-asked"] },
    { of: GATEWAY, set: {}, want: [] },
    { of: GATEWAY, set: { "/id": "another-model" }, want: ["as-asked"] },
  ])("$of with $set", async ({ of, set, want }) => {
    const given = await caseById(of);

    expect(await faultsOf(given, { body: changed(given.expect.body, set) })).toEqual(want);
  });

  test("by its name, its ARN or the id at the end of it", async () => {
    const { expect: right } = await caseById(JOB);
    const { jobName, jobArn } = right.body as { jobName: string; jobArn: string }; // As its example file shows it.
    for (const jobIdentifier of [jobName, jobArn, jobArn.split("/").at(-1)]) {
      expect(await faultsOf(await at(JOB, { jobIdentifier }), { body: right.body })).toEqual([]);
    }
    expect(await faultsOf(await at(JOB, { jobIdentifier: "other" }), { body: right.body })).toEqual(["as-asked"]);
  });
});

test.each([
  { parameters: {}, set: {}, want: [] },
  { parameters: {}, set: { "/version": "1" }, want: ["as-asked"] },
  { parameters: { guardrailVersion: "1" }, set: { "/version": "1" }, want: [] },
  { parameters: { guardrailVersion: "1" }, set: {}, want: ["as-asked"] },
])("a guardrail asked with $parameters, answered with $set", async ({ parameters, set, want }) => {
  const given = await at("management/GetGuardrail/draft", { guardrailIdentifier: "abcdef123456", ...parameters });

  expect(await faultsOf(given, { body: changed(given.expect.body, set) })).toEqual(want);
});

describe("a member is there where its parameter is given, and only there", () => {
  const PROGRAM = "management/GetTrustedAccessProgram";
  const PROGRAMS = "management/ListTrustedAccessPrograms";
  const projectIdentifier = "proj_abcdefghij2345672345";

  test.each([
    { of: `${PROGRAM}/enabled`, parameters: {}, want: [] },
    { of: `${PROGRAM}/enabled`, parameters: { projectIdentifier }, want: ["as-asked"] },
    { of: `${PROGRAM}/of-a-project`, parameters: { projectIdentifier }, want: [] },
    { of: `${PROGRAM}/of-a-project`, parameters: { projectIdentifier: "proj_other" }, want: ["as-asked"] },
    { of: `${PROGRAM}/of-a-project`, parameters: {}, want: ["as-asked"] },
    { of: `${PROGRAMS}/all`, parameters: {}, want: [] },
    { of: `${PROGRAMS}/all`, parameters: { projectIdentifier }, want: ["as-asked"] },
    { of: `${PROGRAMS}/of-a-project`, parameters: { projectIdentifier }, want: [] },
    { of: `${PROGRAMS}/of-a-project`, parameters: { projectIdentifier: "proj_other" }, want: ["as-asked"] },
    { of: `${PROGRAMS}/of-a-project`, parameters: {}, want: ["as-asked"] },
    { of: `${PROGRAMS}/none`, parameters: { projectIdentifier }, want: [] },
  ])("$of asked with $parameters", async ({ of, parameters, want }) => {
    const given = await at(of, parameters);

    expect(await faultsOf(given, { body: given.expect.body })).toEqual(want);
  });
});

describe("what every real response has is expected", () => {
  test.each([
    { of: "management/ListFoundationModels/all", body: {} },
    {
      of: "management/ListFoundationModels/all",
      body: { modelSummaries: [{ modelArn: "arn:aws:bedrock:us-east-1::foundation-model/a.b", modelId: "a.b" }] },
    },
    { of: "management/GetFoundationModel/by-id", body: {} },
    { of: "management/ListCustomModels/all", body: {} },
    { of: "management/ListModelCustomizationJobs/all", body: {} },
    { of: "management/ListProvisionedModelThroughputs/all", body: {} },
  ])("$of answered $body", async ({ of, body }) => {
    const given = await at(of, {});

    expect(await faultsOf(given, { body: given.expect.body })).toEqual([]);
    expect(await faultsOf(given, { body })).toEqual(["expected-members"]);
  });
});
