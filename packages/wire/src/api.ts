import { apis as table } from "./gen/apis.ts";
import type { Operation, OperationHeader } from "./operation.ts";

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
  /** The HTTP status of each exception that every operation declares, by the exception's name. */
  readonly errors: Readonly<Record<string, number>>;
  /** The headers that the success response of every operation has. */
  readonly responseHeaders: readonly OperationHeader[];
}

/** The name of an api that the specs describe. */
export type ApiName = keyof typeof table;

/** Every api that the specs describe. */
export const apis: Readonly<Record<ApiName, Api>> = table;

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

/** The base paths at which the api of an operation is served, the default first. */
export function basePathsOf({ api }: Pick<Operation, "api">): readonly string[] {
  return [...new Set(apis[api].servers.map(({ basePath }) => basePath))];
}
