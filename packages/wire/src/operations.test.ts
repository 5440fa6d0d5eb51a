import { expect, test } from "vitest";
import { type ApiName, apis, basePathsOf, followsAws, gatewayApis } from "./api.ts";
import {
  findOperation,
  isOperationName,
  operationNamed,
  operations,
  operationsAt,
  pathParameters,
} from "./operations.ts";
import { fillPath } from "./path-template.ts";

test.each(Object.values(operations))("finds $name by its method and path", (operation) => {
  const labels = Object.fromEntries(pathParameters(operation).map((name) => [name, "arn:a/b"]));
  const path = `${operation.basePath ?? ""}${fillPath(operation.path, labels)}`;
  expect(findOperation(operation.method, path)).toEqual({ operation, labels });
  expect(operationNamed(operation.name)).toBe(operation);
});

test("finds nothing for another method, path or name", () => {
  expect(findOperation("TRACE", "/foundation-models")).toBeUndefined();
  expect(operationsAt("/no/such/path")).toEqual([]);
  expect(operationNamed("toString")).toBeUndefined();
  expect(isOperationName("GetFoundationModel")).toBe(true);
});

test("knows one operation of each api that is a probe, which changes nothing", () => {
  const probes = Object.values(operations).filter(({ isProbe }) => isProbe);
  expect(probes.map(({ api }) => api).toSorted()).toEqual(Object.keys(apis));
  expect(probes.filter(({ writes }) => writes)).toEqual([]);
});

test("names the parameters in a path, and no others", () => {
  expect(pathParameters(operations.InvokeModel)).toEqual(["modelId"]);
  expect(pathParameters(operations.ListFoundationModels)).toEqual([]);
});

test("knows what the paths of an api begin with, the default first", () => {
  const paths = Object.fromEntries(Object.keys(apis).map((api) => [api, basePathsOf({ api: api as ApiName })]));
  expect(paths).toEqual({
    management: [""],
    runtime: [""],
    gateway: ["/api/v1", "/openai/v1", "/v1"],
    responses: ["/openai/v1", "/v1"],
    messages: ["/anthropic/v1"],
  });
  expect(gatewayApis).toEqual(["gateway", "messages", "responses"]);
});

test.each([
  ["/v1/chat/completions", "CreateChatCompletion"],
  ["/openai/v1/chat/completions", "CreateChatCompletion"],
  ["/v1/responses", "CreateResponse"],
  ["/openai/v1/responses", "CreateResponse"],
  ["/anthropic/v1/messages", "CreateMessage"],
  ["/anthropic/v1/messages/count_tokens", "CountMessageTokens"],
  ["/v1/messages", undefined],
])("finds at %s the operation %s", (path, name) => {
  expect(findOperation("POST", path)?.operation.name).toBe(name);
});

test("knows for which service each host wants signatures", () => {
  const services = apis.responses.servers.map(({ host, service }) => [host.split(".")[0], service]);
  expect(services).toEqual([
    ["bedrock-mantle", "bedrock-mantle"],
    ["bedrock-mantle", "bedrock-mantle"],
    ["bedrock-runtime", "bedrock"],
  ]);
  expect([operations.InvokeModel, operations.CreateResponse].map(followsAws)).toEqual([true, false]);
});
