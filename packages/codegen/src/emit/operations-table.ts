import { SPECS_FOLDER } from "../assemble/spec-folders.ts";
import type { Api } from "../model/api.ts";
import type { Operation } from "../model/operation.ts";
import type { SpecModel } from "../model/spec-model.ts";
import { child } from "../source/spec-node.ts";
import { header } from "./header.ts";
import { literal } from "./literal.ts";

/** `packages/wire/src/gen/operations.ts`: how each operation looks on the wire. */
export function emitOperationsTable(model: SpecModel): string {
  const operations = model.apis.flatMap((api) => api.operations);
  const table = Object.fromEntries(operations.map((operation) => [operation.id, operationData(operation)]));
  const apis = Object.fromEntries(model.apis.map((api) => [api.id, apiData(api)]));
  return `${header(SPECS_FOLDER)}/** What is common to the operations of each API, by its name. */
export const apis = ${literal(apis)} as const;

/** How each operation of Amazon Bedrock looks on the wire, by its name. */
export const operations = ${literal(table)} as const;

/** Name of an operation that the specs describe. */
export type OperationName = keyof typeof operations;
`;
}

function apiData({ servers, hasExceptions, requires }: Api): unknown {
  return { basePath: basePathOf(servers), hasExceptions, requires, servers };
}

/** The path of the first server stands for those of the others. */
function basePathOf([first]: Api["servers"]): string {
  return first?.basePath ?? "";
}

function operationData(operation: Operation): unknown {
  const { success } = operation;
  return {
    name: operation.id,
    api: operation.api.id,
    method: operation.method,
    basePath: basePathOf(operation.api.servers) || undefined,
    path: operation.path,
    successStatus: success.status,
    parameters: operation.parameters.map(({ name, in: place, required, type }) => ({
      name,
      in: place,
      required,
      type,
    })),
    requestBody: operation.requestBody,
    hasFormat: operation.hasFormat || undefined,
    modelInput: operation.modelInput,
    writes: operation.writes || undefined,
    token: operation.token,
    expects: (operation.meaning && child(operation.meaning, "expected") !== undefined) || undefined,
    resources: operation.resources,
    errors: Object.fromEntries(
      operation.errors.flatMap(({ exceptions, status }) => exceptions.map((name) => [name, status])),
    ),
    responseHeaders: success.headers,
    responseMediaType: success.mediaType ?? "application/json",
    streamMediaType: success.sse?.mediaType,
    pagination: operation.pagination,
  };
}
