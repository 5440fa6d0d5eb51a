import { posix } from "node:path";
import {
  boundMembers,
  type Member,
  type ModelOperation,
  reachedShapes,
  type ServiceModel,
  shapeOf,
} from "../service-model/service-model.ts";
import { applyEdit, extend } from "./apply-edit.ts";
import { type Family, LAYOUT_FILE } from "./layout.ts";
import { type ImportSources, OperationWriter } from "./operation-writer.ts";
import { partEdits } from "./part-edits.ts";
import { ShapeUses } from "./shape-uses.ts";
import { type Part, SchemaWriter } from "./write-schema.ts";
import { YamlText } from "./yaml-text.ts";

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
  return new OperationUpdate(sources, older).run();
}

class OperationUpdate {
  readonly #sources: ImportSources;
  readonly #older: ServiceModel;
  readonly #writer: OperationWriter;
  /** What the shapes of both models are as schemas, which refer to others by the names of these. */
  readonly #before: SchemaWriter;
  readonly #after: SchemaWriter;
  readonly #left: string[] = [];

  constructor(sources: ImportSources, older: ServiceModel) {
    this.#sources = sources;
    this.#older = older;
    this.#writer = new OperationWriter(sources);
    const named = (shape: string) => shape;
    this.#before = new SchemaWriter(older, new ShapeUses(older, sources.layout), named);
    this.#after = new SchemaWriter(sources.model, this.#writer.uses, named);
  }

  run(): Update {
    const { model, layout, tree } = this.#sources;
    const had = Object.keys(model.operations).filter((name) => this.#writer.written.operations.has(name));
    const roots = had.flatMap((name) => [model.operations[name]?.input, model.operations[name]?.output]);
    const reached = reachedShapes(
      model,
      roots.filter((name) => name !== undefined),
    );
    for (const name of reached) if (this.#older.shapes[name]) this.#updateSchema(name);
    for (const family of layout.families)
      for (const name of family.operations) if (had.includes(name)) this.#updateOperation(family, name);
    this.#writer.addLacking(layout.families);
    const files = new Map([...this.#writer.texts.all()].filter(([path, text]) => text !== tree.read(path)));
    return { files, left: [...this.#placeless(), ...this.#left] };
  }

  /** Operations of no family, and those that the model has no more. */
  #placeless(): readonly string[] {
    const { model, layout } = this.#sources;
    const placed = layout.families.flatMap(({ operations }) => operations);
    const homeless = Object.keys(model.operations).filter((name) => !placed.includes(name));
    const gone = Object.keys(this.#older.operations).filter((name) => !(name in model.operations));
    return [
      ...homeless.map((name) => `${LAYOUT_FILE}: ${name} is in no family`),
      ...gone.map((name) => `${name}: the operation is gone`),
    ];
  }

  #updateSchema(shape: string): void {
    const key = shape.charAt(0).toUpperCase() + shape.slice(1);
    const path = this.#writer.written.fileOf(key);
    if (path === undefined) return;
    const root = ["components", "schemas", key];
    this.#edit({ path, root, before: this.#before.named(shape), after: this.#after.named(shape), shape });
  }

  /** Changes a schema in the YAML as it changed from the older model to the newer one. */
  #edit({ path, root, before, after, shape }: Changed): void {
    const { model, layout } = this.#sources;
    const edits = partEdits(before, after, (one, other) => factsIn(this.#before, one) === factsIn(this.#after, other));
    const family =
      layout.families.find(({ name }) => path.startsWith(`${layout.folder}/${name}/`)) ?? layout.families[0];
    if (edits.length === 0 || !family) return;
    const file = this.#writer.texts.at(path, family);
    if (!(file instanceof YamlText)) return;
    const whole = (name: string) =>
      this.#writer.schemas(family, path).member(memberOf(model, shape, name), this.#writer.uses.isStrict(shape));
    for (const edit of edits)
      if (!applyEdit(file, root, edit, whole)) this.#leave(`${path}: ${[...root, ...edit.path].join("/")}`);
  }

  #leave(place: string): void {
    if (!this.#left.includes(place)) this.#left.push(place);
  }

  /** Where the operations of a path are written: in the family's document, or in the file that it refers to. */
  #placeOfPath(family: Family, pattern: string): { readonly path: string; readonly item: readonly string[] } {
    const path = `${this.#sources.layout.folder}/${family.name}/openapi.yaml`;
    const item = ["paths", pattern];
    const file = this.#writer.texts.at(path, family);
    const reference = file instanceof YamlText ? file.at([...item, "$ref"]) : undefined;
    if (typeof reference !== "string") return { path, item };
    const [target = "", pointer = ""] = reference.split("#/", 2);
    return { path: posix.join(posix.dirname(path), target), item: pointer.split("/") };
  }

  /** Changes the parameters that an operation has kept, where their values are others. */
  #updateParameters({ path, root }: Place, file: YamlText, now: ModelOperation, old: ModelOperation): void {
    const [newer, older] = [boundOf(this.#sources.model, now), boundOf(this.#older, old)];
    const list = file.at([...root, "parameters"]);
    for (const [index, written] of (Array.isArray(list) ? list : []).entries()) {
      const [target, pointer] = String(Object(written).$ref ?? "").split("#/");
      const place: Place =
        pointer === undefined
          ? { path, root: [...root, "parameters", String(index)] }
          : { path: target ? posix.join(posix.dirname(path), target) : path, root: pointer.split("/") };
      const [name = ""] = this.#parameterNames([written]);
      const [one, other] = [older.get(name), newer.get(name)];
      if (one === undefined || other === undefined) continue;
      if (one.required !== other.required) this.#leave(`${place.path}: ${[...place.root, "required"].join("/")}`);
      this.#edit({
        path: place.path,
        root: [...place.root, "schema"],
        before: this.#before.inner(one.shape, true),
        after: this.#after.inner(other.shape, true),
        shape: other.shape,
      });
    }
  }

  /** Adds the parameters and exceptions that an operation got. */
  #updateOperation(family: Family, name: string): void {
    const [now, old] = [this.#sources.model.operations[name], this.#older.operations[name]];
    if (!now || !old) return;
    const { path, item } = this.#placeOfPath(family, old.path);
    const known = boundNames(this.#older, old);
    const added = boundNames(this.#sources.model, now).filter((parameter) => !known.includes(parameter));
    const errors = now.errors.filter(
      (error) => !old.errors.includes(error) && !this.#writer.written.commonErrors.includes(error),
    );
    const isElsewhere = now.method !== old.method || now.path !== old.path || now.status !== old.status;
    const isLess =
      known.some((each) => !boundNames(this.#sources.model, now).includes(each)) ||
      old.errors.some((each) => !now.errors.includes(each));
    if (isElsewhere || isLess) this.#leave(`${path}: ${name}`);
    if (headersOf(this.#sources.model, now) !== headersOf(this.#older, old))
      this.#leave(`${path}: ${name}, the headers of its response`);
    const file = this.#writer.texts.at(path, family);
    const root = [...item, old.method.toLowerCase()];
    if (!(file instanceof YamlText) || file.at([...root, "operationId"]) !== name) {
      if (added.length + errors.length > 0) this.#leave(`${path}: ${name}`);
      return;
    }
    this.#updateParameters({ path, root }, file, now, old);
    const has = this.#parameterNames(file.at([...root, "parameters"]));
    const parameters = this.#writer.parameters(
      { family, file: path, name },
      now,
      (each) => added.includes(each) && !has.includes(each),
    );
    extend(file, root, "parameters", parameters);
    const declared = [file.at([...root, "x-errors"]) ?? []].flat();
    for (const error of errors) this.#writer.addException(family, error);
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
      const known = this.#writer.written.parameters
        .filter((each) => each.key === key)
        .map(({ value }) => String(value.name));
      return name === undefined ? known : [String(name)];
    });
  }
}

/** A place in a file. */
interface Place {
  readonly path: string;
  readonly root: readonly string[];
}

/** A schema in the YAML, and what a shape was and is. */
interface Changed extends Place {
  readonly before: Part;
  readonly after: Part;
  readonly shape: string;
}

/** What a schema says, its references followed, without words. */
function factsIn(writer: SchemaWriter, part: Part, around: readonly unknown[] = []): string {
  const { $ref } = part;
  if (around.includes($ref)) return "";
  const whole = typeof $ref === "string" ? writer.named($ref) : part;
  const within = typeof $ref === "string" ? [...around, $ref] : around;
  return JSON.stringify(whole, (key, value) => {
    if (key === "description") return undefined;
    const isReference = typeof value === "object" && value !== null && "$ref" in value;
    return isReference ? factsIn(writer, value, within) : value;
  });
}

/** The members of an operation's input that travel beside the body, by the names that they have there. */
function boundOf(
  model: ServiceModel,
  { input }: ModelOperation,
): ReadonlyMap<string, Member & { readonly required: boolean }> {
  if (input === undefined) return new Map();
  const shape = shapeOf(model, input);
  return new Map(
    boundMembers(shape).map(([key, member]) => [
      member.name ?? key,
      { ...member, required: shape.required?.includes(key) === true },
    ]),
  );
}

/** The names of the headers of a response, in one text. */
function headersOf(model: ServiceModel, { output }: ModelOperation): string {
  const members = output === undefined ? [] : boundMembers(shapeOf(model, output));
  return members.map(([key, { name = key }]) => name).join(", ");
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
