import { posix } from "node:path";
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import { isSchema, type JsonSchema } from "../schema/json-schema.ts";
import type { Path, SpecFiles } from "../source/spec-file.ts";
import { placeOf, type SpecNode } from "../source/spec-node.ts";

/** Checks hand-written files against the JSON Schemas that describe their shape. */
export class FileSchemas {
  readonly #files: SpecFiles;
  readonly #validators = new Map<string, ValidateFunction | undefined>();
  readonly #ajv = new Ajv2020({
    allErrors: true,
    allowUnionTypes: true,
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
    const validate = this.#validator(schemaPath);
    if (!validate || validate(node.value)) return;
    for (const error of telling(validate.errors ?? [])) {
      const path = [...node.path, ...pointerSteps(error.instancePath)];
      this.#files.problems.add(placeOf({ ...node, path }), `${describe(error)} (see ${schemaPath})`);
    }
  }

  #validator(schemaPath: string): ValidateFunction | undefined {
    if (!this.#validators.has(schemaPath)) this.#validators.set(schemaPath, this.#compile(schemaPath));
    return this.#validators.get(schemaPath);
  }

  #compile(schemaPath: string): ValidateFunction | undefined {
    const schema = this.#files.read(schemaPath)?.value;
    if (isSchema(schema)) return this.#ajv.compile(this.#withOthers(schema, schemaPath));
    this.#files.problems.add({ file: schemaPath, line: 1 }, "is missing or unreadable; expected a JSON Schema");
    return undefined;
  }

  /** Makes known the schema files beside it that a schema refers to by their names. */
  #withOthers(schema: JsonSchema, schemaPath: string): JsonSchema {
    for (const [, name = ""] of JSON.stringify(schema).matchAll(/"\$ref":"([^"#]+)#/g)) {
      const other = this.#files.read(posix.join(posix.dirname(schemaPath), name))?.value;
      if (isSchema(other) && !this.#ajv.getSchema(name)) this.#ajv.addSchema(other, name);
    }
    return schema;
  }
}

/** The steps of a JSON pointer. */
export function pointerSteps(pointer: string): Path {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
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
