import type { OperationMatch, OperationParameter } from "@bedrock-contract/wire";
import type { MockRequest } from "../http/mock-request.ts";
import { invalid } from "../http/refusal.ts";

/** The parameters of a request, by the names of the spec. */
export type Parameters = Readonly<Record<string, unknown>>;

/**
 * Reads the path, query and header parameters that an operation has, and gives each the type that it has:
 * `maxResults=5` becomes a number. A text that has no such type stays a text, for the validator to refuse.
 */
export function readParameters(match: OperationMatch, request: MockRequest): Parameters {
  const query = readQuery(request.query);
  const parameters: Record<string, unknown> = { ...match.labels };
  for (const { name, in: place, type } of match.operation.parameters) {
    if (place === "query") {
      const values = query.get(name);
      assign(parameters, name, values === undefined ? undefined : typedList(values, type));
    } else if (place === "header") {
      const value = request.headers[name.toLowerCase()];
      assign(parameters, name, value === undefined ? undefined : typed(value, type));
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

type ParameterType = OperationParameter["type"];

function typedList(values: readonly string[], type: ParameterType): unknown {
  const all = values.map((value) => typed(value, type));
  return all.length > 1 || type === "array" ? all : all[0];
}

function typed(value: string, type: ParameterType): unknown {
  if ((type === "integer" || type === "number") && /^-?\d+(?:\.\d+)?$/.test(value)) {
    return Number(value);
  }
  if (type === "boolean" && (value === "true" || value === "false")) {
    return value === "true";
  }
  return value;
}
