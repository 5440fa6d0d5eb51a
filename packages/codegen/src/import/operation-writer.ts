import { posix } from "node:path";
import { SHARED_FILE } from "../assemble/spec-folders.ts";
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
import { SpecTexts } from "./spec-texts.ts";
import { type Part, SchemaWriter, UNWRITTEN } from "./write-schema.ts";
import { WrittenParts } from "./written-parts.ts";
import type { Order } from "./yaml-text.ts";

const METHODS = ["get", "post", "put", "patch", "delete"];

/** What an import is made of. */
export interface ImportSources {
  readonly tree: Tree;
  readonly model: ServiceModel;
  readonly layout: Layout;
}

/** Writes operations of a model into the files of an API, and whatever of their parts is not there yet. */
export class OperationWriter {
  readonly texts: SpecTexts;
  readonly uses: ShapeUses;
  readonly written: WrittenParts;
  readonly #model: ServiceModel;
  readonly #layout: Layout;

  constructor({ tree, model, layout }: ImportSources) {
    this.texts = new SpecTexts(tree, model);
    this.uses = new ShapeUses(model, layout);
    this.written = new WrittenParts(tree, layout.folder);
    this.#model = model;
    this.#layout = layout;
  }

  /** Writes the operations of some families that they lack. */
  addLacking(families: readonly Family[]): void {
    for (const family of families)
      for (const name of family.operations) {
        const operation = this.#model.operations[name];
        if (operation && !this.written.operations.has(name)) this.#add(family, name, operation);
      }
  }

  #add(family: Family, name: string, operation: ModelOperation): void {
    const file = `${this.#layout.folder}/${family.name}/openapi.yaml`;
    const parameters = this.parameters({ family, file, name }, operation);
    const body = this.#requestBody(family, file, operation);
    const { output, errors, pagination } = operation;
    const own = errors.filter((error) => !this.written.commonErrors.includes(error));
    for (const error of own) this.addException(family, error);
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
    this.texts.at(file, family).add(["paths", path], operation.method.toLowerCase(), value, byMethod);
    this.written.operations.add(name);
  }

  #requestBody(family: Family, file: string, { input }: ModelOperation): Part | undefined {
    if (input === undefined) return undefined;
    const shape = shapeOf(this.#model, input);
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
    const { payload, members = {} } = shapeOf(this.#model, name);
    const whole = payload === undefined ? undefined : members[payload];
    if (whole) return this.schemas(family, file).member(whole, this.uses.isStrict(name));
    return { $ref: this.#refer(family, file, name) };
  }

  /** The parameters of an operation, or those of some names; what they need is written with them. */
  parameters(
    owner: ParameterOwner,
    { input }: ModelOperation,
    isWanted: (name: string) => boolean = () => true,
  ): readonly Part[] {
    if (input === undefined) return [];
    const shape = shapeOf(this.#model, input);
    return boundMembers(shape).flatMap(([key, member]) => {
      const name = member.name ?? key;
      const required = shape.required?.includes(key) === true;
      return isWanted(name) ? [this.#parameter(owner, { ...member, name, key, required })] : [];
    });
  }

  #parameter({ family, file, name: operation }: ParameterOwner, member: BoundMember): Part {
    const { name = "", in: place, required } = member;
    const writer = this.schemas(family, file);
    const facts = this.written.factsOf(writer.named(member.shape), file);
    const shared = `${this.#layout.folder}/openapi.yaml`;
    const known = this.written.parameters.find(
      ({ file: owner, value }) =>
        [file, shared].includes(owner) &&
        value.name === name &&
        value.in === place &&
        (value.required === true) === required &&
        this.written.factsOf(Object(value.schema), owner) === facts,
    );
    if (known) return { $ref: reference(file, known.file, "parameters", known.key) };
    const key = this.#parameterKey(family, operation, place === "header" ? member.key : name);
    const value = {
      name,
      in: place,
      ...(required && { required }),
      description: UNWRITTEN,
      schema: writer.inner(member.shape, true),
      ...(member.idempotencyToken && { "x-idempotency-token": true }),
      ...(name === "maxResults" && { "x-binds": { how: "atMost" } }),
    };
    this.written.parameters.push({ file, key, value });
    this.texts.at(file, family).add(["components", "parameters"], key, value, byName);
    return { $ref: reference(file, file, "parameters", key) };
  }

  /** The name of the parameter; what other families use for something else begins with the family's noun. */
  #parameterKey({ noun, operations }: Family, operation: string, name: string): string {
    const model = this.#model;
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
    return keys.find((key) => !this.written.parameters.some((each) => each.key === key)) ?? lower + upper;
  }

  /** Writes an exception that the specs do not have yet where all of them stand. */
  addException(family: Family, name: string): void {
    const { exceptions } = this.written;
    if (!exceptions || exceptions.has(name)) return;
    exceptions.add(name);
    const status = shapeOf(this.#model, name).status ?? 400;
    const value = { ...this.schemas(family, SHARED_FILE).named(name), "x-status": status };
    this.texts.at(SHARED_FILE, family).add(["components", "schemas"], name, value, byName);
  }

  /** What writes the schemas of shapes into a file, and what they need into others. */
  schemas(family: Family, file: string): SchemaWriter {
    return new SchemaWriter(this.#model, this.uses, (shape) => this.#refer(family, file, shape));
  }

  /** A reference from a file to a shape, which is written first where it is not yet. */
  #refer(family: Family, from: string, shape: string): string {
    const name = shape.charAt(0).toUpperCase() + shape.slice(1);
    const file = this.written.fileOf(name) ?? this.#place(family, shape);
    if (this.written.fileOf(name) === undefined) {
      // It is known before it is written, for it may refer to itself.
      this.written.addSchema(name, file, {});
      const value = this.schemas(family, file).named(shape);
      this.written.addSchema(name, file, value);
      this.texts.at(file, family).add(["components", "schemas"], name, value, byName);
    }
    return reference(from, file, "schemas", name);
  }

  #place(family: Family, shape: string): string {
    const { folder } = this.#layout;
    if (this.uses.isShared(shape)) return `${folder}/${fileOfShape(this.#layout.shared, shape) ?? "openapi.yaml"}`;
    return `${folder}/${family.name}/${fileOfShape(family.split, shape) ?? "openapi.yaml"}`;
  }
}

/** An operation that parameters are written for. */
interface ParameterOwner {
  readonly family: Family;
  readonly file: string;
  /** The name of the operation. */
  readonly name: string;
}

/** A member of the input that is a parameter. */
interface BoundMember extends Member {
  readonly key: string;
  readonly required: boolean;
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
