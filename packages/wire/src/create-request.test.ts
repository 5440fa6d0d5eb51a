import { expect, test } from "vitest";
import { createRequest } from "./create-request.ts";
import type { Operation } from "./operation.ts";
import { requestTarget, requestUrl } from "./wire-request.ts";

const listOperation: Operation = {
  name: "ListThings",
  api: "management",
  method: "GET",
  path: "/things",
  successStatus: 200,
  parameters: [
    { name: "creationTimeAfter", in: "query", required: false },
    { name: "maxResults", in: "query", required: false },
    { name: "isOwned", in: "query", required: false },
    { name: "kinds", in: "query", required: false },
  ],
  requestBody: "none",
  errors: {},
  responseHeaders: [],
  responseMediaType: "application/json",
};

const invokeOperation: Operation = {
  ...listOperation,
  name: "InvokeThing",
  api: "runtime",
  method: "POST",
  path: "/model/{modelId}/invoke",
  parameters: [
    { name: "modelId", in: "path", required: true },
    { name: "X-Amzn-Bedrock-Trace", in: "header", required: false },
    { name: "X-Amzn-Bedrock-Request-Metadata", in: "header", required: false },
  ],
  requestBody: "required",
};

test("writes dates, numbers, booleans and lists into the query", () => {
  const request = createRequest(listOperation, {
    parameters: {
      creationTimeAfter: new Date("2026-01-02T03:04:05.000Z"),
      maxResults: 0,
      isOwned: false,
      kinds: ["a b", "c&d"],
    },
  });
  expect(request.query).toEqual({
    creationTimeAfter: "2026-01-02T03:04:05Z",
    maxResults: "0",
    isOwned: "false",
    kinds: ["a b", "c&d"],
  });
  expect(requestTarget(request)).toBe(
    "/things?creationTimeAfter=2026-01-02T03%3A04%3A05Z&maxResults=0&isOwned=false&kinds=a%20b&kinds=c%26d",
  );
});

test("keeps the milliseconds of a date that has some", () => {
  const creationTimeAfter = new Date("2026-01-02T03:04:05.678Z");
  expect(createRequest(listOperation, { parameters: { creationTimeAfter } }).query.creationTimeAfter).toBe(
    "2026-01-02T03:04:05.678Z",
  );
});

test("sends neither undefined nor null parameters, and no content type without a body", () => {
  const request = createRequest(listOperation, { parameters: { maxResults: undefined, isOwned: null } });
  expect(request).toEqual({ method: "GET", path: "/things", query: {}, headers: {} });
});

test("encodes the model id, writes headers in lower case and the body as JSON", () => {
  const request = createRequest(invokeOperation, {
    parameters: {
      modelId: "anthropic.claude-v2:1",
      "x-amzn-bedrock-trace": "ENABLED",
      "X-Amzn-Bedrock-Request-Metadata": { team: "a" },
    },
    body: { prompt: "Hi" },
  });
  expect(request).toEqual({
    method: "POST",
    path: "/model/anthropic.claude-v2%3A1/invoke",
    query: {},
    headers: {
      "content-type": "application/json",
      "x-amzn-bedrock-trace": "ENABLED",
      "x-amzn-bedrock-request-metadata": '{"team":"a"}',
    },
    body: '{"prompt":"Hi"}',
  });
});

test("sends a raw body as it is, with the content type asked for", () => {
  const request = createRequest(invokeOperation, {
    parameters: { modelId: "m" },
    rawBody: '{"prompt":',
    contentType: "text/plain",
  });
  expect(request.body).toBe('{"prompt":');
  expect(request.headers).toEqual({ "content-type": "text/plain" });
});

test("throws for a parameter that the operation does not have, and names those that it has", () => {
  expect(() => createRequest(listOperation, { parameters: { maxResult: 1 } })).toThrow(
    "ListThings has no parameter maxResult; it has: creationTimeAfter, maxResults, isOwned, kinds",
  );
});

test.each([
  { endpoint: "http://127.0.0.1:80", want: "http://127.0.0.1/model/a%3Ab/invoke" },
  { endpoint: "https://host.example/base/", want: "https://host.example/base/model/a%3Ab/invoke" },
])("puts the request behind the path of $endpoint", ({ endpoint, want }) => {
  expect(requestUrl(endpoint, createRequest(invokeOperation, { parameters: { modelId: "a:b" } }))).toBe(want);
});
