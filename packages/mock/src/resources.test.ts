import { isDeepStrictEqual } from "node:util";
import {
  formats,
  loadDescription,
  loadOperation,
  meanings,
  memory,
  possibleFormats,
  readAll,
} from "@bedrock-contract/validators";
import { type OperationName, operations, pathParameters } from "@bedrock-contract/wire";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { examplesOf, examplesOfApi, readExamples } from "./examples/read-examples.ts";
import { listPage } from "./resources/list-page.ts";
import { type Mock, startMock } from "./start-mock.ts";

const CLAUDE = "anthropic.claude-3-haiku-20240307-v1:0";
const arnOf = (id: string) => `arn:aws:bedrock:us-east-1::foundation-model/${id}`;

let mock: Mock;

beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.close());
beforeEach(() => mock.reset());

describe("foundation models", () => {
  const all = examplesOf("management", "ListFoundationModels").find(({ name }) => name === "all");
  const ids = readAll(all?.response, "/modelSummaries/*/modelId").map(({ value }) => String(value));

  test("are listed, shown by id and by ARN, and invoked: one catalogue", async () => {
    expect((await get("/foundation-models")).body.modelSummaries.map(({ modelId }: Model) => modelId)).toEqual(ids);
    for (const id of ids) {
      for (const identifier of [id, arnOf(id)]) {
        const { status, body } = await get(`/foundation-models/${encodeURIComponent(identifier)}`);
        expect([identifier, status, body.modelDetails?.modelId]).toEqual([identifier, 200, id]);
      }
      const types = (await get(`/foundation-models/${encodeURIComponent(id)}`)).body.modelDetails
        ?.inferenceTypesSupported;
      const isOnDemand = !types.includes("INFERENCE_PROFILE") || types.includes("ON_DEMAND");
      const messageFor = async (model: string) =>
        Object(await post(`/model/${encodeURIComponent(model)}/invoke`, "{")).body.message;
      expect(await messageFor(isOnDemand ? id : `us.${id}`), id).toMatch(/not JSON/); // The model is looked at before the body.
      if (!isOnDemand) {
        expect(await messageFor(id)).toContain("with on-demand throughput isn’t supported");
      }
    }
  });

  test("are shown where InvokeModel serves them, listed or not", async () => {
    const { body } = await get("/foundation-models/anthropic.claude-instant-v1");
    expect(body.modelDetails).toMatchObject({
      modelId: "anthropic.claude-instant-v1",
      modelArn: arnOf("anthropic.claude-instant-v1"),
      modelName: "Claude Instant",
      providerName: "Anthropic",
      outputModalities: ["TEXT"],
    });
    for (const unknown of ["us.anthropic.claude-v2:1", "no.such-model", arnOf(CLAUDE).replace("us-east", "eu-west")])
      expect([unknown, (await get(`/foundation-models/${encodeURIComponent(unknown)}`)).status]).toEqual([
        unknown,
        404,
      ]);
  });

  test("are those that InvokeModel serves by an id of their own, and the listed ones, and no others", async () => {
    const served = new Set<boolean>();
    for (const id of await everyModelId()) {
      const [, name = ""] = /^[a-z0-9-]+\.(.+)$/.exec(id) ?? [];
      // What stands before the id of another model is a geography.
      const isModel = ids.includes(id) || (possibleFormats(id).length > 0 && possibleFormats(name).length === 0);
      const { status } = await get(`/foundation-models/${encodeURIComponent(id)}`);
      // The operation's pattern admits no profile of two dots.
      expect([id, status]).toEqual([id, isModel ? 200 : expect.toBeOneOf([400, 404])]);
      served.add(isModel);
    }
    expect([...served].toSorted()).toEqual([false, true]);
  });

  test.each([
    { query: "byProvider=amazon", has: "amazon.nova-lite-v1:0", hasNot: CLAUDE },
    { query: "byOutputModality=EMBEDDING", has: "amazon.titan-embed-text-v2:0", hasNot: CLAUDE },
    { query: "byOutputModality=TEXT&byProvider=Meta", has: "meta.llama3-8b-instruct-v1:0", hasNot: CLAUDE },
    { query: "byInferenceType=PROVISIONED", has: "amazon.nova-canvas-v1:0", hasNot: CLAUDE },
    { query: "byProvider=Nobody", has: undefined, hasNot: CLAUDE },
  ])("are filtered by $query", async ({ query, has, hasNot }) => {
    const found = (await get(`/foundation-models?${query}`)).body.modelSummaries.map(({ modelId }: Model) => modelId);
    expect(found).not.toContain(hasNot);
    expect(has === undefined ? found : found.includes(has)).toEqual(has === undefined ? [] : true);
  });
});

/** Every id of a model, and of a profile, that the specs name. */
async function everyModelId(): Promise<ReadonlySet<string>> {
  const descriptions = await Promise.all(formats.map(({ id }) => loadDescription(id)));
  const named = descriptions.flatMap(({ ids = {} }) => Object.values(ids).map(String));
  const invoked = readExamples().map(({ parameters }) => String(parameters.modelId));
  return new Set([...named, ...invoked].filter((id) => /^[a-z0-9-]+\.[a-z0-9-]+(?:[.:][a-z0-9-]+)*$/.test(id)));
}

interface Model {
  readonly modelId: string;
}

describe.each(["/model-customization-jobs", "/custom-models", "/provisioned-model-throughputs"])("%s", (path) => {
  test.each([1, 2, 3, 1000])("gives everything once, in pages of %i", async (size) => {
    const whole = itemsOf((await get(path)).body);
    const seen: unknown[] = [];
    let token: string | undefined;
    do {
      const query = token === undefined ? "" : `&nextToken=${encodeURIComponent(token)}`;
      const { body } = await get(`${path}?maxResults=${size}${query}`);
      expect(itemsOf(body).length).toBeLessThanOrEqual(size);
      seen.push(...itemsOf(body));
      token = body.nextToken;
    } while (token !== undefined);
    expect(seen).toEqual(whole);
  });

  test.each(["garbage", "eyJwYWdlIjoyfQ==", "e30="])("refuses the token %s", async (token) => {
    expect((await get(`${path}?nextToken=${encodeURIComponent(token)}`)).status).toBe(400);
  });

  test("is filtered by name and by time", async () => {
    expect(itemsOf((await get(`${path}?nameContains=SUPPORT`)).body).length).toBe(1);
    expect(itemsOf((await get(`${path}?nameContains=zzz`)).body)).toEqual([]);
    expect(itemsOf((await get(`${path}?creationTimeAfter=2030-01-01T00:00:00Z`)).body)).toEqual([]);
  });
});

test("a token of one list is refused by every other one", async () => {
  const { nextToken } = (await get("/model-customization-jobs?maxResults=1")).body;
  const asked = async (list: string) => (await get(`/${list}?nextToken=${encodeURIComponent(nextToken)}`)).status;

  expect(await asked("model-customization-jobs")).toBe(200);
  for (const other of ["custom-models", "imported-models", "model-import-jobs", "guardrails", "inference-profiles"]) {
    expect([other, await asked(other)]).toEqual([other, 400]);
  }
});

/** The kinds of resources that are listed and shown, with both operations. */
const SHOWN = Object.entries(memory).flatMap(([kind, { identity = [], owner, operations: own }]) => {
  const named = (does: string) => Object.keys(own).find((name) => own[name]?.does === does);
  const [list, show] = [named("list"), named("show")];
  return list === undefined || show === undefined || owner !== undefined ? [] : [{ kind, identity, list, show }];
});

test.each(SHOWN)("each $kind that $list tells of is shown by $show", async ({ identity, list, show }) => {
  const { path } = operations[show as OperationName];
  const items: unknown[] = readAll(
    (await get(operations[list as OperationName].path)).body,
    meanings[list]?.items ?? "",
  ).map(({ value }) => value);
  const told = items.flatMap((item) => identity.slice(0, 1).map((name) => String(Object(item)[name] ?? "")));
  for (const identifier of told.filter((each) => each !== "")) {
    const { status, body } = await get(path.replace(/\{\w+\}/, encodeURIComponent(identifier)));
    const { response } = await loadOperation(show as OperationName);
    expect([identifier, status, response?.issues(body)]).toEqual([identifier, 200, []]);
  }
});

describe("what belongs to an automated reasoning policy", () => {
  const arn = "arn:aws:bedrock:us-east-1:111122223333:automated-reasoning-policy/";
  const below = (id: string, path: string) => `/automated-reasoning-policies/${encodeURIComponent(arn + id)}/${path}`;

  test.each([
    { id: "abcdef123456", size: 1, want: 1 },
    { id: "abcdef123456", size: 50, want: 3 },
    { id: "cdef12345678", size: 50, want: 0 },
  ])("is listed below $id only, in pages of $size", async ({ id, size, want }) => {
    const { status, body } = await get(below(id, `test-cases?maxResults=${size}`));
    expect([status, body.testCases.length]).toEqual([200, want]);
  });

  test("is not listed where there is no such policy, as the exception of the operation says", async () => {
    expect((await get(below("zzzzzzzzzzz0", "test-cases"))).status).toBe(404);
  });

  test.each([
    { type: "SOURCE_DOCUMENT", status: 200, want: ["document"] },
    { type: "QUALITY_REPORT", status: 200, want: ["qualityReport"] },
    // This build has no other assets.
    { type: "FIDELITY_REPORT", status: 404, want: [] },
  ])("is the asset that was chosen, $type", async ({ type, status, want }) => {
    const build = "build-workflows/5f0c2b7e-9d41-4c3a-8e6b-1a2b3c4d5e6f";
    const found = await get(below("abcdef123456", `${build}/result-assets?assetType=${type}`));
    expect([found.status, Object.keys(found.body.buildWorkflowAssets ?? {})]).toEqual([status, want]);
  });
});

test.each(listExamples())(
  "the example $operation $name is what the filters give",
  ({ operation, parameters, response }) => {
    const known = operations[operation as OperationName]; // Each example is of an operation.
    const owner = Object.fromEntries(pathParameters(known).map((each) => [each, parameters[each]]));
    const all = examplesOf("management", operation).find((each) => isDeepStrictEqual(each.parameters, owner));
    const items = readAll(all?.response, meanings[operation]?.items ?? "").map(({ value }) => value);
    expect(response).toMatchObject(Object(listPage(known, { items }, parameters)));
  },
);

/** Examples of lists, but for that of a project, whose models no member tells. */
function listExamples() {
  return examplesOfApi("management").filter(
    ({ operation, status, isFlow = false, parameters }) =>
      meanings[operation]?.items !== undefined && status < 400 && !isFlow && parameters.projectIdentifier === undefined,
  );
}

describe("a customization job", () => {
  const job = {
    jobName: "mine-1",
    customModelName: "mine",
    roleArn: "arn:aws:iam::111122223333:role/BedrockCustomization",
    baseModelIdentifier: "amazon.nova-lite-v1:0",
    trainingDataConfig: { s3Uri: "s3://example-training-data/mine/" },
    outputDataConfig: { s3Uri: "s3://example-training-results/mine/" },
  };

  test("is found by its name and by its ARN, and listed, once it is created", async () => {
    const { status, body } = await post("/model-customization-jobs", JSON.stringify(job));
    expect(status).toBe(201);
    const byName = await get("/model-customization-jobs/mine-1");
    const byArn = await get(`/model-customization-jobs/${encodeURIComponent(body.jobArn)}`);
    const { jobName, roleArn, trainingDataConfig, outputDataConfig } = job;
    expect(byName.body).toEqual({
      ...{ jobArn: body.jobArn, jobName, roleArn, trainingDataConfig, outputDataConfig },
      outputModelName: "mine",
      baseModelArn: arnOf("amazon.nova-lite-v1:0"),
      status: "InProgress",
      creationTime: expect.stringMatching(/^20/),
      lastModifiedTime: expect.stringMatching(/^20/),
    });
    expect(byArn.body).toEqual(byName.body);
    const [first] = itemsOf((await get("/model-customization-jobs")).body);
    expect(first).toMatchObject({
      jobArn: body.jobArn,
      jobName: "mine-1",
      customModelName: "mine",
      status: "InProgress",
    });
  });

  test("cannot have a name that is taken, by another or by an example", async () => {
    await post("/model-customization-jobs", JSON.stringify(job));
    for (const jobName of ["mine-1", "support-tuning-1"]) {
      const { status, body } = await post("/model-customization-jobs", JSON.stringify({ ...job, jobName }));
      expect([status, body.message]).toEqual([400, `jobName ${jobName} is taken.`]);
    }
    mock.reset();
    expect((await post("/model-customization-jobs", JSON.stringify(job))).status).toBe(201);
  });

  test("of an example is found by each of its identifiers", async () => {
    const { body } = await get("/model-customization-jobs/support-tuning-1");
    const byArn = await get(`/model-customization-jobs/${encodeURIComponent(body.jobArn)}`);
    expect(byArn.body).toEqual(body);
    expect((await get("/model-customization-jobs/no-such-job")).status).toBe(404);
  });
});

test("a guardrail is shown in the version that is asked for, and as its draft without one", async () => {
  const versions = ["", "?guardrailVersion=DRAFT", "?guardrailVersion=1"];
  const shown = await Promise.all(versions.map(async (query) => (await get(`/guardrails/abcdef123456${query}`)).body));
  expect(shown.map(({ version }) => version)).toEqual(["DRAFT", "DRAFT", "1"]);
  const { status, body } = await get("/guardrails/abcdef123456?guardrailVersion=7");
  expect([status, body.message]).toEqual([
    404,
    expect.stringMatching(/^abcdef123456 with guardrailVersion 7 does not/),
  ]);
});

test("a version is made of a guardrail by its id and by its ARN", async () => {
  for (const id of ["abcdef123456", "arn:aws:bedrock:us-east-1:111122223333:guardrail/abcdef123456"]) {
    const { body } = await post(`/guardrails/${encodeURIComponent(id)}`, JSON.stringify({ description: "second" }));
    expect([id, body.guardrailId]).toEqual([id, "abcdef123456"]);
  }
});

test("resources are in the Region of the mock", async () => {
  await using other = await startMock({ region: "eu-west-1" });
  const there = arnOf(CLAUDE).replace("us-east-1", "eu-west-1");
  const list = Object(await (await fetch(`${other.url}/foundation-models`)).json());
  expect(list.modelSummaries.map(({ modelArn }: { modelArn: string }) => modelArn)).toContain(there);
  const statusOf = async (arn: string) =>
    (await fetch(`${other.url}/foundation-models/${encodeURIComponent(arn)}`)).status;
  expect([await statusOf(there), await statusOf(arnOf(CLAUDE))]).toEqual([200, 404]);
});

test("capacity that is bought is listed", async () => {
  const request = { modelUnits: 3, provisionedModelName: "mine", modelId: "amazon.nova-lite-v1:0:24k" };
  const { body } = await post("/provisioned-model-throughput", JSON.stringify(request));
  const [first] = itemsOf((await get("/provisioned-model-throughputs?nameContains=mine")).body);
  expect(first).toMatchObject({
    ...body,
    provisionedModelName: "mine",
    modelUnits: 3,
    desiredModelUnits: 3,
    modelArn: arnOf("amazon.nova-lite-v1:0:24k"),
    status: "Creating",
  });
});

test("each model that the gateway's chat takes is shown", async () => {
  const shown = await fetch(`${mock.gatewayUrl}/models/my.model-v1:0`);
  expect(await shown.json()).toMatchObject({ id: "my.model-v1:0", object: "model" });
});

function itemsOf(body: object): readonly unknown[] {
  return Object.values(body).find(Array.isArray) ?? [];
}

async function get(path: string) {
  const response = await fetch(`${mock.url}${path}`);
  return { status: response.status, body: Object(await response.json()) };
}

async function post(path: string, body: string) {
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${mock.url}${path}`, { method: "POST", headers, body });
  return { status: response.status, body: Object(await response.json()) };
}
