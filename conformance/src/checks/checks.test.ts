import { expect, test } from "vitest";
import { caseById } from "../../test/case-by-id.ts";
import { startServer, type TestAnswer } from "../../test/start-server.ts";
import type { Case } from "../case.ts";
import type { CheckResult } from "../result.ts";
import { runSuite } from "../run/run-suite.ts";
import { checks } from "./checks.ts";

const READ = await caseById("management/GetFoundationModel/by-id");
const LIST = await caseById("management/ListFoundationModels/all");
const MEASURED = await caseById("runtime/InvokeModel/hello");
const UNKNOWN = await caseById("management/GetFoundationModel/unknown-model");
const QUOTA = await caseById("runtime/InvokeModel/quota-exceeded");
const REFUSED = await caseById("management/GetFoundationModel/identifier-with-spaces");
const FAILED = await caseById("runtime/InvokeModel/model-error");
const body = READ.expect.body as { modelDetails: Record<string, unknown> }; // As its example file shows it.
const error = { "x-amzn-errortype": "ResourceNotFoundException:http://internal.amazon.com/" };
const refused = { "x-amzn-errortype": "ValidationException" };
const failed = { "x-amzn-errortype": "ModelErrorException" };

const CHAT = await caseById("gateway/CreateChatCompletion/text");
const VECTOR = await caseById("gateway/CreateEmbedding/float");
const LAST_PAGE = await caseById("management/ListCustomModels/all");
const completion = CHAT.expect.body as { usage: object }; // As its example file shows it.
const withUsage = (usage: object): unknown => ({ ...completion, usage: { ...completion.usage, ...usage } });

interface Row {
  readonly title: string;
  readonly of?: Case;
  readonly given: TestAnswer;
  /** The outcome by check, of those that are not `pass`, and the passes that matter. */
  readonly want: Readonly<Record<string, CheckResult["outcome"]>>;
  readonly replay?: "exact" | "none";
}

const withDetails = (details: Record<string, unknown>): unknown => ({
  modelDetails: { ...body.modelDetails, ...details },
});

const rows: readonly Row[] = [
  { title: "status: the right one", given: { body }, want: { status: "pass" } },
  { title: "status: another success", given: { status: 201, body }, want: { status: "fail" } },
  {
    title: "status: an HTML page is one fault",
    given: { status: 404, text: "<h1>no</h1>", headers: { "content-type": "text/html" } },
    want: { status: "fail" },
  },
  {
    title: "content-type: with a charset",
    given: { body, headers: { "content-type": "Application/JSON; charset=utf-8" } },
    want: { "content-type": "pass" },
  },
  {
    title: "content-type: text/html around JSON",
    given: { body, headers: { "content-type": "text/html" } },
    want: { "content-type": "fail", "response-schema": "pass" },
  },
  {
    title: "content-type: HTML is one fault",
    given: { text: "<h1>ok</h1>", headers: { "content-type": "text/html" } },
    want: { "content-type": "fail" },
  },
  {
    title: "header-values: a whole number",
    of: MEASURED,
    given: { body: MEASURED.expect.body, headers: { "x-amzn-bedrock-invocation-latency": "812" } },
    want: { "header-values": "pass" },
  },
  {
    title: "header-values: a text",
    of: MEASURED,
    given: { body: MEASURED.expect.body, headers: { "x-amzn-bedrock-invocation-latency": "0.8s" } },
    want: { "header-values": "fail" },
  },
  ...["-1", "123.5", "1e3", ""].map(
    (value): Row => ({
      title: `header-values: "${value}"`,
      of: MEASURED,
      given: { body: MEASURED.expect.body, headers: { "x-amzn-bedrock-invocation-latency": value } },
      want: { "header-values": "fail" },
    }),
  ),
  {
    title: "count-values: none is negative",
    of: CHAT,
    given: { body: withUsage({}) },
    want: { "count-values": "pass", "usage-sums": "pass" },
  },
  {
    title: "count-values: a negative count whose sum is right",
    of: CHAT,
    given: { body: withUsage({ prompt_tokens: -1, completion_tokens: 5, total_tokens: 4 }) },
    want: { "count-values": "fail", "usage-sums": "pass" },
  },
  {
    title: "count-values: a negative count among the details",
    of: CHAT,
    given: { body: withUsage({ prompt_tokens_details: { cached_tokens: -3 } }) },
    want: { "count-values": "fail" },
  },
  {
    title: "count-values: of embeddings",
    of: VECTOR,
    given: { body: { ...Object(VECTOR.expect.body), usage: { prompt_tokens: -1, total_tokens: 0 } } },
    want: { "count-values": "fail" },
  },
  { title: "request-id: present", given: { body }, want: { "request-id": "pass" } },
  { title: "request-id: empty", given: { body, headers: { "x-amzn-requestid": "" } }, want: { "request-id": "warn" } },
  {
    title: "error-type: with its suffix",
    of: UNKNOWN,
    given: { status: 404, headers: error, body: { message: "no" } },
    want: { "error-type": "pass" },
  },
  {
    title: "error-type: missing",
    of: UNKNOWN,
    given: { status: 404, body: { message: "no" } },
    want: { "error-type": "fail" },
  },
  {
    title: "error-type: in the body only",
    of: UNKNOWN,
    given: { status: 404, body: { __type: "ResourceNotFoundException", message: "no" } },
    want: { "error-type": "pass", "error-type-header": "warn" },
  },
  {
    title: "error-type: another exception in the body",
    of: UNKNOWN,
    given: { status: 404, body: { code: "AccessDeniedException", message: "no" } },
    want: { "error-type": "fail", "error-type-header": "warn" },
  },
  {
    title: "error-type: one that the operation declares for the other status",
    of: UNKNOWN,
    given: { status: 400, headers: { "x-amzn-errortype": "ValidationException" }, body: { message: "no" } },
    want: { status: "pass", "error-type": "pass" },
  },
  {
    title: "error-type: that of one status with the other",
    of: UNKNOWN,
    given: { status: 400, headers: { "x-amzn-errortype": "ResourceNotFoundException" }, body: { message: "no" } },
    want: { status: "pass", "error-type": "fail" },
  },
  {
    title: "error-type: nowhere",
    of: UNKNOWN,
    given: { status: 404, body: { message: "no" } },
    want: { "error-type": "fail" },
  },
  {
    title: "error-type: another exception",
    of: UNKNOWN,
    given: { status: 404, headers: { "x-amzn-errortype": "AccessDeniedException" }, body: { message: "no" } },
    want: { "error-type": "fail", "response-schema": "pass" },
  },
  {
    title: "error-type: without its suffix",
    of: UNKNOWN,
    given: { status: 404, headers: { "x-amzn-errortype": "ResourceNotFoundException" }, body: { message: "no" } },
    want: { "error-type": "pass" },
  },
  {
    title: "error-type: in a header of unusual case",
    of: UNKNOWN,
    given: { status: 404, headers: { "X-Amzn-ErrorType": "ResourceNotFoundException" }, body: { message: "no" } },
    want: { "error-type": "pass" },
  },
  {
    title: "error-type: with the namespace of the model",
    of: UNKNOWN,
    given: {
      status: 404,
      headers: { "x-amzn-errortype": "com.amazonaws.bedrock#ResourceNotFoundException" },
      body: { message: "no" },
    },
    want: { "error-type": "pass" },
  },
  {
    title: "error-type: the right one of two that share a status",
    of: QUOTA,
    given: {
      status: 400,
      headers: { "x-amzn-errortype": "ServiceQuotaExceededException" },
      body: { message: "Too many jobs." },
    },
    want: { "error-type": "pass" },
  },
  {
    title: "error-type: the other one of two that share a status",
    of: QUOTA,
    given: { status: 400, headers: refused, body: { message: "Too many jobs." } },
    want: { "error-type": "fail" },
  },
  { title: "error-in-success: none", given: { body }, want: { "error-in-success": "pass" } },
  {
    title: "error-in-success: in the headers",
    given: { body, headers: { "x-amzn-errortype": "ThrottlingException" } },
    want: { "error-in-success": "fail", "response-schema": "pass" },
  },
  {
    title: "error-in-success: the answer to an unknown route",
    of: LIST,
    given: { body: { Output: { __type: "com.amazon.coral.service#UnknownOperationException" }, Version: "1.0" } },
    want: { "error-in-success": "fail" },
  },
  {
    title: "error-in-success: at the top of the body",
    of: LIST,
    given: { body: { __type: "ValidationException", message: "no" } },
    want: { "error-in-success": "fail" },
  },
  {
    title: "response-schema: unknown members",
    given: { body: withDetails({ toolboxArn: null, new: { er: 1 } }) },
    want: { "response-schema": "pass" },
  },
  {
    title: "response-schema: a required member is missing",
    given: { body: withDetails({ modelArn: undefined }) },
    want: { "response-schema": "fail" },
  },
  {
    title: "known-values: what real models report, though the service model does not list it",
    given: {
      body: withDetails({
        inferenceTypesSupported: ["INFERENCE_PROFILE"],
        outputModalities: ["VIDEO", "SPEECH", "AUDIO"],
        customizationsSupported: ["PREFERENCE_FINE_TUNING"],
      }),
    },
    want: { "known-values": "pass" },
  },
  {
    title: "response-schema: a required member is null",
    given: { body: withDetails({ modelArn: null }) },
    want: { "response-schema": "fail" },
  },
  {
    title: "null-members: an optional member",
    given: { body: withDetails({ modelLifecycle: null }) },
    want: { "response-schema": "pass", "null-members": "warn" },
  },
  {
    title: "null-members: the token of a last page",
    of: LAST_PAGE,
    given: { body: { ...Object(LAST_PAGE.expect.body), nextToken: null } },
    want: { "response-schema": "pass", "null-members": "warn" },
  },
  {
    title: "null-members: an optional member of an error",
    of: FAILED,
    given: { status: 424, headers: failed, body: { message: "no", resourceName: null } },
    want: { "response-schema": "pass", "null-members": "warn" },
  },
  {
    title: "null-members: an error without an optional member",
    of: FAILED,
    given: { status: 424, headers: failed, body: { message: "no" } },
    want: { "response-schema": "pass", "null-members": "pass" },
  },
  {
    title: "null-members: beside what is wrong",
    given: { body: withDetails({ modelLifecycle: null, inputModalities: "TEXT" }) },
    want: { "response-schema": "fail" },
  },
  {
    title: "response-schema: a wrong type",
    given: { body: withDetails({ inputModalities: "TEXT" }) },
    want: { "response-schema": "fail" },
  },
  { title: "response-schema: no JSON", given: { text: '{"modelDetails":' }, want: { "response-schema": "fail" } },
  { title: "response-schema: an empty body", given: { text: "" }, want: { "response-schema": "fail" } },
  {
    title: "response-schema: an error without a text",
    of: UNKNOWN,
    given: { status: 404, headers: error, body: { message: 404 } },
    want: { "response-schema": "fail" },
  },
  { title: "known-values: those of the documents", given: { body }, want: { "known-values": "pass" } },
  {
    title: "known-values: another one",
    given: { body: withDetails({ inferenceTypesSupported: ["BY_PIGEON"] }) },
    want: { "known-values": "warn" },
  },
  {
    title: "error-message: names the parameter",
    of: REFUSED,
    given: { status: 400, headers: refused, body: { message: "Value at 'modelIdentifier' failed" } },
    want: { "error-message": "pass" },
  },
  ...[{}, { message: "" }, { message: " " }].map(
    (said): Row => ({
      title: `error-message: the body ${JSON.stringify(said)}`,
      of: UNKNOWN,
      given: { status: 404, headers: error, body: said },
      want: { "error-message": "warn" },
    }),
  ),
  {
    title: "error-message: says nothing",
    of: REFUSED,
    given: { status: 400, headers: refused, body: { message: "Invalid" } },
    want: { "error-message": "warn" },
  },
  {
    title: "response-equals-example: the same, members in another order",
    replay: "exact",
    given: { body: withDetails({ modelArn: undefined, ...body.modelDetails }) },
    want: { "response-equals-example": "pass" },
  },
  {
    title: "response-equals-example: another value",
    replay: "exact",
    given: { body: withDetails({ modelName: "Sonnet" }) },
    want: { "response-equals-example": "fail" },
  },
  {
    title: "response-equals-example: a further member",
    replay: "exact",
    given: { body: withDetails({ more: 1 }) },
    want: { "response-equals-example": "fail" },
  },
];

test.each(rows)("$title", async ({ of = READ, given, want, replay = "none" }) => {
  await using server = await startServer(given);
  const endpoints = { management: server.url, runtime: server.url, gateway: server.url };
  const features = { supported: ["scripted-error-types", "scripted-errors"] };
  const target = { name: "test", endpoints, auth: "none", replay, features } as const;

  const results = await runSuite({ target, cases: [of] });

  const checks = results.cases[0]?.checks ?? [];
  const outcomes = Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome]));
  const faults = checks.filter(({ outcome }) => outcome !== "pass").map(({ id }) => id);
  expect(outcomes).toMatchObject(want);
  expect(faults).toEqual(Object.keys(want).filter((id) => want[id] !== "pass"));
});

test("declared-headers: those of the example, where a target replays it", async () => {
  const of = { ...READ, expect: { ...READ.expect, headers: { "X-Tokens": "7" } } };
  const outcomes = [];
  for (const headers of [{ "x-tokens": "7" }, { "x-tokens": "8" }, {}]) {
    await using server = await startServer({ body, headers });
    const target = { name: "test", endpoints: { management: server.url }, auth: "none", replay: "exact" } as const;
    const [result] = (await runSuite({ target, cases: [of] })).cases;
    outcomes.push(result?.checks.find(({ id }) => id === "declared-headers")?.outcome);
  }
  expect(outcomes).toEqual(["pass", "fail", "fail"]);
});

test("a fault says what was expected, received, where, and which document says so", async () => {
  await using server = await startServer({ body: withDetails({ modelName: 7 }) });

  const [result] = (await runSuite({ endpoint: server.url, auth: "none", cases: [READ] })).cases;

  expect(result?.outcome).toBe("fail");
  expect(result?.checks.at(-1)).toMatchObject({
    id: "response-schema",
    level: "MUST",
    pointer: "/modelDetails/modelName",
    received: "7",
    documented: { document: "AWS API model bedrock 2023-04-20", section: "GetFoundationModel" },
  });
  expect(result?.exchange?.response?.body).toContain('"modelName":7');
});

test("no two checks have the same id", () => {
  const ids = checks.map(({ id }) => id);

  expect(ids).toEqual([...new Set(ids)]);
});
