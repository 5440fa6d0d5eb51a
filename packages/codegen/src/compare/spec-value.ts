import type { SpecFiles } from "../source/spec-file.ts";
import { child, children, member, refOf, resolve, type SpecNode, targetOf } from "../source/spec-node.ts";
import { limits, type MemberValue, newValue, type OperationValue, type ParameterValue, type Value } from "./value.ts";

const EVENT_STREAM = "application/vnd.amazon.eventstream";
const METHODS = ["get", "post", "put", "patch", "delete"];

/** What an assembled document says of its operations, by name. */
export function operationsFromSpec(files: SpecFiles, root: SpecNode): ReadonlyMap<string, OperationValue> {
  return new SpecReader(files).operations(root);
}

class SpecReader {
  readonly #files: SpecFiles;

  constructor(files: SpecFiles) {
    this.#files = files;
  }

  operations(root: SpecNode): ReadonlyMap<string, OperationValue> {
    const paths = child(root, "paths");
    const found = (paths ? children(paths) : []).flatMap(([path, item]) =>
      children(item)
        .filter(([method]) => METHODS.includes(method))
        .map(([method, node]) => [textAt(node, "operationId"), this.#operation(path, method, node)] as const),
    );
    return new Map(found);
  }

  #operation(path: string, method: string, node: SpecNode): OperationValue {
    const responses = childrenAt(node, "responses");
    const [status = "0", success] = responses.find(([key]) => key.startsWith("2")) ?? [];
    const pagination = child(node, "x-pagination")?.value;
    const body = child(node, "requestBody");
    return {
      method: method.toUpperCase(),
      path,
      status: Number(status),
      parameters: Object.fromEntries(
        childrenAt(node, "parameters").flatMap(([, each]) => {
          const parameter = resolve(this.#files, each);
          return parameter ? [[textAt(parameter, "name"), this.#parameter(parameter)] as const] : [];
        }),
      ),
      request: body && this.#body(body),
      response: countless(success && this.#body(success)),
      headers: {},
      errors: Object.fromEntries(
        responses.filter(([key]) => key !== status).flatMap(([key, each]) => this.#errors(each, Number(key))),
      ),
      pagination: pagination === undefined ? undefined : { ...Object(pagination) },
    };
  }

  #parameter(node: SpecNode): ParameterValue {
    return {
      in: textAt(node, "in"),
      isRequired: child(node, "required")?.value === true,
      ...this.#member(node, child(node, "schema")),
    };
  }

  /** A stream is written as the list of its events; an empty structure is no body. */
  #body(owner: SpecNode): Value | undefined {
    const content = member(this.#files, owner, "content");
    const stream = content && child(content, EVENT_STREAM);
    const media = stream ?? (content && child(content, "application/json"));
    const schema = media && child(media, "schema");
    const events = stream && schema && member(this.#files, schema, "items");
    const value = (events ?? schema) && this.#schema(events ?? schema);
    const isEmpty = value?.type === "structure" && Object.keys(value.members()).length === 0;
    return isEmpty ? undefined : value;
  }

  /** The exceptions of an error response are what its schema refers to. */
  #errors(response: SpecNode, status: number): readonly (readonly [string, number])[] {
    const schema = member(this.#files, response, "content", "application/json");
    const written = schema && child(schema, "schema");
    const branches = written && child(written, "anyOf");
    const references = branches ? children(branches).map(([, branch]) => branch) : written ? [written] : [];
    return references.flatMap((branch) => {
      const name = refOf(branch)?.replace(/^.*\//, "");
      return name === undefined ? [] : [[name, status] as const];
    });
  }

  #member(owner: SpecNode, schema: SpecNode | undefined): MemberValue {
    const flag = (key: string): boolean => child(owner, key)?.value === true;
    return {
      isToken: flag("x-idempotency-token"),
      isDeprecated: flag("deprecated"),
      value: this.#schema(schema),
    };
  }

  #schema(written: SpecNode | undefined): Value {
    const node = written && this.#target(written);
    if (!node) return newValue("nothing", "document");
    const id = `${node.file.path}#${node.path.join("/")}`;
    const at = (key: string): unknown => child(node, key)?.value;
    const nodes = (key: string) => childrenAt(node, key).map(([, each]) => each);
    if (at("anyOf") !== undefined) return this.#union(id, nodes("anyOf"));
    if (at("const") !== undefined) return newValue(id, "string", { values: [String(at("const"))] });
    const types = [at("type")].flat();
    const isNullable = types.includes("null");
    const type = types.find((each) => each !== "null");
    const sizes = (what: string) => limits(at(`min${what}`), at(`max${what}`), at("pattern"));
    switch (type) {
      case "object":
        return { ...this.#object(id, node), isNullable };
      case "array":
        return newValue(id, "list", {
          isNullable,
          limits: sizes("Items"),
          element: () => this.#schema(child(node, "items")),
        });
      case "integer":
      case "number":
        return newValue(id, type, { isNullable, limits: limits(at("minimum"), at("maximum")) });
      case "boolean":
        return newValue(id, "boolean", { isNullable });
      case "string":
        if (at("enum") !== undefined)
          return newValue(id, "string", { isNullable, values: [at("enum")].flat().map(String) });
        if (at("format") === "date-time") return newValue(id, "timestamp", { isNullable });
        if (at("contentEncoding") === "base64")
          return newValue(id, "blob", { isNullable, limits: blocks(sizes("Length")) });
        return newValue(id, "string", { isNullable, limits: sizes("Length") });
      default:
        return newValue(id, "document");
    }
  }

  #object(id: string, node: SpecNode): Value {
    const others = child(node, "additionalProperties");
    const [least, most] = ["minProperties", "maxProperties"].map((key) => child(node, key)?.value);
    const properties = childrenAt(node, "properties");
    if (others && typeof others.value === "object" && properties.length === 0) {
      const keys = child(node, "propertyNames");
      const at = (key: string): unknown => keys && child(keys, key)?.value;
      return newValue(id, "map", {
        limits: limits(least, most),
        keys: limits(at("minLength"), at("maxLength"), at("pattern")),
        element: () => this.#schema(others),
      });
    }
    const required = childrenAt(node, "required").map(([, each]) => String(each.value));
    // What the service was only seen to send is not in its model.
    const described = properties.filter(([, each]) => !child(this.#target(each) ?? each, "x-observed"));
    return newValue(id, "structure", {
      isUnion: least === 1 && most === 1,
      required,
      members: () => Object.fromEntries(described.map(([name, each]) => [name, this.#member(each, each)])),
    });
  }

  /** An open enumeration, a value that may be null, or the kinds of one structure. */
  #union(id: string, written: readonly SpecNode[]): Value {
    const branches = written.map((branch) => this.#target(branch) ?? branch);
    const others = branches.filter((branch) => child(branch, "type")?.value !== "null");
    const isNullable = others.length < branches.length;
    const listed = others.find((branch) => child(branch, "enum"));
    if (!listed || others.length > 2) return { ...this.#schema(others[0]), isNullable };
    const values = childrenAt(listed, "enum").map(([, each]) => String(each.value));
    return newValue(id, "string", { values, isOpen: others.length === 2, isNullable });
  }

  /** A schema with its reference followed. */
  #target(node: SpecNode): SpecNode | undefined {
    const ref = refOf(node);
    const target = ref === undefined ? node : targetOf(this.#files, node, ref);
    return target === node || target === undefined ? target : this.#target(target);
  }
}

/** Nothing is counted below zero, whether the service model says so or not. */
function countless(value: Value | undefined): Value | undefined {
  if (!value) return undefined;
  const inner = (member: MemberValue): MemberValue => ({ ...member, value: countless(member.value) ?? member.value });
  return {
    ...value,
    limits: value.type === "integer" && value.limits.min === 0 ? {} : value.limits,
    members: () => Object.fromEntries(Object.entries(value.members()).map(([name, each]) => [name, inner(each)])),
    element: () => countless(value.element()),
  };
}

/** Base64 has four characters for each three bytes: the least of one character means four. */
function blocks({ min, max }: { readonly min?: number; readonly max?: number }) {
  return limits(min === undefined ? undefined : 4 * Math.ceil(min / 4), max);
}

function childrenAt(node: SpecNode, key: string): readonly (readonly [string, SpecNode])[] {
  const owner = child(node, key);
  return owner ? children(owner) : [];
}

function textAt(node: SpecNode, key: string): string {
  return String(child(node, key)?.value);
}
