import { createFinder, type OperationMatch } from "./find-operation.ts";
import { gatewayOperations } from "./gateway.ts";
import { operations as runtime } from "./gen/operations/runtime.ts";
import { managementOperations } from "./management.ts";
import type { Operation } from "./operation.ts";
import {
  entryOf,
  type KnownOperation,
  type OperationName,
  type OperationTable,
  operationsOf,
} from "./operation-table.ts";

/** Every operation that the specs describe, by its name. */
export const operations: OperationTable = {
  ...gatewayOperations,
  ...managementOperations,
  ...operationsOf("runtime", runtime),
};

/** Whether a string is the name of an operation that the specs describe. */
export function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(operations, name);
}

/** The operation of that name, or undefined where the specs describe none. */
export function operationNamed(name: string): KnownOperation | undefined {
  return entryOf(operations, name);
}

/** The names of the parameters in the path of an operation. */
export function pathParameters({ parameters }: Operation): readonly string[] {
  return parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name);
}

/** The operation that a method and a path (without its query) mean, or undefined. */
export function findOperation(method: string, path: string): OperationMatch | undefined {
  return operationsAt(path).find(({ operation }) => operation.method === method);
}

/**
 * Every operation at a path (without its query; below a base path at which its api is served), whatever its method. An
 * exact path comes before one with labels.
 */
export const operationsAt: (path: string) => readonly OperationMatch[] = createFinder(operations);
