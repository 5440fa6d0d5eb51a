import { operations } from "@bedrock-contract/wire";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Mock, startMock } from "../start-mock.ts";
import { withoutNulls } from "./without-nulls.ts";

let mock: Mock;

beforeAll(async () => {
  mock = await startMock({ chunkDelayMs: 0 });
});
afterAll(() => mock.close());

async function post(path: string, body: unknown): Promise<{ readonly status: number; readonly answer: unknown }> {
  const headers = { "content-type": "application/json" };
  const response = await fetch(mock.url + path, { method: "POST", headers, body: JSON.stringify(body) });
  return { status: response.status, answer: await response.json() };
}

const CONVERSE = "/model/us.anthropic.claude-sonnet-4-6/converse";
const messages = [{ role: "user", content: [{ text: "Hello" }] }];
const nulls = { system: null, toolConfig: null, inferenceConfig: { maxTokens: null, stopSequences: null } };

describe("a member that is null", () => {
  test("is absent, and so is each other member of a union", async () => {
    const union = [{ role: "user", content: [{ text: "Hello", image: null, toolUse: null }] }];
    const absent = await post(CONVERSE, { messages });
    const { status, answer } = await post(CONVERSE, { messages: union, ...nulls });
    expect([status, Object(answer).output]).toEqual([200, Object(absent.answer).output]);
  });

  test("is absent of the management API, and leaves what is made without it", async () => {
    const given = { name: "hello", blockedInputMessaging: "No.", blockedOutputsMessaging: "No." };
    const words = { wordPolicyConfig: { wordsConfig: [{ text: "wrong" }], managedWordListsConfig: null } };
    expect(await post("/guardrails", { ...given, ...words, description: null, kmsKeyId: null })).toEqual({
      status: 202,
      answer: expect.objectContaining({ version: "DRAFT" }),
    });
  });

  test("is missing where it is required", async () => {
    expect(await post(CONVERSE, { messages: [{ role: null, content: [{ text: "Hello" }] }] })).toEqual({
      status: 400,
      answer: { message: expect.stringContaining("/messages/0/role: required member is missing") },
    });
  });

  test("stays in a document", async () => {
    const call = { toolUse: { toolUseId: "a", name: "find", input: { city: null } } };
    const body = { messages: [{ role: "assistant", content: [call] }], additionalModelRequestFields: { top_k: null } };
    expect(await withoutNulls(operations.Converse, { ...body, ...nulls })).toEqual({ ...body, inferenceConfig: {} });
  });
});

describe("null is refused", () => {
  test.each([
    { title: "as an element of a list", body: { messages: [null] }, names: "/messages/0" },
    {
      title: "as a value of a map",
      body: { messages, requestMetadata: { team: null } },
      names: "/requestMetadata/team",
    },
    {
      title: "as a value of a map beside a member that is null",
      body: { messages, ...nulls, requestMetadata: { team: null, "a/b": "c" } },
      names: "/requestMetadata/team: must be a string, but was null",
    },
    { title: "as a whole body", body: null, names: "#: must be an object" },
  ])("$title", async ({ body, names }) => {
    expect(await post(CONVERSE, body)).toEqual({
      status: 400,
      answer: { message: expect.stringContaining(names) },
    });
  });
});
