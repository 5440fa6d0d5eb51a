import { expect, test } from "vitest";
import { caseById } from "../../test/case-by-id.ts";
import { runCli } from "../../test/run-cli.ts";
import { startServer } from "../../test/start-server.ts";
import { exitCodeOf, loadCases, runSuite } from "../index.ts";
import { planRun } from "../run/plan-run.ts";
import { isLocalTarget, isPaidHost } from "./paid-host.ts";

const CREATE = await caseById("management/CreateProvisionedModelThroughput/by-the-hour");
const KEYS = { AWS_ACCESS_KEY_ID: "AKIDEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret-secret" };

test.each([
  ["bedrock.us-east-1.amazonaws.com", true],
  ["bedrock-runtime-fips.us-gov-west-1.amazonaws.com", true],
  ["bedrock.us-east-1.amazonaws.com.", true],
  ["bedrock.cn-north-1.amazonaws.com.cn", true],
  ["vpce-1-2.bedrock-runtime.us-east-1.vpce.amazonaws.com", true],
  ["bedrock-runtime.us-east-1.api.aws", true],
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

  expect(stderr).toContain("requests cost money: nothing was sent");
  expect([code, stdout]).toEqual([2, ""]);
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
