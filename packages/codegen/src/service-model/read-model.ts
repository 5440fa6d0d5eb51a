import {
  type Member,
  ModelError,
  type ModelHead,
  type ModelOperation,
  type ModelPagination,
  type ServiceModel,
  type Shape,
} from "./service-model.ts";

type Members = Readonly<Record<string, unknown>>;

const PLACES: Readonly<Record<string, Member["in"]>> = {
  uri: "path",
  querystring: "query",
  header: "header",
  headers: "header",
};

/**
 * Reads the text of a lock, or of a `service-2.json` of botocore with that of its paginators. Facts are taken from it,
 * sentences are not.
 */
export function readModel(text: string, paginators?: string, about: Partial<ModelHead> = {}): ServiceModel {
  const value = asMembers(parse(text));
  if (typeof value.head === "object") return asLock(value);
  const metadata = asMembers(value.metadata);
  if (value.operations === undefined || value.shapes === undefined || metadata.endpointPrefix === undefined)
    throw new ModelError("is not a service model; expected a service-2.json of botocore, or a lock of specs/model");
  const pages = asMembers(asMembers(paginators === undefined ? {} : parse(paginators)).pagination);
  return {
    head: {
      service: String(metadata.endpointPrefix),
      ...(metadata.serviceFullName !== undefined && { name: String(metadata.serviceFullName) }),
      apiVersion: String(metadata.apiVersion),
      ...about,
      license: "Apache-2.0",
    },
    operations: sorted(value.operations, (operation, name) => readOperation(operation, asMembers(pages[name]))),
    shapes: sorted(value.shapes, readShape),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ModelError(`is not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function asLock(value: Members): ServiceModel {
  if (typeof value.operations !== "object" || typeof value.shapes !== "object")
    throw new ModelError("has a head like a lock, but no operations or no shapes");
  // A file with a head was written by `lockText`.
  return value as unknown as ServiceModel;
}

function readOperation(operation: Members, pages: Members): ModelOperation {
  const http = asMembers(operation.http);
  const { input, output } = operation;
  return {
    method: String(http.method),
    path: String(http.requestUri),
    status: Number(http.responseCode ?? 200),
    ...(input !== undefined && { input: nameOf(input) }),
    ...(output !== undefined && { output: nameOf(output) }),
    errors: asList(operation.errors).map(nameOf).sort(),
    ...(pages.input_token !== undefined && { pagination: readPagination(pages) }),
  };
}

function readPagination({ input_token, output_token, limit_key, result_key }: Members): ModelPagination {
  return {
    input: String(input_token),
    output: String(output_token),
    ...(limit_key !== undefined && { limit: String(limit_key) }),
    items: String(result_key),
  };
}

function readShape(shape: Members): Shape {
  const error = asMembers(shape.error);
  const isException = shape.exception === true || shape.error !== undefined;
  return defined({
    type: String(shape.type),
    required: shape.required === undefined ? undefined : asList(shape.required).map(String),
    members: shape.members === undefined ? undefined : mapped(shape.members, readMember),
    element: shape.member === undefined ? undefined : nameOf(shape.member),
    key: shape.key === undefined ? undefined : nameOf(shape.key),
    value: shape.value === undefined ? undefined : nameOf(shape.value),
    union: flag(shape.union),
    eventStream: flag(shape.eventstream),
    payload: text(shape.payload),
    document: flag(shape.document),
    enum: shape.enum === undefined ? undefined : asList(shape.enum).map(String),
    min: number(shape.min),
    max: number(shape.max),
    pattern: text(shape.pattern),
    sensitive: flag(shape.sensitive),
    status: isException ? Number(error.httpStatusCode ?? 500) : undefined,
  });
}

function readMember(member: Members, key: string): Member {
  const place = PLACES[String(member.location)];
  const { locationName } = member;
  return defined({
    shape: nameOf(member),
    in: place,
    name: place === undefined || locationName === key ? undefined : text(locationName),
    idempotencyToken: flag(member.idempotencyToken),
    deprecated: flag(member.deprecated),
  });
}

function nameOf(reference: unknown): string {
  return String(asMembers(reference).shape);
}

function flag(value: unknown): true | undefined {
  return value === true ? true : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function number(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** What is absent is left out, so that it is not written. */
function defined<Value extends object>(
  value: {
    readonly [Key in keyof Value]: Value[Key] | undefined;
  },
): Value {
  // Only members that are undefined go, and those may be absent.
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as Value;
}

function mapped<Value>(record: unknown, read: (value: Members, key: string) => Value): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(asMembers(record)).map(([key, value]) => [key, read(asMembers(value), key)]),
  );
}

function sorted<Value>(record: unknown, read: (value: Members, key: string) => Value): Record<string, Value> {
  const entries = Object.entries(mapped(record, read));
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function asMembers(value: unknown): Members {
  // Any object may be read by any key; what is absent is undefined.
  return typeof value === "object" && value !== null ? (value as Members) : {};
}
