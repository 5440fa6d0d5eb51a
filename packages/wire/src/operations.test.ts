import { expect, test } from "vitest";
import {
  apis,
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

test("names the parameters in a path, and no others", () => {
  expect(pathParameters(operations.InvokeModel)).toEqual(["modelId"]);
  expect(pathParameters(operations.ListFoundationModels)).toEqual([]);
});

test("knows what the paths of an api begin with", () => {
  expect(apis).toEqual({ management: { basePath: "" }, runtime: { basePath: "" }, gateway: { basePath: "/api/v1" } });
});
