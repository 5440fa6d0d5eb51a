import { operations } from "@bedrock-contract/wire";
import { expect, test } from "vitest";
import { knownExamples } from "./known-examples.ts";
import { examplesOf, examplesOfApi, readExamples } from "./read-examples.ts";

test("reads the examples of an operation once", () => {
  const examples = examplesOf("management", "GetFoundationModel");

  expect(examples.find(({ name }) => name === "by-id")).toMatchObject({
    api: "management",
    operation: "GetFoundationModel",
    status: 200,
    parameters: { modelIdentifier: expect.any(String) },
  });
  expect(examplesOf("management", "GetFoundationModel")).toBe(examples);
});

test.each([
  { api: "management", operation: "InvokeModel" },
  { api: "nobody", operation: "GetFoundationModel" },
  { api: "management", operation: "../index" },
])("$api has no examples of $operation", ({ api, operation }) => {
  expect(examplesOf(api, operation)).toEqual([]);
});

test("knows the examples of an API, and all of them", () => {
  expect(new Set(examplesOfApi("gateway").map(({ api }) => api))).toEqual(new Set(["gateway"]));
  expect(new Set(readExamples().map(({ operation }) => operation))).toEqual(new Set(Object.keys(operations)));
});

test("a format also knows the errors that every format shares, and no stream of another media type", () => {
  const operation = operations.InvokeModel;
  const { all, successes, equalable } = knownExamples({ operation, api: "openai-completion" });
  const chat = knownExamples({ operation: operations.CreateChatCompletion, api: "gateway" });

  expect(new Set(all.map(({ api }) => api))).toEqual(new Set(["openai-completion", "runtime"]));
  expect(successes.every(({ status }) => status < 400)).toBe(true);
  expect(equalable.filter(({ status, body }) => status >= 400 && body === undefined)).toEqual([]);
  expect(chat.successes.filter(({ mediaType }) => mediaType !== undefined)).toEqual([]);
});
