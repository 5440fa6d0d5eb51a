import { formats } from "@bedrock-contract/validators";
import { expect, test } from "vitest";
import { caseById } from "../../test/case-by-id.ts";
import { listCases } from "../cases/load-cases.ts";
import { readCases } from "../cases/read-cases.ts";
import { formatOf } from "../exchange/exchange-validators.ts";
import type { TargetManifest } from "../targets/manifest.ts";
import { withCarrier } from "./carrier.ts";

const MODEL = "arn:aws:bedrock:us-east-1:111122223333:imported-model/ours";

/** A target that offers the bodies of these formats only. */
function offering(...ids: readonly string[]): TargetManifest {
  const unsupported = formats.map(({ id }) => id).filter((id) => !ids.includes(id));
  return { name: "ours", features: { unsupported: unsupported.map((id) => `format:${id}`) } };
}

const invocations = readCases(await listCases({ run: ["runtime/InvokeModel{,WithResponseStream}/**"] }));

test("every case of the envelope is sent with the bodies of a format that the target offers", () => {
  const carried = invocations.map((given) => withCarrier(given, offering("openai-completion")));
  const others = carried.filter((given) => given.rawBody === undefined && formatOf(given) !== "openai-completion");

  expect(carried.length).toBeGreaterThan(80);
  // What is about a wrong model id keeps it.
  expect(others.map(({ id }) => id)).toEqual([
    "runtime/InvokeModel/unknown-model",
    "runtime/InvokeModel/bad-model-id",
    "runtime/InvokeModel/model-id-too-long",
    "runtime/InvokeModelWithResponseStream/unknown-model",
    "runtime/InvokeModelWithResponseStream/bad-model-id",
  ]);
});

test("keeps what the case is about: its parameters, and the members that it adds", async () => {
  const given = await caseById("runtime/InvokeModel/guardrail-config");
  const { body, parameters, expect: expected } = withCarrier(given, offering("meta-llama"));
  const { modelId: _, ...headers } = given.parameters;

  expect(body).toMatchObject({ prompt: expect.any(String), "amazon-bedrock-guardrailConfig": expect.anything() });
  expect(parameters).toMatchObject(headers);
  expect(expected.status).toEqual(given.expect.status);
});

test("a model that the manifest names for a format is invoked, and its format carries", async () => {
  const given = await caseById("runtime/InvokeModelWithResponseStream/throttled-in-stream");
  const { body, parameters } = withCarrier(given, { name: "ours", models: { "openai-completion": MODEL } });

  expect(body).toHaveProperty("prompt");
  expect(parameters.modelId).toBe(MODEL);
});

test("stays as it is where the target offers the format of the example", async () => {
  const given = await caseById("runtime/InvokeModel/guardrail");

  expect(withCarrier(given, { name: "ours" })).toEqual(given);
});

test("what is about a format, a model id that is wrong or another operation stays as it is", async () => {
  for (const id of [
    "openai-completion/InvokeModel/hello",
    "runtime/InvokeModel/unknown-model",
    "runtime/Converse/hello",
  ]) {
    const given = await caseById(id);
    expect(withCarrier(given, offering("meta-llama"))).toEqual(given);
  }
});
