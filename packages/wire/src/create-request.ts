import type { Operation, OperationParameter } from "./operation.ts";
import { fillPath } from "./path-template.ts";
import type { WireRequest } from "./wire-request.ts";

/** What a request says beyond its operation. */
export interface CreateRequestOptions {
  /** Path, query and header parameters by name. Undefined and null mean: not sent. Default: none. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** The body, sent as JSON. Default: no body. */
  readonly body?: unknown;
  /** The exact body to send instead of `body`, whether it is JSON or not. */
  readonly rawBody?: string | Uint8Array;
  /** The content type of the body. Default: `application/json`. A request without a body sends none. */
  readonly contentType?: string;
}

/**
 * Creates the request of an operation as the AWS SDKs would send it. Parameters are written, not checked: a value out
 * of range is sent as it is. Throws for a parameter that the operation does not have, and for a path label without a
 * value.
 */
export function createRequest(operation: Operation, options: CreateRequestOptions = {}): WireRequest {
  const given = givenParameters(operation, options.parameters ?? {});
  const body = bodyOf(options);
  const contentType: Record<string, string> =
    body === undefined ? {} : { "content-type": options.contentType ?? "application/json" };
  return {
    method: operation.method,
    path: fillPath(operation.path, texts(given.path)),
    query: mapValues(given.query, (value) => (Array.isArray(value) ? value.map(text) : text(value))),
    headers: { ...contentType, ...lowerCaseNames(texts(given.header)) },
    ...(body === undefined ? {} : { body }),
  };
}

type Values = Readonly<Record<string, unknown>>;

function givenParameters(operation: Operation, values: Values): Record<OperationParameter["in"], Values> {
  const given = { path: {}, query: {}, header: {} } satisfies Record<OperationParameter["in"], Values>;
  for (const [name, value] of Object.entries(values)) {
    const parameter = parameterNamed(operation, name);
    if (value !== undefined && value !== null) {
      Object.assign(given[parameter.in], { [parameter.name]: value });
    }
  }
  return given;
}

function parameterNamed(operation: Operation, name: string): OperationParameter {
  const parameter = operation.parameters.find(
    (each) => each.name === name || (each.in === "header" && each.name.toLowerCase() === name.toLowerCase()),
  );
  if (parameter === undefined) {
    const known = operation.parameters.map((each) => each.name).join(", ");
    throw new Error(`${operation.name} has no parameter ${name}; it has: ${known || "none"}`);
  }
  return parameter;
}

function bodyOf({ body, rawBody }: CreateRequestOptions): string | Uint8Array | undefined {
  return rawBody ?? (body === undefined ? undefined : JSON.stringify(body));
}

function texts(values: Values): Record<string, string> {
  return mapValues(values, (value) => (Array.isArray(value) ? value.map(text).join(",") : text(value)));
}

/**
 * A date goes out as the SDKs write `date-time` in a query: ISO 8601, its milliseconds only where they are not zero.
 */
function text(value: unknown): string {
  if (value instanceof Date) {
    return value.toISOString().replace(".000Z", "Z");
  }
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function mapValues<T>(values: Values, map: (value: unknown) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, map(value)]));
}

function lowerCaseNames(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));
}
