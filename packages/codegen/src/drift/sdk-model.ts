import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import {
  type Member,
  ModelError,
  type ModelOperation,
  type ServiceModel,
  type Shape,
} from "../service-model/service-model.ts";

/** What `NormalizedSchema` of `@smithy/core/schema` tells of a run-time schema of the AWS SDK. */
interface SdkSchema {
  getSchema(): unknown;
  getName(): string | undefined;
  getMergedTraits(): Readonly<Record<string, unknown>>;
  isListSchema(): boolean;
  isMapSchema(): boolean;
  isStructSchema(): boolean;
  isUnionSchema(): boolean;
  isBlobSchema(): boolean;
  isTimestampSchema(): boolean;
  isDocumentSchema(): boolean;
  isNumericSchema(): boolean;
  isBooleanSchema(): boolean;
  isStreaming(): boolean;
  getValueSchema(): SdkSchema;
  structIterator(): Iterable<readonly [string, SdkSchema]>;
}

/** An operation of the AWS SDK: its kind, namespace, name, traits, and what gives the schemas of input and output. */
type SdkOperation = readonly [
  9,
  string,
  string,
  { readonly http?: readonly [string, string, number] },
  unknown,
  unknown,
];

const LEAVES = ["string", "double", "boolean", "timestamp", "blob", "document"];

/** The folders of the repository that may have the AWS SDK installed. */
const PACKAGES = ["packages/mock", "packages/client", "conformance"];

/** What the run-time schemas of the AWS SDK cannot tell; a model `asSdkSees` lacks it as well. */
export const UNSEEN =
  "limits, patterns, values of enumerations, exceptions of operations, pages and what is deprecated";

/**
 * The model of a service in the newest of the AWS SDK's packages that are installed; undefined where none is. It lacks
 * what such a package does not know, so it is to be compared with a model `asSdkSees` only.
 */
export function sdkModel(root: string, service: string): ServiceModel | undefined {
  const name = `@aws-sdk/client-${service}`;
  const installed = PACKAGES.flatMap((folder) => {
    const manifest = join(root, folder, "node_modules", name, "package.json");
    return existsSync(manifest)
      ? [{ manifest, version: String(JSON.parse(readFileSync(manifest, "utf8")).version) }]
      : [];
  });
  const [newest] = installed.toSorted((a, b) => b.version.localeCompare(a.version, "en", { numeric: true }));
  if (!newest) return undefined;
  const require = createRequire(realpathSync(newest.manifest));
  // Each export whose name ends in a dollar sign is a run-time schema.
  const exported = Object.values(require(name) as Readonly<Record<string, unknown>>);
  const operations = exported.filter((value): value is SdkOperation => Array.isArray(value) && value[0] === 9);
  if (operations.length === 0)
    throw new ModelError(`${name} ${newest.version} has no run-time schemas; expected 3.900 or newer`);
  const { NormalizedSchema } = require("@smithy/core/schema");
  const reader = new SdkReader((schema) => NormalizedSchema.of(schema));
  return {
    head: { service, apiVersion: "", source: `${name} ${newest.version}`, license: "Apache-2.0" },
    operations: Object.fromEntries(operations.map((operation) => [operation[2], reader.operation(operation)])),
    shapes: reader.shapes,
  };
}

/** A model without what the AWS SDK does not tell. */
export function asSdkSees({ head, operations, shapes }: ServiceModel): ServiceModel {
  const seenOperation = ({ pagination: _, ...operation }: ModelOperation): ModelOperation => ({
    ...operation,
    errors: [],
  });
  return { head, operations: mapped(operations, seenOperation), shapes: mapped(shapes, seenShape) };
}

function seenShape(shape: Shape): Shape {
  const { min: _min, max: _max, pattern: _pattern, enum: _enum, type, members, ...rest } = shape;
  const seenMember = ({ deprecated: _, ...member }: Member): Member => member;
  const isNumber = ["integer", "long", "float", "double"].includes(type);
  return { ...rest, type: isNumber ? "double" : type, ...(members && { members: mapped(members, seenMember) }) };
}

class SdkReader {
  readonly shapes: Record<string, Shape> = {};
  readonly #normalized: (schema: unknown) => SdkSchema;
  readonly #names = new Map<unknown, string>();

  constructor(normalized: (schema: unknown) => SdkSchema) {
    this.#normalized = normalized;
  }

  operation([, , , { http }, input, output]: SdkOperation): ModelOperation {
    const [method = "", path = "", status = 200] = http ?? [];
    return {
      method,
      path,
      status,
      input: this.#shape(this.#normalized(input)),
      output: this.#shape(this.#normalized(output)),
      errors: [],
    };
  }

  /** The name of the shape of a schema, which is read first where it is not yet. */
  #shape(schema: SdkSchema): string {
    const type = typeOf(schema);
    if (LEAVES.includes(type)) {
      this.shapes[type] = type === "document" ? { type: "structure", document: true } : { type };
      return type;
    }
    const key = Array.isArray(schema.getSchema()) ? schema.getSchema() : schema;
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    const name = `${schema.getName() ?? type} ${this.#names.size}`;
    this.#names.set(key, name);
    this.shapes[name] = this.#read(type, schema);
    return name;
  }

  #read(type: string, schema: SdkSchema): Shape {
    if (type === "list") return { type, element: this.#shape(schema.getValueSchema()) };
    if (type === "map") {
      this.shapes.string = { type: "string" };
      return { type, key: "string", value: this.#shape(schema.getValueSchema()) };
    }
    const members = [...schema.structIterator()];
    const whole = members.find(([, member]) => member.getMergedTraits().httpPayload)?.[0];
    return {
      type: "structure",
      members: Object.fromEntries(members.map(([name, member]) => [name, this.#member(name, member)])),
      required: members.slice(0, requiredCount(schema)).map(([name]) => name),
      ...(schema.isUnionSchema() && (schema.isStreaming() ? { eventStream: true } : { union: true })),
      ...(whole !== undefined && { payload: whole }),
    };
  }

  #member(name: string, schema: SdkSchema): Member {
    const { httpLabel, httpQuery, httpHeader, idempotencyToken } = schema.getMergedTraits();
    const places = { path: httpLabel, query: httpQuery, header: httpHeader };
    const place = (["path", "query", "header"] as const).find((each) => places[each]);
    const wire = String(httpQuery ?? httpHeader ?? name);
    return {
      shape: this.#shape(schema),
      ...(place && { in: place }),
      ...(place && wire !== name && { name: wire }),
      ...(idempotencyToken ? { idempotencyToken: true } : {}),
    };
  }
}

function typeOf(schema: SdkSchema): string {
  if (schema.isDocumentSchema()) return "document";
  if (schema.isListSchema()) return "list";
  if (schema.isMapSchema()) return "map";
  if (schema.isStructSchema() || schema.isUnionSchema()) return "structure";
  if (schema.isBlobSchema()) return "blob";
  if (schema.isTimestampSchema()) return "timestamp";
  if (schema.isNumericSchema()) return "double";
  return schema.isBooleanSchema() ? "boolean" : "string";
}

/** The seventh part of a structure's schema counts its required members, which come first. */
function requiredCount(schema: SdkSchema): number {
  const written = schema.getSchema();
  return Array.isArray(written) && typeof written[6] === "number" ? written[6] : 0;
}

function mapped<Value>(
  record: Readonly<Record<string, Value>>,
  change: (value: Value) => Value,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
