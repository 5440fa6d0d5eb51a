import { expect, test } from "vitest";
import { caseById } from "../../test/case-by-id.ts";
import { runCli } from "../../test/run-cli.ts";
import { startServer } from "../../test/start-server.ts";
import { exitCodeOf, loadCases, runSuite } from "../index.ts";
import { planRun } from "../run/plan-run.ts";
import { isLocalTarget, isPaidHost, isPrivateTarget } from "./paid-host.ts";

const CREATE = await caseById("management/CreateProvisionedModelThroughput/by-the-hour");
const KEYS = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret-secret" };

test.each([
  ["bedrock.us-east-1.amazonaws.com", true],
  ["bedrock-runtime-fips.us-gov-west-1.amazonaws.com", true],
  ["bedrock.us-east-1.amazonaws.com.", true],
  ["bedrock.cn-north-1.amazonaws.com.cn", true],
  ["vpce-1-2.bedrock-runtime.us-east-1.vpce.amazonaws.com", true],
  ["bedrock-runtime.us-east-1.api.aws", true],
  ["bedrock.eusc-de-east-1.amazonaws.eu", true],
  ["bedrock-runtime.us-iso-east-1.c2s.ic.gov", true],
  ["amazonaws.com.example.org", false],
  ["notamazonaws.com", false],
  ["127.0.0.1", false],
])("%s is paid: %s", (hostname, want) => {
  expect(isPaidHost(hostname)).toBe(want);
});

// The hosts do not exist for these tests: they are refused before a name is resolved or credentials are looked for.
test.each([
  ["--target", "bedrock", "--region", "us-east-1"],
  ["--endpoint", "https://bedrock-runtime.us-east-1.amazonaws.com"],
  ["--gateway-endpoint", "https://BEDROCK-MANTLE.us-east-1.api.aws/v1"],
  [
    "--management-endpoint",
    "http://127.0.0.1:1",
    "--runtime-endpoint",
    "https://bedrock-runtime.eu-west-1.amazonaws.com",
  ],
])("nothing is sent without --paid: %s %s %s %s", async (...flags) => {
  const { code, stderr, stdout } = await runCli(flags.filter((flag) => flag !== undefined));

  expect(stderr).toContain("requests cost money. Nothing was sent");
  expect([code, stdout]).toEqual([2, ""]);
});

const BEDROCK = "https://bedrock.us-east-1.amazonaws.com";
const REPLAYED = { name: "replayed", replay: "exact" } as const;

test.each([
  { target: { ...REPLAYED, endpoints: { management: BEDROCK } } },
  { target: { ...REPLAYED, endpoints: { runtime: "https://bedrock-runtime.{region}.api.aws" }, region: "us-east-1" } },
  { target: { ...REPLAYED, endpoints: { management: "https://bedrock.cn-north-1.amazonaws.com.cn" } } },
  { target: { ...REPLAYED, endpoints: { management: "http://127.0.0.1:1", gateway: `${BEDROCK}/v1` } } },
  { target: { name: "flag", endpoints: { management: BEDROCK } }, replay: "exact" },
  { managementEndpoint: BEDROCK, environment: { BEDROCK_CONFORMANCE_REPLAY: "exact" } },
  { target: REPLAYED, endpoint: BEDROCK },
] as const)("Amazon Web Services is not taken to answer with the examples: %j", async (options) => {
  const told = "is Amazon Web Services, which does not answer with the examples: nothing was sent";
  for (const more of [{}, { paid: true }, { paid: true, allowWrites: true, features: ["writes"] }]) {
    const given = { environment: KEYS, ...options, ...more };
    await expect(runSuite(given)).rejects.toThrow(told);
    await expect(planRun(given)).rejects.toThrow(told);
  }
});

test.each([
  ["http://127.0.0.1:1", true],
  ["http://10.1.2.3:4010", true],
  ["http://172.20.0.2:4010", true],
  ["http://[fd00::1]:4010", true],
  ["http://mock:4010", true],
  ["http://bedrock.our-tests.svc.cluster.local", true],
  ["https://bedrock.example.com", false],
  ["http://11.1.2.3", false],
  ["http://[2001:db8::1]", false],
])("%s that answers with the examples is asked for what cannot be taken back: %s", async (management, want) => {
  const run = ["management/CreateFoundationModelAgreement/accept-an-offer"];
  const features = { supported: ["writes"] };
  const target = { ...REPLAYED, endpoints: { management }, features };
  const { applicable } = await planRun({ target, run, features: ["writes"], environment: {} });

  expect(applicable.length > 0).toBe(want);
  expect(isPrivateTarget(target)).toBe(want);
});

test("a variable cannot say that requests may cost money", async () => {
  const environment = { BEDROCK_CONFORMANCE_PAID: "true" };

  await expect(runSuite({ target: "bedrock", environment })).rejects.toThrow("There is no variable");
});

test("on Amazon Web Services what writes is sent with --allow-writes only, even what must be refused", async () => {
  const ids = async (options: object): Promise<readonly string[]> =>
    (await planRun({ target: "bedrock", environment: {}, ...options })).applicable.map(({ operation }) => operation);

  expect(await ids({})).not.toContain("CreateModelCustomizationJob");
  expect(await ids({ features: ["writes"] })).not.toContain("CreateModelCustomizationJob");
  // What must be refused is sent beside what must be accepted, which needs roles and buckets that exist.
  expect(await ids({ allowWrites: true })).not.toContain("CreateModelCustomizationJob");
  expect(await ids({ allowWrites: true, resources: {} })).toContain("CreateModelCustomizationJob");
});

test("so is what starts a job that is billed, which is sent to the model and the bucket of the manifest", async () => {
  const start = async (options: object): Promise<readonly string[]> =>
    (await planRun({ target: "bedrock", environment: {}, run: ["*/StartAsyncInvoke/*"], ...options })).applicable.map(
      ({ id }) => id,
    );
  const models = { "luma-ray": "luma.ray-v2:1" };

  expect(await start({ models })).toEqual([]);
  expect(await start({ models, allowWrites: true })).not.toContain("luma-ray/StartAsyncInvoke/hello");
  const resources = { s3Uri: "s3://our-bucket/out/" };
  expect(await start({ models, allowWrites: true, resources })).toContain("luma-ray/StartAsyncInvoke/hello");

  await using server = await startServer({ status: 200, body: {} });
  const cases = (await loadCases()).filter(({ id }) => /^luma-ray\/StartAsyncInvoke\/(hello|empty-prompt)$/.test(id));
  const near = {
    name: "near",
    endpoints: { runtime: server.url },
    features: { supported: ["writes"] },
    models,
    resources,
  };
  await runSuite({ target: { ...near, auth: "none" }, cases, environment: KEYS });
  const bodies = server.requests.map(({ body }) => JSON.parse(body));
  expect(bodies.length).toBeGreaterThan(1);
  for (const { modelId, outputDataConfig } of bodies) {
    expect([modelId, outputDataConfig.s3OutputDataConfig.s3Uri]).toEqual(["luma.ray-v2:1", "s3://our-bucket/out/"]);
  }
});

test("elsewhere a manifest that offers writes does not allow them", async () => {
  const target = { name: "far", endpoints: { management: "http://192.0.2.1" }, features: { supported: ["writes"] } };
  const cases = (await loadCases()).filter(({ id }) => id === CREATE.id);
  // Nothing is applicable, and nothing is sent.
  const results = await runSuite({ target: { ...target, auth: "none" }, cases });

  expect(results.cases[0]?.reason).toBe("it may create something, which needs --allow-writes");
  expect(exitCodeOf(results)).toBe(3);
  expect(isLocalTarget(target)).toBe(false);
});

test("what runs on this machine may be written to as its manifest says", async () => {
  await using server = await startServer({ status: 201, body: CREATE.expect.body });
  const target = { name: "near", endpoints: { management: server.url }, features: { supported: ["writes"] } };

  await runSuite({ target: { ...target, auth: "none" }, cases: [CREATE], environment: KEYS });

  expect(server.requests.map(({ method }) => method)).toEqual(["POST", "DELETE"]);
});
