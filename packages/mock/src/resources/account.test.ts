import {
  CreateGuardrailCommand,
  CreateGuardrailVersionCommand,
  CreateProvisionedModelThroughputCommand,
  DeleteGuardrailCommand,
  DeleteProvisionedModelThroughputCommand,
  GetGuardrailCommand,
  GetProvisionedModelThroughputCommand,
  type GuardrailContentPolicyConfig,
  ListGuardrailsCommand,
  UpdateGuardrailCommand,
  UpdateProvisionedModelThroughputCommand,
} from "@aws-sdk/client-bedrock";
import { expect, test } from "vitest";
import { bodyFor, rememberingMock } from "../../test/remembering-mock.ts";
import { examplesOf } from "../examples/read-examples.ts";

const { client, mock, send } = await rememberingMock();

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

test("pages have neither a gap nor a double when something is created in between", async () => {
  const create = async (name: string): Promise<string> => Object((await send("CreateProject", {}, { name })).body).id;
  const made = [await create("One"), await create("Two"), await create("Three")];
  const found: string[] = [];
  for (let nextToken: string | undefined, page = 0; page === 0 || nextToken !== undefined; page++) {
    const { projectSummaries, nextToken: next } = await get(`projects?maxResults=1${token(nextToken)}`);
    found.push(...projectSummaries.map(({ id }: { readonly id: string }) => id));
    nextToken = next;
    await (page < 2 && create("Later"));
  }
  expect(found).toEqual([...new Set(found)]);
  expect(found).toEqual(expect.arrayContaining(made));
  expect(await get("projects?nextToken=eyJzdGFydCI6MX0")).toMatchObject({
    message: expect.stringContaining("nextToken"),
  });
});

function token(nextToken: string | undefined): string {
  return nextToken === undefined ? "" : `&nextToken=${encodeURIComponent(nextToken)}`;
}

/** What the mock answers to a query. */
async function get(path: string) {
  return Object(await (await fetch(`${mock.url}/${path}`)).json());
}

test("trusted access of a project that does not exist is refused, whatever was set before", async () => {
  const programIdentifier = "anthropic-early-models";
  await send("PutTrustedAccessProgramAccountEnrollment", { programIdentifier }, { optIn: "disabled" });
  const unknown = await get("trusted-access-programs?projectIdentifier=proj_zzzzzzzzzz2345672345");
  expect(unknown.message).toContain("does not exist");
  expect((await get("trusted-access-programs")).programSummaries).toHaveLength(4);
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

test.each(["meta.llama3-1-8b-instruct-v1:0", "anthropic.claude-3-haiku-20240307-v1:0"])(
  "an agreement opens %s, and its end closes it",
  async (modelId) => {
    const availability = async () => {
      const { body } = await send("GetFoundationModelAvailability", { modelId });
      const { agreementAvailability, entitlementAvailability } = Object(body);
      return [agreementAvailability, entitlementAvailability];
    };
    await send("CreateFoundationModelAgreement", {}, { modelId, offerToken: "dG9rZW4=" });
    expect(await availability()).toEqual([{ status: "AVAILABLE" }, "AVAILABLE"]);
    await send("DeleteFoundationModelAgreement", {}, { modelId });
    expect(await availability()).toEqual([{ status: "NOT_AVAILABLE" }, "NOT_AVAILABLE"]);
  },
);

test("tests run against a build that there is, which has no scenario yet", async () => {
  const { policyArn } = Object((await send("CreateAutomatedReasoningPolicy", {}, { name: "tested" })).body);
  const build = { policyArn, buildWorkflowType: "IMPORT_POLICY" };
  const policyDefinition = { version: "1.0", types: [], rules: [], variables: [] };
  const started = await send("StartAutomatedReasoningPolicyBuildWorkflow", build, { policyDefinition });
  const { buildWorkflowId } = Object(started.body);
  const unknown = "11111111-1111-4111-8111-111111111111";

  for (const name of ["StartAutomatedReasoningPolicyTestWorkflow", "GetAutomatedReasoningPolicyNextScenario"]) {
    const found = await send(name, { policyArn, buildWorkflowId });
    expect([name, found.status, found.body]).toEqual([name, 200, { policyArn }]);
    const lost = await send(name, { policyArn, buildWorkflowId: unknown });
    expect([name, lost.status]).toEqual([name, 404]);
  }
  await send("DeleteAutomatedReasoningPolicyBuildWorkflow", { policyArn, buildWorkflowId });
  const gone = await send("GetAutomatedReasoningPolicyNextScenario", { policyArn, buildWorkflowId });
  expect(gone.status).toBe(404);
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

test("a program shows what the account has chosen", async () => {
  const program = { programIdentifier: "anthropic-security-research" };
  const before = Object((await send("GetTrustedAccessProgram", program)).body);
  const optIn = "disabled";
  const { status, body } = await send("PutTrustedAccessProgramAccountEnrollment", program, { optIn });
  expect([status, body]).toEqual([200, { optIn, updatedAt: expect.stringMatching(/^20/) }]);
  expect((await send("GetTrustedAccessProgramAccountEnrollment", program)).body).toEqual(body);
  const after = { ...before, ...Object(body), status: "disabled", source: "account" };
  expect((await send("GetTrustedAccessProgram", program)).body).toEqual(after);
  const nobody = { programIdentifier: "no-such-program" };
  expect((await send("PutTrustedAccessProgramAccountEnrollment", nobody, { optIn })).status).toBe(404);
});

test("a program shows what a project has chosen, or else what the account or the organization has", async () => {
  const program = { programIdentifier: "anthropic-security-research" };
  const { id: projectIdentifier, arn: projectArn } = Object((await send("CreateProject", {}, { name: "Mine" })).body);
  const shown = async (query = `?projectIdentifier=${projectIdentifier}`) =>
    Object(await (await fetch(`${mock.url}/trusted-access-programs/anthropic-security-research${query}`)).json());
  const seen = async (query?: string) => {
    const { optIn, status, source } = await shown(query);
    return [optIn, status, source];
  };
  expect(await seen()).toEqual(["inherit", "eligible", "program_default"]);
  expect((await shown()).resolvedFor).toEqual({ accountId: "111122223333", projectArn });
  await send("PutTrustedAccessProgramOrganizationEnrollment", program, { optIn: "enabled" });
  expect([await seen(), await seen("")]).toEqual([
    ["enabled", "enabled", "organization"],
    ["enabled", "enabled", "organization"],
  ]);
  await send("PutTrustedAccessProgramProjectEnrollment", { ...program, projectIdentifier }, { optIn: "disabled" });
  expect([await seen(), await seen("")]).toEqual([
    ["disabled", "disabled", "project"],
    ["enabled", "enabled", "organization"],
  ]);
  const listed = await get(`trusted-access-programs?projectIdentifier=${projectIdentifier}`);
  expect(listed.programSummaries).toContainEqual(await shown());
  await send("PutTrustedAccessProgramProjectEnrollment", { ...program, projectIdentifier }, { optIn: "inherit" });
  await send("PutTrustedAccessProgramAccountEnrollment", program, { optIn: "disabled" });
  expect(await seen()).toEqual(["disabled", "disabled", "account"]);
  expect((await shown("?projectIdentifier=proj_zzzzzzzzzz2345672345")).message).toContain("does not exist");
});

test("nobody takes part without approval, and the same choice is made once", async () => {
  const put = (programIdentifier: string, optIn: string) =>
    send("PutTrustedAccessProgramAccountEnrollment", { programIdentifier }, { optIn });
  expect((await put("openai-research-preview", "enabled")).errorType).toBe("ConflictException");
  expect((await put("openai-research-preview", "disabled")).status).toBe(200);
  const { body } = await put("anthropic-early-models", "inherit");
  mock.clock.advance("1h");
  expect((await put("anthropic-early-models", "inherit")).body).toEqual(body);
  const early = Object((await send("GetTrustedAccessProgram", { programIdentifier: "anthropic-early-models" })).body);
  // The organization takes part.
  expect([early.optIn, early.status, early.source]).toEqual(["enabled", "enabled", "organization"]);
  const program = { programIdentifier: "anthropic-early-models" };
  await send("PutTrustedAccessProgramOrganizationEnrollment", program, { optIn: "inherit" });
  const left = Object((await send("GetTrustedAccessProgram", program)).body);
  expect([left.optIn, left.status, left.updatedAt]).toEqual(["inherit", "eligible", undefined]);
});

test("an application has a new token each time, for a project that is active", async () => {
  const { id: projectIdentifier } = Object((await send("CreateProject", {}, { name: "Mine" })).body);
  const of = { programIdentifier: "openai-life-sciences", projectIdentifier };
  const start = async () => {
    const { status, errorType, body } = await send("StartTrustedAccessProgramProjectApplication", of);
    return { status, errorType, ...Object(body).result?.providerHandoff };
  };
  const [one, other] = [await start(), await start()];
  expect([one.status, one.enrollmentUrl]).toEqual([200, "https://www.example.org/life-sciences/apply"]);
  expect(one.applicationToken).not.toBe(other.applicationToken);
  expect(Date.parse(one.applicationTokenExpiresAt)).toBeGreaterThan(mock.clock.now());
  const closed = { ...of, programIdentifier: "anthropic-security-research" };
  const refused = await send("StartTrustedAccessProgramProjectApplication", closed);
  expect(refused.errorType).toBe("ValidationException");
  await send("ArchiveProject", { projectIdentifier });
  expect((await start()).errorType).toBe("ValidationException");
});

test("a model is offered, and an offer can be accepted", async () => {
  const modelId = "mistral.mistral-7b-instruct-v0:2";
  const availability = async () => {
    const { body } = await send("GetFoundationModelAvailability", { modelId });
    return Object(body).agreementAvailability.status;
  };
  expect(await availability()).toBe("NOT_AVAILABLE");
  const { offers } = Object((await send("ListFoundationModelAgreementOffers", { modelId })).body);
  const { offerToken } = offers[0];
  expect((await send("CreateFoundationModelAgreement", {}, { modelId, offerToken })).status).toBe(202);
  expect(await availability()).toBe("AVAILABLE");
  const nobodys = { modelId: "nobody.no-such-model-v1:0" };
  for (const name of ["ListFoundationModelAgreementOffers", "GetFoundationModelAvailability"]) {
    expect([name, (await send(name, nobodys)).status]).toEqual([name, 404]);
  }
  expect((await send("CreateFoundationModelAgreement", {}, { ...nobodys, offerToken })).status).toBe(404);
});

test("a build that is done shows what it has made, and how its tests went", async () => {
  const { policyArn } = Object((await send("CreateAutomatedReasoningPolicy", {}, { name: "tested" })).body);
  const types = [{ name: "T", description: "A type.", values: [{ value: "A" }] }];
  const policyDefinition = { version: "1.0", types, rules: [], variables: [] };
  const given = { guardContent: "Yes.", expectedAggregatedFindingsResult: "VALID" };
  const cases = [];
  for (const guardContent of ["Yes.", "No.", "Perhaps."]) {
    const { body } = await send("CreateAutomatedReasoningPolicyTestCase", { policyArn }, { ...given, guardContent });
    cases.push(Object(body).testCaseId);
  }
  const start = { policyArn, buildWorkflowType: "IMPORT_POLICY" };
  const started = await send("StartAutomatedReasoningPolicyBuildWorkflow", start, { policyDefinition });
  const build = { policyArn, buildWorkflowId: Object(started.body).buildWorkflowId };
  const path = `${mock.url}/automated-reasoning-policies/${encodeURIComponent(policyArn)}/build-workflows/${build.buildWorkflowId}`;
  const asset = async (assetType: string) => {
    const response = await fetch(`${path}/result-assets?assetType=${assetType}`);
    return [response.status, Object(await response.json()).buildWorkflowAssets];
  };
  expect(await asset("POLICY_DEFINITION")).toEqual([404, undefined]);
  mock.clock.advance("1m");
  expect(await asset("POLICY_DEFINITION")).toEqual([200, { policyDefinition }]);
  const [status, { qualityReport }] = await asset("QUALITY_REPORT");
  expect([status, qualityReport.typeCount, qualityReport.ruleCount]).toEqual([200, 1, 0]);
  expect((await asset("FIDELITY_REPORT"))[0]).toBe(404);

  const result = async (testCaseId: string) => {
    const { body } = await send("GetAutomatedReasoningPolicyTestResult", { ...build, testCaseId });
    const { testRunStatus, testRunResult, testCase } = Object(body).testResult;
    return [testRunStatus, testRunResult, testCase.guardContent];
  };
  expect(await result(cases[0])).toEqual(["NOT_STARTED", undefined, "Yes."]);
  await send("StartAutomatedReasoningPolicyTestWorkflow", build, { testCaseIds: [cases[1]] });
  expect(await result(cases[1])).toEqual(["SCHEDULED", undefined, "No."]);
  mock.clock.advance("1m");
  expect(await result(cases[1])).toEqual(["COMPLETED", "PASSED", "No."]);
  expect((await result(cases[2]))[0]).toBe("NOT_STARTED");
  const { testResults } = Object((await send("ListAutomatedReasoningPolicyTestResults", build)).body);
  expect(testResults).toHaveLength(1);
  await send("StartAutomatedReasoningPolicyTestWorkflow", build, {});
  expect([await result(cases[0]), await result(cases[1])]).toEqual([
    ["SCHEDULED", undefined, "Yes."],
    ["SCHEDULED", undefined, "No."],
  ]);
  const other = Object((await send("StartAutomatedReasoningPolicyBuildWorkflow", start, { policyDefinition })).body);
  const ofOther = { policyArn, buildWorkflowId: other.buildWorkflowId };
  expect((await send("ListAutomatedReasoningPolicyTestResults", ofOther)).body).toEqual({ testResults: [] });
  expect((await send("GetAutomatedReasoningPolicyTestResult", { ...build, testCaseId: "NOSUCHTEST01" })).status).toBe(
    404,
  );
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
