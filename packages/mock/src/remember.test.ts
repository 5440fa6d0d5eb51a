import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { successesOf } from "./resources/resources.ts";
import { type Mock, startMock } from "./start-mock.ts";

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

async function ask(method: string, path: string, body?: unknown): Promise<Reply> {
  const response = await fetch(`${mock.url}${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  return { status: response.status, body: Object(await response.json()) };
}

/** The request of an example, and what it answers. */
function example(
  operation: string,
  name: string,
  api = "management",
): { readonly body: object; readonly response: Record<string, string> } {
  const found = successesOf(api, operation).find((each) => each.name === name);
  return { body: Object(found?.body), response: Object(found?.response) };
}

const GUARDRAIL = example("CreateGuardrail", "words-only");
const JOB = example("CreateModelCustomizationJob", "minimal");

describe("a request that equals an example", () => {
  test("creates what is listed, shown, taken, changed and deleted from then on", async () => {
    const created = await ask("POST", "/guardrails", GUARDRAIL.body);
    const { guardrailId } = GUARDRAIL.response;
    const path = `/guardrails/${guardrailId}`;
    expect(created.body).toEqual(GUARDRAIL.response);

    const listed = await ask("GET", "/guardrails");
    expect(JSON.stringify(listed.body)).toContain(`"id":"${guardrailId}"`);
    expect((await ask("POST", "/guardrails", GUARDRAIL.body)).status).toBe(400);
    const change = { ...GUARDRAIL.body, description: "Other words." };
    expect((await ask("PUT", path, change)).status).toBe(202);
    expect((await ask("GET", path)).body.description).toBe("Other words.");
    expect((await ask("DELETE", path)).status).toBe(202);
    expect((await ask("GET", path)).status).toBe(404);
  });

  test("is the same one with the token of an SDK, and again with that token", async () => {
    const body = { ...JOB.body, clientRequestToken: "token-of-an-sdk" };
    const [first, again] = [
      await ask("POST", "/model-customization-jobs", body),
      await ask("POST", "/model-customization-jobs", body),
    ];
    expect([first.body, again.body]).toEqual([JOB.response, JOB.response]);
    const { body: shown } = await ask(
      "GET",
      `/model-customization-jobs/${encodeURIComponent(JOB.response.jobArn ?? "")}`,
    );
    expect(shown.status).toBe("InProgress");

    mock.clock.advance("2h");
    const { body: later } = await ask(
      "GET",
      `/model-customization-jobs/${encodeURIComponent(JOB.response.jobArn ?? "")}`,
    );
    expect(later.status).toBe("Completed");
  });

  test.each(
    ["DeleteCustomModel", "DeleteGuardrail", "DeleteInferenceProfile"].flatMap((operation) =>
      successesOf("management", operation).slice(0, 1),
    ),
  )("deletes: $operation", async ({ parameters }) => {
    const [identifier = ""] = Object.values(parameters).map(String);
    const [folder] = Object.keys(parameters).map((name) => FOLDERS[name]);
    const path = `/${folder}/${encodeURIComponent(identifier)}`;
    expect((await ask("DELETE", path)).status).toBeLessThan(300);

    expect((await ask("GET", path)).status).toBe(404);
    expect((await ask("DELETE", path)).status).toBe(404);
  });

  test("starts an invocation that is listed", async () => {
    const { body, response } = example("StartAsyncInvoke", "video", "runtime");
    await ask("POST", "/async-invoke", body);
    const listed = await ask("GET", "/async-invoke");
    expect(listed.body.asyncInvokeSummaries).toMatchObject([{ ...response, status: "InProgress" }]);
  });

  test("changes nothing where the request names the example itself", async () => {
    await fetch(`${mock.url}/guardrails`, {
      method: "POST",
      body: JSON.stringify(GUARDRAIL.body),
      headers: { "content-type": "application/json", prefer: "example=words-only" },
    });
    const before = await ask("GET", "/guardrails");
    mock.reset();
    expect((await ask("GET", "/guardrails")).body).toEqual(before.body);
  });
});

test.each([
  { query: "isOwned=true", wants: true },
  { query: "isOwned=false", wants: false },
  { query: `foundationModelArnEquals=${encodeURIComponent(arnOf("amazon.nova-lite-v1:0"))}`, wants: true },
  { query: `foundationModelArnEquals=${encodeURIComponent(arnOf("amazon.nova-pro-v1:0"))}`, wants: false },
])("custom models are listed by what their summaries need not tell: $query", async ({ query, wants }) => {
  await ask("POST", "/custom-models/create-custom-model", {
    modelName: "mine",
    roleArn: "arn:aws:iam::111122223333:role/reads-models",
    modelSourceConfig: { s3DataSource: { s3Uri: "s3://amzn-s3-demo-bucket/mine/" } },
  });
  const { body } = await ask("GET", `/custom-models?${query}`);
  expect(JSON.stringify(body).includes('"modelName":"mine"')).toBe(wants);
});

function arnOf(modelId: string): string {
  return `arn:aws:bedrock:us-east-1::foundation-model/${modelId}`;
}

test("each model that is called by profiles only has one of the service, which is listed and shown", async () => {
  const { modelSummaries } = listed(await ask("GET", "/foundation-models"));
  const { inferenceProfileSummaries: profiles = [] } = listed(
    await ask("GET", "/inference-profiles?type=SYSTEM_DEFINED"),
  );
  const models = (modelSummaries ?? []).filter(
    ({ inferenceTypesSupported: [only, ...more] }) => only === "INFERENCE_PROFILE" && more.length === 0,
  );
  for (const { modelId, modelArn } of models) {
    const profile = profiles.find((each) => JSON.stringify(each.models).includes(`"${modelArn}"`));
    expect([modelId, profile?.status]).toEqual([modelId, "ACTIVE"]);
    expect((await ask("GET", `/inference-profiles/${profile?.inferenceProfileId}`)).body).toEqual(profile);
  }
  expect(models.length).toBeGreaterThan(1);
});

test.each([
  { id: "us.anthropic.claude-sonnet-4-6", name: "US Claude Sonnet 4 6", region: "us-east-1" },
  { id: "eu.deepseek.v3.2", name: "EU V3.2", region: "" },
  {
    id: `${arnOf("").replace("::foundation-model/", ":111122223333:inference-profile/")}global.anthropic.claude-opus-4-8`,
    name: "GLOBAL Claude Opus 4 8",
    region: "",
  },
])("a profile of the service that can be invoked is shown: $id", async ({ id, name, region }) => {
  const { status, body } = await ask("GET", `/inference-profiles/${encodeURIComponent(id)}`);
  const inferenceProfileId = id.slice(id.lastIndexOf("/") + 1);
  const [first] = Object(body).models;
  expect([status, body]).toMatchObject([
    200,
    { inferenceProfileId, inferenceProfileName: name, type: "SYSTEM_DEFINED" },
  ]);
  expect(Object(body).inferenceProfileArn).toMatch(new RegExp(`:inference-profile/${inferenceProfileId}$`));
  const modelId = inferenceProfileId.replace(/^[a-z]+[.]/, "");
  expect(first.modelArn).toBe(`arn:aws:bedrock:${region}::foundation-model/${modelId}`);
});

test("a profile of a model that no format knows is not there", async () => {
  expect((await ask("GET", "/inference-profiles/us.nonsense.model-v1:0")).status).toBe(404);
});

describe("what is set of a resource of another kind", () => {
  const PROJECT = "proj_abcdefghij2345672345";
  const EARLY = "/trusted-access-programs/anthropic-early-models";
  const LIFE = "/trusted-access-programs/openai-life-sciences";

  test.each(["organization-enrollment", `project-enrollment/${PROJECT}`])(
    "is shown from then on: %s",
    async (place) => {
      expect((await ask("GET", `${LIFE}/${place}`)).body).toEqual({ optIn: "inherit" });
      const { body: set } = await ask("PUT", `${EARLY}/${place}`, { optIn: "inherit" });
      expect((await ask("GET", `${EARLY}/${place}`)).body).toEqual(set);
      const arn = encodeURIComponent("arn:aws:bedrock::aws:trusted-access-program/anthropic-early-models");
      expect((await ask("GET", `/trusted-access-programs/${arn}/${place}`)).body).toEqual(set);
      expect((await ask("GET", `${LIFE}/${place}`)).body).toEqual({ optIn: "inherit" });
      expect((await ask("PUT", `/trusted-access-programs/none-such/${place}`, { optIn: "inherit" })).status).toBe(404);
      expect((await ask("GET", `/trusted-access-programs/none-such/${place}`)).status).toBe(404);
    },
  );

  test("is listed from then on, and not below what there is not: tests of a policy", async () => {
    const { body: policy } = await ask("POST", "/automated-reasoning-policies", {
      name: "mine",
      kmsKeyId: "alias/own",
    });
    expect(
      (await ask("GET", `/automated-reasoning-policies/${encodeURIComponent(String(policy.policyArn))}`)).body,
    ).toMatchObject({
      kmsKeyArn: "arn:aws:kms:us-east-1:111122223333:alias/own",
    });
    const casesOf = (arn: unknown): string =>
      `/automated-reasoning-policies/${encodeURIComponent(String(arn))}/test-cases`;
    const [given] = successesOf("management", "CreateAutomatedReasoningPolicyTestCase");
    const { body: made } = await ask("POST", casesOf(policy.policyArn), given?.body);
    expect(JSON.stringify((await ask("GET", casesOf(policy.policyArn))).body)).toContain(String(made.testCaseId));
    expect((await ask("GET", casesOf(String(policy.policyArn).replace(/\w+$/, "zzzzzzzzzzzz")))).status).toBe(404);
  });

  test("is shown from then on: annotations of a policy's build", async () => {
    // Of this there is one only, which has no name: no ARN means it.
    const [form] = successesOf("management", "PutUseCaseForModelAccess");
    expect((await ask("POST", "/use-case-for-model-access", form?.body)).status).toBe(201);
    const { body: policy } = await ask("POST", "/automated-reasoning-policies", { name: "mine" });
    const path = `/automated-reasoning-policies/${encodeURIComponent(String(policy.policyArn))}/build-workflows`;
    const [start] = successesOf("management", "StartAutomatedReasoningPolicyBuildWorkflow");
    const type = String(start?.parameters.buildWorkflowType);
    const { body: build } = await ask("POST", `${path}/${type}/start`, start?.body);
    const place = `${path}/${build.buildWorkflowId}/annotations`;
    expect((await ask("GET", place)).body).toMatchObject({ name: "mine", annotations: [] });
    const annotations = [{ addRule: { expression: "(= a b)" } }];
    const { body: set } = await ask("PATCH", place, { annotations, lastUpdatedAnnotationSetHash: "0".repeat(128) });
    expect((await ask("GET", place)).body).toMatchObject({ ...set, name: "mine", annotations });
    expect((await ask("GET", `${path}/${"0".repeat(8)}-0000-4000-8000-${"0".repeat(12)}/annotations`)).status).toBe(
      404,
    );
  });
});

interface Listed {
  readonly modelId?: string;
  readonly modelArn?: string;
  readonly inferenceTypesSupported: readonly string[];
  readonly inferenceProfileId?: string;
  readonly status?: string;
  readonly models?: unknown;
}

function listed({ body }: Reply): Readonly<Record<string, readonly Listed[]>> {
  // The lists of a response, which other tests hold to their schemas.
  return body as Readonly<Record<string, readonly Listed[]>>;
}

const FOLDERS: Readonly<Record<string, string>> = {
  modelIdentifier: "custom-models",
  guardrailIdentifier: "guardrails",
  inferenceProfileIdentifier: "inference-profiles",
};
