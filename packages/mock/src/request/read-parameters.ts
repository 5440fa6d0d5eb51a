import type { OperationMatch } from "@bedrock-contract/wire";
import type { MockRequest } from "../http/mock-request.ts";
import { invalid } from "../http/refusal.ts";
import type { SpecOperation } from "./spec-operation.ts";

/** The parameters of a request, by the names of the spec. */
export type Parameters = Readonly<Record<string, unknown>>;

/**
 * Reads the path, query and header parameters that an operation has, and gives each the type that its schema asks for:
 * `maxResults=5` becomes a number. A text that has no such type stays a text, for the validator to refuse.
 */
export function readParameters(match: OperationMatch, request: MockRequest, specOperation: SpecOperation): Parameters {
  const query = readQuery(request.query);
  const parameters: Record<string, unknown> = { ...match.labels };
  for (const { name, in: place } of match.operation.parameters) {
    if (place === "query") {
      const values = query.get(name);
      const schema = specOperation.request?.query?.find((each) => each.name === name)?.schema;
      assign(parameters, name, values === undefined ? undefined : typedList(values, schema));
    } else if (place === "header") {
      const value = request.headers[name.toLowerCase()];
      const header = specOperation.request?.headers?.find((each) => each.name.toLowerCase() === name.toLowerCase());
      assign(parameters, name, value === undefined ? undefined : typed(value, header?.schema));
    }
  }
  return parameters;
}

function assign(parameters: Record<string, unknown>, name: string, value: unknown): void {
  if (value !== undefined) {
    parameters[name] = value;
  }
}

/** Reads a query; a `+` means a space. Throws a ValidationException for malformed percent-encoding. */
function readQuery(query: string): Map<string, readonly string[]> {
  const values = new Map<string, readonly string[]>();
  for (const pair of query.split("&").filter((each) => each !== "")) {
    const [name = "", ...rest] = pair.split("=").map((text) => decodeQuery(text));
    values.set(name, [...(values.get(name) ?? []), rest.join("=")]);
  }
  return values;
}

function decodeQuery(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    throw invalid(`The query contains ${text}, which is not valid percent-encoded UTF-8.`);
  }
}

type Schema = NonNullable<SpecOperation["request"]> extends { query?: readonly { schema?: infer S }[] } ? S : never;

function typedList(values: readonly string[], schema: Schema | undefined): unknown {
  const all = values.map((value) => typed(value, schema));
  return all.length > 1 || typesOf(schema).has("array") ? all : all[0];
}

function typed(value: string, schema: Schema | undefined): unknown {
  const types = typesOf(schema);
  if ((types.has("integer") || types.has("number")) && /^-?\d+(?:\.\d+)?$/.test(value)) {
    return Number(value);
  }
  if (types.has("boolean") && (value === "true" || value === "false")) {
    return value === "true";
  }
  return value;
}

function typesOf(schema: unknown): ReadonlySet<unknown> {
  if (typeof schema !== "object" || schema === null) {
    return new Set();
  }
  const branches = ["anyOf", "oneOf", "allOf"].flatMap((name) => [...listOf(Reflect.get(schema, name))]);
  const nested = [...branches, Reflect.get(schema, "items")].flatMap((branch) => [...typesOf(branch)]);
  return new Set([...listOf(Reflect.get(schema, "type")), ...nested]);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}
