import { posix } from "node:path";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import { digest } from "../cache.ts";
import { pointerSteps } from "../json-pointer.ts";
import { isSchema, type JsonSchema } from "../schema/json-schema.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { placeOf, type SpecNode } from "../source/spec-node.ts";

/** Checks hand-written files against the JSON Schemas that describe their shape. */
export class FileSchemas {
  readonly #files: SpecFiles;
  readonly #schemas = new Map<string, FileSchema | undefined>();
  readonly #ajv = new Ajv2020({
    allErrors: true,
    allowUnionTypes: true,
    // Each schema checks a few files: what makes its code faster takes longer than it saves.
    code: { optimize: false },
    discriminator: true,
    strictRequired: false,
    strictTypes: false,
  });

  constructor(files: SpecFiles) {
    this.#files = files;
    this.#ajv.addFormat("regex", isRegularExpression);
    this.#ajv.addVocabulary(["x-body", "x-within"]);
  }

  /** Notes each fault of a node against the schema file at a path from the root. */
  check(node: SpecNode, schemaPath: string): void {
    const schema = this.#schema(schemaPath);
    if (!schema) return;
    const inputs = `${schema.digest} ${JSON.stringify(node.value)}`;
    const faults = this.#files.cache.remember("shape", inputs, () => this.#faults(schema, node.value));
    for (const { pointer, message } of faults) {
      const path = [...node.path, ...pointerSteps(pointer)];
      this.#files.problems.add(placeOf({ ...node, path }), `${message} (see ${schemaPath})`);
    }
  }

  #faults(schema: FileSchema, value: unknown): readonly Fault[] {
    schema.validate ??= this.#compile(schema);
    if (schema.validate(value)) return [];
    return telling(schema.validate.errors ?? []).map((error) => ({
      pointer: error.instancePath,
      message: describe(error),
    }));
  }

  #schema(path: string): FileSchema | undefined {
    if (!this.#schemas.has(path)) this.#schemas.set(path, this.#read(path));
    return this.#schemas.get(path);
  }

  #read(path: string): FileSchema | undefined {
    const schema = this.#files.read(path)?.value;
    if (isSchema(schema)) {
      const others = this.#others(schema, path);
      return { schema, others, digest: digest(JSON.stringify([schema, [...others]])), validate: undefined };
    }
    this.#files.problems.add({ file: path, line: 1 }, "is missing or unreadable; expected a JSON Schema");
    return undefined;
  }

  #compile({ schema, others }: FileSchema): ValidateFunction {
    for (const [name, other] of others) if (!this.#ajv.getSchema(name)) this.#ajv.addSchema(other, name);
    return this.#ajv.compile(schema);
  }

  /** The schema files beside it that a schema refers to by their names. */
  #others(schema: JsonSchema, path: string): ReadonlyMap<string, JsonSchema> {
    const names = [...JSON.stringify(schema).matchAll(/"\$ref":"([^"#]+)#/g)].map(([, name = ""]) => name);
    return new Map(
      names.flatMap((name) => {
        const other = this.#files.read(posix.join(posix.dirname(path), name))?.value;
        return isSchema(other) ? [[name, other] as const] : [];
      }),
    );
  }
}

/** A schema file with those that it refers to. */
interface FileSchema {
  readonly schema: JsonSchema;
  readonly others: ReadonlyMap<string, JsonSchema>;
  readonly digest: string;
  validate: ValidateFunction | undefined;
}

/** What is wrong with a value, and where in it. */
interface Fault {
  readonly pointer: string;
  readonly message: string;
}

/** An error of a branch says more than the error of its union, unless several branches of a `oneOf` hold. */
function telling(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const several = errors.filter(({ keyword, params }) => keyword === "oneOf" && params.passingSchemas);
  if (several.length > 0) return several;
  const specific = errors.filter(({ keyword }) => !["if", "anyOf", "oneOf"].includes(keyword));
  return specific.length > 0 ? specific : errors;
}

function describe(error: ErrorObject): string {
  const { instancePath, keyword, message, params } = error;
  if (keyword === "discriminator")
    return `${instancePath}/${params.tag} is ${JSON.stringify(params.tagValue)}, which the schema does not know`;
  const details = params.additionalProperty ?? params.allowedValues ?? params.allowedValue ?? params.propertyName;
  return `${instancePath || "the file"} ${message}${details === undefined ? "" : `: ${JSON.stringify(details)}`}`;
}

function isRegularExpression(text: string): boolean {
  try {
    new RegExp(text, "u");
    return true;
  } catch {
    return false;
  }
}
