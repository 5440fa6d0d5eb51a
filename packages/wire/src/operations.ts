import { type OperationName, operations as table } from "./gen/operations.ts";
import type { Operation } from "./operation.ts";
import { matchSegments, readTemplate, type TemplateSegment } from "./path-template.ts";

export type { OperationName };

/** The operations with every path, status and exception as a literal type, for types that are derived from them. */
export type OperationTable = typeof table;

/** An operation that the specs describe. */
export interface KnownOperation extends Operation {
  readonly name: OperationName;
}

/** Every operation that the specs describe, by its name. */
export const operations: Readonly<Record<OperationName, KnownOperation>> = table;

/** What is common to the operations of an api. */
export interface Api {
  /** What every path begins with by default, for example `/api/v1`; empty where that is nothing. */
  readonly basePath: string;
}

/** Every api that the specs describe. */
export const apis: Readonly<Record<Operation["api"], Api>> = Object.fromEntries(
  Object.values<KnownOperation>(table).map(({ api, basePath = "" }) => [api, { basePath }]),
) as Record<Operation["api"], Api>; // Each has operations, all below the path of the server that their spec names.

/** An operation and the values of its path labels, decoded. */
export interface OperationMatch {
  readonly operation: KnownOperation;
  readonly labels: Readonly<Record<string, string>>;
}

/** Whether a string is the name of an operation that the specs describe. */
export function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(table, name);
}

/** The operation of that name, or undefined where the specs describe none. */
export function operationNamed(name: string): KnownOperation | undefined {
  return isOperationName(name) ? operations[name] : undefined;
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
 * Every operation at a path (without its query; with the default base path of its api), whatever its method. An exact
 * path comes before one with labels.
 */
export function operationsAt(path: string): readonly OperationMatch[] {
  const segments = path.split("/");
  return byFewestLabels.flatMap(({ operation, template }) => {
    const labels = matchSegments(template, segments);
    return labels === undefined ? [] : [{ operation, labels }];
  });
}

const byFewestLabels: readonly { readonly operation: KnownOperation; readonly template: readonly TemplateSegment[] }[] =
  Object.values<KnownOperation>(table)
    .toSorted((one, other) => labelCount(one) - labelCount(other))
    .map((operation) => ({ operation, template: readTemplate(`${operation.basePath ?? ""}${operation.path}`) }));

function labelCount(operation: Operation): number {
  return operation.path.split("{").length;
}
