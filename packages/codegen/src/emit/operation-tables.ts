import { isDeepStrictEqual } from "node:util";
import { SPECS_FOLDER } from "../assemble/spec-folders.ts";
import type { Operation } from "../model/operation.ts";
import type { ApiModel, SpecModel } from "../model/spec-model.ts";
import { child } from "../source/spec-node.ts";
import { header } from "./header.ts";
import { literal } from "./literal.ts";
import type { TextFile } from "./types.ts";

const WIRE_FOLDER = "packages/wire/src/gen";

/** `gen/apis.ts` of wire, and how the operations of each API look on the wire, in a file each. */
export function emitOperationTables({ apis }: SpecModel): readonly TextFile[] {
  const common = Object.fromEntries(apis.map((api) => [api.id, apiData(api)]));
  return [
    [
      `${WIRE_FOLDER}/apis.ts`,
      `${header(SPECS_FOLDER)}/** What is common to the operations of each API, by its name. */
export const apis = ${literal(common)} as const;
`,
    ],
    ...apis.map(emitOperations),
  ];
}

function emitOperations({ id, source, operations }: ApiModel): TextFile {
  const common = commonOf(operations);
  const table = Object.fromEntries(operations.map((operation) => [operation.id, operationData(operation, common)]));
  return [
    `${WIRE_FOLDER}/operations/${id}.ts`,
    `${header(source)}/** What each operation of the ${id} API has on the wire that not all of them have, by its name. */
export const operations = ${literal(table)} as const;
`,
  ];
}

function apiData({ servers, hasExceptions, requires, operations }: ApiModel): unknown {
  const { errors, responseHeaders } = commonOf(operations);
  return {
    basePath: servers[0]?.basePath ?? "",
    hasExceptions,
    requires,
    servers,
    errors: Object.fromEntries(errors),
    responseHeaders,
  };
}

type Header = Operation["success"]["headers"][number];
type Exception = readonly [name: string, status: number];

/** What all of some operations declare. */
interface Common {
  readonly errors: readonly Exception[];
  readonly responseHeaders: readonly Header[];
}

function commonOf(operations: readonly Operation[]): Common {
  return { errors: inAll(operations.map(exceptionsOf)), responseHeaders: inAll(operations.map(headersOf)) };
}

function exceptionsOf({ errors }: Operation): readonly Exception[] {
  return errors.flatMap(({ exceptions, status }) => exceptions.map((name) => [name, status] as const));
}

function headersOf({ success }: Operation): readonly Header[] {
  return success.headers;
}

function inAll<Item>([first = [], ...rest]: readonly (readonly Item[])[]): readonly Item[] {
  return first.filter((item) => rest.every((list) => without([item], list).length === 0));
}

function without<Item>(list: readonly Item[], others: readonly Item[]): readonly Item[] {
  return list.filter((item) => !others.some((other) => isDeepStrictEqual(item, other)));
}

function operationData(operation: Operation, common: Common): unknown {
  const { success } = operation;
  const errors = without(exceptionsOf(operation), common.errors);
  const headers = without(headersOf(operation), common.responseHeaders);
  return {
    method: operation.method,
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
    isProbe: operation.isProbe || undefined,
    token: operation.token,
    expects: (operation.meaning && child(operation.meaning, "expected") !== undefined) || undefined,
    resources: operation.resources,
    errors: Object.fromEntries(errors),
    responseHeaders: headers.length > 0 ? headers : undefined,
    responseMediaType: success.mediaType === JSON_MEDIA_TYPE ? undefined : success.mediaType,
    streamMediaType: success.sse?.mediaType,
    pagination: operation.pagination,
  };
}

const JSON_MEDIA_TYPE = "application/json";
