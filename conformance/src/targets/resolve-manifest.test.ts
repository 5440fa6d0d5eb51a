import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { resolveManifest } from "./resolve-manifest.ts";

let folder = "";
let manifest = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conformance-"));
  manifest = join(folder, "target.yaml");
  await writeFile(
    manifest,
    [
      "name: ours",
      "endpoints: {runtime: 'http://manifest/a', gateway: 'http://manifest/b'}",
      "region: eu-west-1",
      "models: {openai-completion: of-manifest, bedrock-completion: of-manifest}",
      "headers: {x-tenant: manifest}",
      "limits: {concurrency: 2, timeoutMs: 10}",
      "features: {supported: [writes], unsupported: [streaming]}",
      "prices: {'a*': {input: 1, output: 1}, b: {input: 2, output: 2}}",
    ].join("\n"),
  );
  await writeFile(join(folder, "prices.yaml"), "b: {input: 3, output: 3}\n");
});
afterAll(() => rm(folder, { recursive: true }));

test("a flag comes before its variable, the variable before the manifest, the manifest before the default", async () => {
  const environment = {
    BEDROCK_CONFORMANCE_TARGET: manifest,
    BEDROCK_CONFORMANCE_REGION: "us-west-2",
    BEDROCK_CONFORMANCE_CONCURRENCY: "3",
    BEDROCK_CONFORMANCE_TIMEOUT: "20",
    AWS_REGION: "ap-south-1",
  };

  const { region, limits, auth } = await resolveManifest({ region: "us-east-2", timeoutMs: 30 }, environment);

  expect({ region, limits, auth }).toEqual({
    region: "us-east-2",
    limits: { concurrency: 3, timeoutMs: 30 },
    auth: undefined,
  });
});

test("the variables alone say what flags say", async () => {
  const resolved = await resolveManifest(
    {},
    {
      BEDROCK_CONFORMANCE_NAME: "named",
      BEDROCK_CONFORMANCE_ENDPOINT: "http://aws",
      BEDROCK_CONFORMANCE_GATEWAY_ENDPOINT: "http://gateway",
      BEDROCK_CONFORMANCE_AUTH: "none",
      BEDROCK_CONFORMANCE_MODEL: "openai-completion=arn:a/b=c, bedrock-completion=d",
      BEDROCK_CONFORMANCE_FEATURE: "writes,streaming",
      BEDROCK_CONFORMANCE_WITHOUT: "tools",
      BEDROCK_CONFORMANCE_HEADER: "x-one: 1, 2\nx-two: http://a",
      BEDROCK_CONFORMANCE_ASKS_FOR_EXAMPLES: "true",
      BEDROCK_CONFORMANCE_MAX_COST: "0.5",
    },
  );

  expect(resolved).toEqual({
    name: "named",
    endpoints: { management: "http://aws", runtime: "http://aws", gateway: "http://gateway" },
    auth: "none",
    models: { "openai-completion": "arn:a/b=c", "bedrock-completion": "d" },
    features: { supported: ["writes", "streaming"], unsupported: ["tools"] },
    headers: { "x-one": "1, 2", "x-two": "http://a" },
    asksForExamples: true,
    limits: { maxCost: 0.5 },
  });
});

test("what holds several values by name holds those of every level", async () => {
  const environment = {
    BEDROCK_CONFORMANCE_RUNTIME_ENDPOINT: "http://variable/a",
    BEDROCK_CONFORMANCE_HEADER: "x-trace: variable",
  };

  const resolved = await resolveManifest(
    {
      target: manifest,
      models: { "openai-completion": "of-flag" },
      features: ["streaming"],
      without: ["writes"],
      prices: join(folder, "prices.yaml"),
    },
    environment,
  );

  expect(resolved.endpoints).toEqual({ runtime: "http://variable/a", gateway: "http://manifest/b" });
  expect(resolved.models).toEqual({ "openai-completion": "of-flag", "bedrock-completion": "of-manifest" });
  expect(resolved.headers).toEqual({ "x-tenant": "manifest", "x-trace": "variable" });
  expect(resolved.features).toEqual({ supported: ["streaming"], unsupported: ["writes"] });
  expect(Object.entries(resolved.prices ?? {})).toEqual([
    ["b", { input: 3, output: 3 }],
    ["a*", { input: 1, output: 1 }],
  ]);
});

test("a flag takes back what a variable says about features", async () => {
  const environment = { BEDROCK_CONFORMANCE_FEATURE: "writes", BEDROCK_CONFORMANCE_WITHOUT: "streaming,tools" };

  const { features } = await resolveManifest(
    { endpoint: "http://a", features: ["streaming"], without: ["writes"] },
    environment,
  );

  expect(features).toEqual({ supported: ["streaming"], unsupported: ["tools", "writes"] });
});

test.each([
  { given: { BEDROCK_CONFORMANCE_AUTH: "basic" }, want: "BEDROCK_CONFORMANCE_AUTH cannot be read: Expected one of" },
  { given: { BEDROCK_CONFORMANCE_CONCURENCY: "1" }, want: 'did you mean "BEDROCK_CONFORMANCE_CONCURRENCY"?' },
  { given: { BEDROCK_CONFORMANCE_PAID: "1" }, want: /no variable BEDROCK_CONFORMANCE_PAID\.$/ },
  { given: { BEDROCK_CONFORMANCE_MODEL: "x" }, want: "Expected NAME=ID." },
  { given: { BEDROCK_CONFORMANCE_CONCURRENCY: "0" }, want: "Expected a whole number of at least 1." },
  { given: { BEDROCK_CONFORMANCE_MAX_COST: "-1" }, want: "Expected a number above 0." },
  { given: { BEDROCK_CONFORMANCE_ASKS_FOR_EXAMPLES: "maybe" }, want: "Expected true or false." },
])("the environment $given is refused", async ({ given, want }) => {
  await expect(resolveManifest({}, given)).rejects.toThrow(want);
});

test("what the run itself starts takes no endpoint, neither as a flag nor as a variable", async () => {
  const environment = { BEDROCK_CONFORMANCE_ENDPOINT: "http://a" };

  await expect(resolveManifest({ target: "mock" }, environment)).rejects.toThrow("so no endpoint can be given");
});

test("a target with endpoints of its own is not taken for what --start starts", async () => {
  const environment = { BEDROCK_CONFORMANCE_START: "mock" };

  await expect(resolveManifest({ target: manifest }, environment)).rejects.toThrow("has its own endpoints");
});
