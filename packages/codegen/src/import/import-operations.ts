import { posix } from "node:path";
import { isDeepStrictEqual } from "node:util";
import {
  bodyMembers,
  boundMembers,
  type Member,
  type ModelOperation,
  reachedShapes,
  type ServiceModel,
  shapeOf,
} from "../service-model/service-model.ts";
import type { Tree } from "../source/tree.ts";
import { type Family, fileOfShape, LAYOUT_FILE, type Layout } from "./layout.ts";
import { type PartEdit, partEdits } from "./part-edits.ts";
import { ShapeUses } from "./shape-uses.ts";
import { type Part, SchemaWriter, UNWRITTEN } from "./write-schema.ts";
import { WrittenParts } from "./written-parts.ts";
import { type GrowingYaml, NewYaml, type Order, YamlText } from "./yaml-text.ts";

/** What a list that is new stands before. */
const ORDER = ["parameters", "requestBody", "responses", "x-errors", "x-pagination", "required", "enum", "properties"];

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

/** What came of bringing a newer model into the specs. */
export interface Update {
  /** The files that change, by path. */
  readonly files: ReadonlyMap<string, string>;
  /** What only a person can bring into the YAML: places in files, and operations of no family. */
  readonly left: readonly string[];
}

/**
 * The files that change when what a model has and an older one had not is written into the specs: operations, parameters,
 * members, values of enumerations, limits, exceptions. Where the YAML says something else than the older model, it
 * stays.
 */
export function updateOperations(sources: ImportSources, older: ServiceModel): Update {
  return new Import(sources).update(older);
}

class Import {
  readonly #sources: ImportSources;
  readonly #uses: ShapeUses;
  readonly #written: WrittenParts;
  readonly #files = new Map<string, GrowingYaml>();
  readonly #left: string[] = [];

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

  update(older: ServiceModel): Update {
    const { model, layout } = this.#sources;
    const had = Object.keys(model.operations).filter((name) => this.#written.operations.has(name));
    const roots = had.flatMap((name) => [model.operations[name]?.input, model.operations[name]?.output]);
    const reached = reachedShapes(
      model,
      roots.filter((name) => name !== undefined),
    );
    for (const name of reached) if (older.shapes[name]) this.#updateSchema(name, older);
    for (const family of layout.families)
      for (const name of family.operations) if (had.includes(name)) this.#updateOperation(family, name, older);
    const all = [...this.run(layout.families)];
    const files = new Map(all.filter(([path, text]) => text !== this.#sources.tree.read(path)));
    const placed = layout.families.flatMap(({ operations }) => operations);
    const homeless = Object.keys(model.operations).filter((name) => !placed.includes(name));
    const gone = Object.keys(older.operations).filter((name) => !(name in model.operations));
    return {
      files,
      left: [
        ...homeless.map((name) => `${LAYOUT_FILE}: ${name} is in no family`),
        ...gone.map((name) => `${name}: the operation is gone`),
        ...this.#left,
      ],
    };
  }

  #updateSchema(shape: string, older: ServiceModel): void {
    const { model, layout } = this.#sources;
    const key = shape.charAt(0).toUpperCase() + shape.slice(1);
    const path = this.#written.fileOf(key);
    if (path === undefined) return;
    const family =
      layout.families.find(({ name }) => path.startsWith(`${layout.folder}/${name}/`)) ?? layout.families[0];
    if (!family) return;
    const names = (name: string) => name;
    const before = new SchemaWriter(older, new ShapeUses(older, layout), names).named(shape);
    const after = new SchemaWriter(model, this.#uses, names).named(shape);
    const edits = partEdits(before, after);
    if (edits.length === 0) return;
    const file = this.#file(path, family);
    if (!(file instanceof YamlText)) return;
    const root = ["components", "schemas", key];
    const whole = (name: string) =>
      this.#writer(family, path).member(memberOf(model, shape, name), this.#uses.isStrict(shape));
    for (const edit of edits)
      if (!applied(file, root, edit, whole)) this.#left.push(`${path}: ${[...root, ...edit.path].join("/")}`);
  }

  /** Adds the parameters and exceptions that an operation got. */
  #updateOperation(family: Family, name: string, older: ServiceModel): void {
    const [now, old] = [this.#sources.model.operations[name], older.operations[name]];
    if (!now || !old) return;
    const path = `${this.#sources.layout.folder}/${family.name}/openapi.yaml`;
    const known = boundNames(older, old);
    const added = boundNames(this.#sources.model, now).filter((parameter) => !known.includes(parameter));
    const errors = now.errors.filter(
      (error) => !old.errors.includes(error) && !this.#written.commonErrors.includes(error),
    );
    const isElsewhere = now.method !== old.method || now.path !== old.path || now.status !== old.status;
    const isLess =
      known.some((each) => !boundNames(this.#sources.model, now).includes(each)) ||
      old.errors.some((each) => !now.errors.includes(each));
    if (isElsewhere || isLess) this.#left.push(`${path}: ${name}`);
    if (added.length + errors.length === 0) return;
    const file = this.#file(path, family);
    const root = ["paths", old.path, old.method.toLowerCase()];
    if (!(file instanceof YamlText) || file.at([...root, "operationId"]) !== name) {
      this.#left.push(`${path}: ${name}`);
      return;
    }
    const has = this.#parameterNames(file.at([...root, "parameters"]));
    const parameters = this.#parameters(family, path, name, now, (each) => added.includes(each) && !has.includes(each));
    extend(file, root, "parameters", parameters);
    const declared = [file.at([...root, "x-errors"]) ?? []].flat();
    extend(
      file,
      root,
      "x-errors",
      errors.filter((error) => !declared.includes(error)),
    );
  }

  /** The names of the parameters in a list, their references followed. */
  #parameterNames(list: unknown): readonly string[] {
    return (Array.isArray(list) ? list : []).flatMap(({ name, $ref }: Part) => {
      const key = typeof $ref === "string" ? posix.basename($ref) : undefined;
      const known = this.#written.parameters.filter((each) => each.key === key).map(({ value }) => String(value.name));
      return name === undefined ? known : [String(name)];
    });
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

  #parameters(
    family: Family,
    file: string,
    operation: string,
    { input }: ModelOperation,
    isWanted: (name: string) => boolean = () => true,
  ): readonly Part[] {
    if (input === undefined) return [];
    const shape = shapeOf(this.#sources.model, input);
    return boundMembers(shape).flatMap(([key, member]) => {
      const name = member.name ?? key;
      const required = shape.required?.includes(key) === true;
      return isWanted(name) ? [this.#parameter(family, file, operation, { ...member, name, key }, required)] : [];
    });
  }

  #parameter(
    family: Family,
    file: string,
    operation: string,
    member: Member & { readonly key: string },
    required: boolean,
  ): Part {
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

/** Whether a change was made to a schema: it is not, where the YAML says something else than was expected. */
function applied(file: YamlText, root: readonly string[], edit: PartEdit, whole: (member: string) => Part): boolean {
  const path = [...root, ...edit.path];
  const current = file.at(path);
  const owner = file.at(path.slice(0, -1));
  if (edit.kind === "by hand" || typeof owner !== "object") return false;
  switch (edit.kind) {
    case "member": {
      const known = Object.keys(Object(current));
      if (edit.path.length > 1 || known.includes(edit.key)) return known.includes(edit.key);
      const next = edit.following.find((name) => known.includes(name));
      file.add(path, edit.key, whole(edit.key), (_, other) => other === next);
      return true;
    }
    case "append": {
      const missing = edit.values.filter((value) => !(Array.isArray(current) && current.includes(value)));
      extend(file, path.slice(0, -1), path.at(-1) ?? "", missing);
      return true;
    }
    case "limit":
      if (isDeepStrictEqual(current, edit.after)) return true;
      if (!isDeepStrictEqual(current, edit.before)) return false;
      if (edit.after === undefined) file.remove(path);
      else if (current === undefined) file.add(path.slice(0, -1), path.at(-1) ?? "", edit.after, () => false);
      else file.replace(path, edit.after);
      return true;
    default:
      return edit satisfies never;
  }
}

/** Adds elements to a list, which is made where there is none. */
function extend(file: YamlText, owner: readonly string[], key: string, values: readonly unknown[]): void {
  if (values.length === 0) return;
  const isBefore: Order = (added, other) => ORDER.indexOf(added) < ORDER.indexOf(other);
  if (file.at([...owner, key]) === undefined) file.add(owner, key, values, isBefore);
  else file.append([...owner, key], values);
}

/** The names of the members of an operation's input that travel beside the body, in the order of its parameters. */
function boundNames(model: ServiceModel, { input }: ModelOperation): readonly string[] {
  return input === undefined ? [] : boundMembers(shapeOf(model, input)).map(([key, member]) => member.name ?? key);
}

function memberOf(model: ServiceModel, shape: string, name: string): Member {
  const member = shapeOf(model, shape).members?.[name];
  if (!member) throw new Error(`the shape ${shape} has no member ${name}`);
  return member;
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
