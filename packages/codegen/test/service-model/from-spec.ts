import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { type Contract, type Limits, limits, type OperationContract } from "./contract.ts";

/** A node of the specs and the file that it stands in, from which its references start. */
interface Place {
  readonly node: Readonly<Record<string, unknown>>;
  readonly file: URL;
}

const EVENT_STREAM = "application/vnd.amazon.eventstream";
const METHODS = ["get", "post", "put", "patch", "delete"];
/** Keywords that say nothing about which values are right. */
const SILENT = ["description", "default", "examples", "contentMediaType", "x-format-body", "x-status"];

/** What the specs say of every operation of an API, by name; without those whose bodies the formats describe. */
export function contractsFromSpec(
  root: URL,
  without: readonly string[] = [],
): Readonly<Record<string, OperationContract>> {
  const paths = childOf(open(root), "paths");
  const operations = keysOf(paths).flatMap((path) => {
    const item = childOf(paths, path);
    return METHODS.filter((method) => method in item.node).map((method) => {
      const operation = childOf(item, method);
      return { name: String(operation.node.operationId), method: method.toUpperCase(), path, operation };
    });
  });
  return Object.fromEntries(
    operations
      .filter(({ name }) => !without.includes(name))
      .map(({ name, method, path, operation }) => [name, readOperation(method, path, operation)]),
  );
}

function readOperation(method: string, path: string, operation: Place): OperationContract {
  const responses = childOf(operation, "responses");
  const status = keysOf(responses).find((key) => key.startsWith("2")) ?? "none";
  const parameters = childrenOf(childOf(operation, "parameters"));
  return {
    method,
    path,
    status: Number(status),
    parameters: Object.fromEntries(parameters.map(readParameter)),
    request: "requestBody" in operation.node ? readBody(childOf(operation, "requestBody")) : undefined,
    response: countless(readBody(childOf(responses, status))),
    errors: Object.fromEntries(
      keysOf(responses)
        .filter((key) => key !== status)
        .flatMap((key) => readErrors(childOf(responses, key), Number(key))),
    ),
  };
}

function readParameter(parameter: Place): [string, OperationContract["parameters"][string]] {
  const { name, in: location, required } = parameter.node;
  return [
    String(name),
    { in: String(location), required: required === true, value: readSchema(childOf(parameter, "schema")) },
  ];
}

/** Nothing is counted below zero, whether the service model says so or not. */
function countless(contract: Contract): Contract {
  switch (contract.type) {
    case "structure": {
      const members = Object.entries(contract.members).map(([name, member]) => [name, countless(member)]);
      return { ...contract, members: Object.fromEntries(members) };
    }
    case "list":
      return { ...contract, items: countless(contract.items) };
    case "map":
      return { ...contract, values: countless(contract.values) };
    case "nullable":
      return { ...contract, of: countless(contract.of) };
    case "integer":
      return contract.limits.min === 0 ? { ...contract, limits: {} } : contract;
    default:
      return contract;
  }
}

/** A stream is written as the list of its events. */
function readBody(owner: Place): Contract {
  const content = childOf(owner, "content");
  if (!(EVENT_STREAM in content.node)) return readSchema(childOf(childOf(content, "application/json"), "schema"));
  return readSchema(childOf(childOf(childOf(content, EVENT_STREAM), "schema"), "items"));
}

/** The exceptions of an error response are the files that its schema refers to. */
function readErrors(response: Place, status: number): readonly [string, number][] {
  const media = childOf(childOf(response, "content"), "application/json");
  const schema = asObject(media.node.schema);
  const branches = Array.isArray(schema.anyOf) ? schema.anyOf.map(asObject) : [schema];
  return branches.map((branch) => [String(branch.$ref).replace(/^.*\/|\.yaml$/g, ""), status]);
}

function readSchema(place: Place): Contract {
  const { type, enum: values, anyOf, format, contentEncoding, additionalProperties } = place.node;
  if (Array.isArray(anyOf)) return readUnion(place, childrenOf(childOf(place, "anyOf")));
  if ("const" in place.node)
    return only(place, ["const"], { type: "enum", values: [String(place.node.const)], isOpen: false });
  if (type === undefined) return only(place, [], { type: "document" });
  if (Array.isArray(type)) return readNullable(place, type);
  if (type === "object" && additionalProperties !== undefined) return readMap(place);
  if (type === "object") return readStructure(place);
  if (type === "array")
    return only(place, ["type", "items", "minItems", "maxItems"], {
      type: "list",
      limits: sizes(place, "Items"),
      items: readSchema(childOf(place, "items")),
    });
  if (type === "string" && Array.isArray(values))
    return only(place, ["type", "enum"], { type: "enum", values: values.map(String).sort(), isOpen: false });
  if (type === "string" && format === "date-time") return only(place, ["type", "format"], { type: "timestamp" });
  if (type === "string" && contentEncoding === "base64")
    return only(place, ["type", "contentEncoding", "minLength", "maxLength"], {
      type: "blob",
      limits: sizes(place, "Length"),
    });
  if (type === "string")
    return only(place, ["type", "minLength", "maxLength", "pattern"], { type, limits: sizes(place, "Length") });
  if (type === "boolean") return only(place, ["type"], { type });
  if (type === "integer" || type === "number") {
    return only(place, ["type", "minimum", "maximum"], {
      type,
      limits: limits(asNumber(place.node.minimum), asNumber(place.node.maximum)),
    });
  }
  throw new Error(`${place.file.pathname}: the comparison does not know the type ${String(type)}`);
}

/** An open enumeration, or a value that may be null. */
function readUnion(place: Place, branches: readonly Place[]): Contract {
  const others = branches.filter(({ node }) => node.type !== "null");
  const [first, second] = others;
  const isNullable = others.length < branches.length;
  const contract = first && (second ? readOpenEnum(first, second) : readSchema(first));
  if (!contract || others.length > 2) throw new Error(`${place.file.pathname}: anyOf is not an open enum`);
  return only(place, ["anyOf"], isNullable ? { type: "nullable", of: contract } : contract);
}

function readOpenEnum({ node, file }: Place, open: Place): Contract {
  if (!Array.isArray(node.enum) || open.node.type !== "string")
    throw new Error(`${file.pathname}: anyOf is not an open enum`);
  return { type: "enum", values: node.enum.map(String).sort(), isOpen: true };
}

function readNullable(place: Place, types: readonly unknown[]): Contract {
  const [type] = types.filter((type) => type !== "null");
  return { type: "nullable", of: readSchema({ ...place, node: { ...place.node, type } }) };
}

function readStructure(place: Place): Contract {
  const properties = childOf(place, "properties");
  const members = keysOf(properties).map((name) => [name, childOf(properties, name)] as const);
  const required = place.node.required;
  const union = place.node.minProperties === 1 && place.node.maxProperties === 1;
  return only(place, ["type", "required", "properties", "minProperties", "maxProperties"], {
    type: "structure",
    required: Array.isArray(required) ? required.map(String).sort() : [],
    union,
    // What the service was only seen to send is not in its model.
    members: Object.fromEntries(
      members.filter(([, { node }]) => !("x-observed" in node)).map(([name, member]) => [name, readSchema(member)]),
    ),
  });
}

function readMap(place: Place): Contract {
  return only(place, ["type", "additionalProperties", "propertyNames", "minProperties", "maxProperties"], {
    type: "map",
    limits: sizes(place, "Properties"),
    keys: sizes(childOf(place, "propertyNames"), "Length"),
    values: readSchema(childOf(place, "additionalProperties")),
  });
}

function sizes({ node }: Place, what: "Items" | "Length" | "Properties"): Limits {
  const pattern = node.pattern;
  return limits(
    asNumber(node[`min${what}`]),
    asNumber(node[`max${what}`]),
    typeof pattern === "string" ? pattern : undefined,
  );
}

/** Refuses keywords that the comparison would overlook. */
function only(place: Place, keywords: readonly string[], contract: Contract): Contract {
  const overlooked = keysOf(place).filter((key) => !keywords.includes(key) && !SILENT.includes(key));
  if (overlooked.length > 0)
    throw new Error(`${place.file.pathname}: the comparison overlooks ${overlooked.join(", ")}`);
  return contract;
}

/** A child, or an empty object in its place, with its reference followed. */
function childOf(place: Place, key: string): Place {
  return follow({ node: asObject(place.node[key]), file: place.file });
}

function childrenOf(list: Place): readonly Place[] {
  return keysOf(list).map((key) => childOf(list, key));
}

/** Keywords beside a reference are descriptions only. */
function follow(place: Place): Place {
  const ref = place.node.$ref;
  return typeof ref === "string" ? follow(open(new URL(ref, place.file))) : place;
}

function open(file: URL): Place {
  const root: Place = { node: asObject(documentAt(file)), file };
  const steps = file.hash.split("/").slice(1);
  return steps.reduce((place, step) => childOf(place, decodeURIComponent(step)), root);
}

const documents = new Map<string, unknown>();

function documentAt(file: URL): unknown {
  const path = fileURLToPath(file);
  if (!documents.has(path)) documents.set(path, parse(readFileSync(path, "utf8")));
  return documents.get(path);
}

function keysOf({ node }: Place): readonly string[] {
  return Object.keys(node);
}

function asNumber(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  // Any object, a list included, may be read by any key; what is absent is undefined.
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
