import { apis as apiTable, type OperationName, operations as table } from "./gen/operations.ts";
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

/** One place where Amazon Bedrock, or a gateway, serves an api. */
export interface ApiServer {
  /** The name of its host; `{region}` stands for the region. */
  readonly host: string;
  /** What every path begins with there, for example `/openai/v1`; empty where that is nothing. */
  readonly basePath: string;
  /** The service that signatures are made for, where it is another one than `bedrock`. */
  readonly service?: string;
  /** A pattern of the ids of models that answer there, and at another base path do not; absent where nothing says so. */
  readonly models?: string;
}

/** What is common to the operations of an api. */
export interface Api {
  /** What every path begins with by default, for example `/api/v1`; empty where that is nothing. */
  readonly basePath: string;
  /** Whether errors are exceptions that a header names, as AWS's own apis have them. */
  readonly hasExceptions: boolean;
  /** What a server must offer before it is asked; nothing for the apis of AWS. */
  readonly requires: readonly string[];
  /** Where it is served, the default first. */
  readonly servers: readonly ApiServer[];
}

/** The name of an api that the specs describe. */
export type ApiName = keyof typeof apiTable;

/** Every api that the specs describe. */
export const apis: Readonly<Record<ApiName, Api>> = apiTable;

/**
 * Whether an operation follows the conventions of AWS: signatures, headers that name the exception and the request. The
 * protocols of others go by their status and by a key.
 */
export function followsAws({ api }: Pick<Operation, "api">): boolean {
  return apis[api].hasExceptions;
}

/** The apis of the protocols of others, which gateways speak too. */
export const gatewayApis: readonly ApiName[] = Object.keys(apis)
  .filter((name): name is ApiName => Object.hasOwn(apis, name))
  .filter((name) => apis[name].requires.length > 0);

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
 * Every operation at a path (without its query; below a base path at which its api is served), whatever its method. An
 * exact path comes before one with labels.
 */
export function operationsAt(path: string): readonly OperationMatch[] {
  const segments = path.split("/");
  const matches: OperationMatch[] = [];
  for (const { operation, template } of located.get(groupOf(segments.length, segments[1])) ?? []) {
    const labels = matchSegments(template, segments);
    if (labels !== undefined) matches.push({ operation, labels });
  }
  return matches;
}

/** The base paths at which the api of an operation is served, the default first. */
export function basePathsOf({ api }: Pick<Operation, "api">): readonly string[] {
  return [...new Set(apis[api].servers.map(({ basePath }) => basePath))];
}

/** An operation at one base path of its api. */
interface LocatedOperation {
  readonly operation: KnownOperation;
  readonly template: readonly TemplateSegment[];
}

/** Few paths have as many segments as another and begin alike; none begins with a label. */
const located: ReadonlyMap<string, readonly LocatedOperation[]> = locate();

function locate(): ReadonlyMap<string, readonly LocatedOperation[]> {
  const groups = new Map<string, LocatedOperation[]>();
  for (const operation of Object.values<KnownOperation>(table).toSorted(byFewestLabels)) {
    for (const basePath of basePathsOf(operation)) {
      const template = readTemplate(`${basePath}${operation.path}`);
      const name = groupOf(template.length, template[1]?.text);
      groups.set(name, [...(groups.get(name) ?? []), { operation, template }]);
    }
  }
  return groups;
}

function groupOf(segments: number, first: string | undefined): string {
  return `${segments} ${first}`;
}

function byFewestLabels(one: Operation, other: Operation): number {
  return labelCount(one) - labelCount(other);
}

function labelCount(operation: Operation): number {
  return operation.path.split("{").length;
}
