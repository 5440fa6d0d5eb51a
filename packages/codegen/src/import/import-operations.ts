import { posix } from "node:path";
import {
  bodyMembers,
  boundMembers,
  type Member,
  type ModelOperation,
  type ServiceModel,
  shapeOf,
} from "../service-model/service-model.ts";
import type { Tree } from "../source/tree.ts";
import { type Family, fileOfShape, type Layout } from "./layout.ts";
import { ShapeUses } from "./shape-uses.ts";
import { type Part, SchemaWriter, UNWRITTEN } from "./write-schema.ts";
import { WrittenParts } from "./written-parts.ts";
import { type GrowingYaml, NewYaml, type Order, YamlText } from "./yaml-text.ts";

const METHODS = ["get", "post", "put", "patch", "delete"];

/** What an import is made of. */
export interface ImportSources {
  readonly tree: Tree;
  readonly model: ServiceModel;
  readonly layout: Layout;
}

/** The files that change when the operations that some families lack are written into them, by path. */
export function importOperations(sources: ImportSources, families: readonly Family[]): ReadonlyMap<string, string> {
  return new Import(sources).run(families);
}

class Import {
  readonly #sources: ImportSources;
  readonly #uses: ShapeUses;
  readonly #written: WrittenParts;
  readonly #files = new Map<string, GrowingYaml>();

  constructor(sources: ImportSources) {
    this.#sources = sources;
    this.#uses = new ShapeUses(sources.model, sources.layout);
    this.#written = new WrittenParts(sources.tree, sources.layout.folder);
  }

  run(families: readonly Family[]): ReadonlyMap<string, string> {
    for (const family of families)
      for (const name of family.operations) {
        const operation = this.#sources.model.operations[name];
        if (operation && !this.#written.operations.has(name)) this.#addOperation(family, name, operation);
      }
    return new Map([...this.#files].map(([path, { text }]) => [path, text]));
  }

  #addOperation(family: Family, name: string, operation: ModelOperation): void {
    const file = `${this.#sources.layout.folder}/${family.name}/openapi.yaml`;
    const parameters = this.#parameters(family, file, name, operation);
    const body = this.#requestBody(family, file, operation);
    const { output, errors, pagination } = operation;
    const own = errors.filter((error) => !this.#written.commonErrors.includes(error));
    const value: Part = {
      operationId: name,
      summary: UNWRITTEN,
      description: UNWRITTEN,
      tags: [family.tag],
      ...(parameters.length > 0 && { parameters }),
      ...(body && { requestBody: body }),
      responses: {
        [String(operation.status)]: {
          description: UNWRITTEN,
          ...(output !== undefined && { content: jsonContent(this.#body(family, file, output)) }),
        },
      },
      ...(own.length > 0 && { "x-errors": own }),
      ...(pagination && { "x-pagination": pagination }),
    };
    const byMethod: Order = (a, b) => METHODS.indexOf(a) < METHODS.indexOf(b);
    const path = operation.path;
    const text = this.#file(file, family);
    text.add(["paths", path], operation.method.toLowerCase(), value, byMethod);
    this.#written.operations.add(name);
  }

  #requestBody(family: Family, file: string, { input }: ModelOperation): Part | undefined {
    if (input === undefined) return undefined;
    const shape = shapeOf(this.#sources.model, input);
    const members = bodyMembers(shape);
    if (members.length === 0) return undefined;
    const required = members.some(([name]) => shape.required?.includes(name));
    return {
      description: UNWRITTEN,
      ...(required && { required }),
      content: jsonContent(this.#body(family, file, input)),
    };
  }

  /** The schema of a body: that of one member where that is the whole of it. */
  #body(family: Family, file: string, name: string): Part {
    const { payload, members = {} } = shapeOf(this.#sources.model, name);
    const whole = payload === undefined ? undefined : members[payload];
    if (whole) return this.#writer(family, file).member(whole, this.#uses.isStrict(name));
    return { $ref: this.#refer(family, file, name) };
  }

  #parameters(family: Family, file: string, operation: string, { input }: ModelOperation): readonly Part[] {
    if (input === undefined) return [];
    const shape = shapeOf(this.#sources.model, input);
    return boundMembers(shape).map(([key, member]) => {
      const required = shape.required?.includes(key) === true;
      return this.#parameter(family, file, operation, { ...member, name: member.name ?? key }, required);
    });
  }

  #parameter(family: Family, file: string, operation: string, member: Member, required: boolean): Part {
    const { name = "", in: place } = member;
    const writer = this.#writer(family, file);
    const facts = this.#written.factsOf(writer.named(member.shape), file);
    const shared = `${this.#sources.layout.folder}/openapi.yaml`;
    const known = this.#written.parameters.find(
      ({ file: owner, value }) =>
        [file, shared].includes(owner) &&
        value.name === name &&
        value.in === place &&
        (value.required === true) === required &&
        this.#written.factsOf(Object(value.schema), owner) === facts,
    );
    if (known) return { $ref: reference(file, known.file, "parameters", known.key) };
    const key = this.#parameterKey(family, operation, name);
    const value = {
      name,
      in: place,
      ...(required && { required }),
      description: UNWRITTEN,
      schema: writer.inner(member.shape, true),
      ...(member.idempotencyToken && { "x-idempotency-token": true }),
      ...(name === "maxResults" && { "x-binds": { how: "atMost" } }),
    };
    this.#written.parameters.push({ file, key, value });
    this.#file(file, family).add(["components", "parameters"], key, value, byName);
    return { $ref: reference(file, file, "parameters", key) };
  }

  /** The name of the parameter; what other families use for something else begins with the family's noun. */
  #parameterKey({ noun, operations }: Family, operation: string, name: string): string {
    const { model } = this.#sources;
    const isElsewhere = Object.entries(model.operations).some(
      ([id, { input }]) =>
        !operations.includes(id) &&
        input !== undefined &&
        boundMembers(shapeOf(model, input)).some(([key, member]) => (member.name ?? key) === name),
    );
    const plain = name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    const upper = plain.charAt(0).toUpperCase() + plain.slice(1);
    const lower = operation.charAt(0).toLowerCase() + operation.slice(1);
    const keys = [...(isElsewhere ? [] : [plain]), noun + upper, lower + upper];
    return keys.find((key) => !this.#written.parameters.some((each) => each.key === key)) ?? lower + upper;
  }

  #writer(family: Family, file: string): SchemaWriter {
    return new SchemaWriter(this.#sources.model, this.#uses, (shape) => this.#refer(family, file, shape));
  }

  /** A reference from a file to a shape, which is written first where it is not yet. */
  #refer(family: Family, from: string, shape: string): string {
    const name = shape.charAt(0).toUpperCase() + shape.slice(1);
    const file = this.#written.fileOf(name) ?? this.#place(family, shape);
    if (this.#written.fileOf(name) === undefined) {
      // It is known before it is written, for it may refer to itself.
      this.#written.addSchema(name, file, {});
      const value = this.#writer(family, file).named(shape);
      this.#written.addSchema(name, file, value);
      this.#file(file, family).add(["components", "schemas"], name, value, byName);
    }
    return reference(from, file, "schemas", name);
  }

  #place(family: Family, shape: string): string {
    const { layout } = this.#sources;
    const { folder } = layout;
    if (this.#uses.isShared(shape)) return `${folder}/${fileOfShape(layout.shared, shape) ?? "openapi.yaml"}`;
    return `${folder}/${family.name}/${fileOfShape(family.split, shape) ?? "openapi.yaml"}`;
  }

  #file(path: string, family: Family): GrowingYaml {
    const known = this.#files.get(path);
    if (known) return known;
    const text = this.#sources.tree.read(path);
    const file = text === undefined ? newFile(path, family, versionOf(this.#sources.model)) : new YamlText(text);
    this.#files.set(path, file);
    return file;
  }
}

/** The head of a file: that of a family says what it is about. */
function newFile(path: string, { tag }: Family, version: string): GrowingYaml {
  const isFamily = posix.basename(path) === "openapi.yaml";
  const noun = posix.basename(path, ".yaml").replaceAll("-", " ");
  const title = isFamily ? tag : noun.charAt(0).toUpperCase() + noun.slice(1);
  const words = isFamily ? { summary: UNWRITTEN, description: UNWRITTEN } : {};
  return new NewYaml({ openapi: "3.1.0", info: { title, ...words, version } });
}

/** The version of a new file is the date of the facts in it. */
function versionOf({ head }: ServiceModel): string {
  return (head.date ?? head.apiVersion).replaceAll("-", ".");
}

function jsonContent(schema: Part): Part {
  return { "application/json": { schema } };
}

function reference(from: string, to: string, kind: string, key: string): string {
  const file = from === to ? "" : posix.relative(posix.dirname(from), to);
  return `${file}#/components/${kind}/${key}`;
}

function byName(a: string, b: string): boolean {
  return a < b;
}
