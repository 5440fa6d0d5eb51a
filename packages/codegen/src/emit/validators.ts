import { SchemaError } from "../compiler/index.ts";
import { type Operation, type Parameter, unnamedErrors } from "../model/operation.ts";
import type { FormatModel } from "../model/spec-model.ts";
import { closeOpenEnums } from "../schema/close-open-enums.ts";
import type { Definitions } from "../schema/definitions.ts";
import { isSchema, type JsonSchema } from "../schema/json-schema.ts";
import type { SpecNode } from "../source/spec-node.ts";
import { type CompiledSchemas, compileSchemas, type NamedSchemas, type RawError } from "../validators/engine.ts";
import { header } from "./header.ts";
import { ruleExports, rulesTable } from "./request-rules.ts";

/** Where the generated validators live. */
export const VALIDATORS_FOLDER = "packages/validators/src/gen";

/** One exported validator. */
export interface ValidatorExport {
  readonly name: string;
  readonly schema: JsonSchema | boolean;
  /** How messages call the value: `GetFoundationModel response`. */
  readonly title: string;
  /** Its type, from `types.ts` of the package. */
  readonly type: string;
}

/** A generated file of validators. */
export interface ValidatorFile {
  readonly path: string;
  readonly text: string;
  /** Checks a value with one of its validators, now; what has none is accepted. */
  check(name: string, value: unknown): readonly RawError[];
}

/** The file of one operation. */
export async function emitOperationValidators(
  definitions: Definitions,
  operation: Operation,
): Promise<ValidatorFile | undefined> {
  const path = `${VALIDATORS_FOLDER}/${operation.api.id}/${operation.id}.ts`;
  const exports = [
    parametersExport(definitions, operation),
    ...requestExports(definitions, operation, "request", operation.id, `OperationRequest<"${operation.id}">`),
    ...responseExports(
      definitions,
      operation.success.schema,
      "response",
      `${operation.id} response`,
      `OperationResponse<"${operation.id}">`,
    ),
    ...eventExports(definitions, operation),
    ...chunkExports(definitions, operation),
    ...errorExports(definitions, operation),
    ...ruleExports(definitions, operation),
  ];
  const file = await emitValidatorFile(definitions, path, operation.api.source, exports, ["RequestRule"]);
  return file && { ...file, text: file.text + rulesTable(operation) };
}

/** The file of one format. */
export async function emitFormatValidators(
  definitions: Definitions,
  format: FormatModel,
): Promise<ValidatorFile | undefined> {
  const { id, operation, chunk } = format;
  const path = `${VALIDATORS_FOLDER}/formats/${id}.ts`;
  const exports = [
    ...requestExports(definitions, operation, "invokeRequest", id, `InvokeRequest<"${id}">`),
    ...responseExports(
      definitions,
      operation.success.schema,
      "invokeResponse",
      `${id} response`,
      `InvokeResponse<"${id}">`,
    ),
    ...(chunk ? responseExports(definitions, chunk, "invokeChunk", `${id} chunk`, `InvokeChunk<"${id}">`) : []),
    ...ruleExports(definitions, format),
  ];
  const file = await emitValidatorFile(definitions, path, format.source, exports, ["RequestRule"]);
  return file && { ...file, text: file.text + rulesTable(format) };
}

/** One event of an event stream, in each direction that has one. */
function eventExports(definitions: Definitions, { id, success, requestStream }: Operation): readonly ValidatorExport[] {
  const sent = definitions.schemaOf(requestStream?.event);
  return [
    ...(requestStream
      ? [{ name: "requestEvent", schema: sent, title: `${id} request event`, type: `OperationRequestEvent<"${id}">` }]
      : []),
    ...(success.stream
      ? responseExports(definitions, success.stream.event, "event", `${id} event`, `OperationEvent<"${id}">`)
      : []),
  ];
}

/** One event of an answer that can come as a stream. */
function chunkExports(definitions: Definitions, { id, success }: Operation): readonly ValidatorExport[] {
  return success.sse
    ? responseExports(definitions, success.sse.chunk, "chunk", `${id} chunk`, `OperationChunk<"${id}">`)
    : [];
}

/** The body of any error, where no exceptions tell errors apart. */
function errorExports(definitions: Definitions, operation: Operation): readonly ValidatorExport[] {
  const schemas = unnamedErrors(operation).map(({ schema }) => definitions.schemaOf(schema));
  const [first, ...others] = new Map(schemas.map((schema) => [JSON.stringify(schema), schema])).values();
  if (first === undefined) return [];
  const schema = others.length === 0 ? first : { anyOf: [first, ...others] };
  return [{ name: "error", schema, title: `${operation.id} error`, type: `OperationError<"${operation.id}">` }];
}

function parametersExport(definitions: Definitions, operation: Operation): ValidatorExport {
  const schema = {
    type: "object",
    required: operation.parameters.filter((parameter) => parameter.required).map((parameter) => parameter.name),
    properties: Object.fromEntries(operation.parameters.map((parameter) => parameterSchema(definitions, parameter))),
  };
  return {
    name: "parameters",
    schema,
    title: `${operation.id} parameters`,
    type: `OperationParameters<"${operation.id}">`,
  };
}

function parameterSchema(definitions: Definitions, parameter: Parameter): readonly [string, JsonSchema | boolean] {
  return [parameter.name, definitions.schemaOf(parameter.schema)];
}

/** A body without a described schema, such as the opaque one of a model, has no validator. */
function requestExports(
  definitions: Definitions,
  operation: Operation,
  name: string,
  owner: string,
  type: string,
): readonly ValidatorExport[] {
  if (operation.requestBody === "none" || !operation.request) return [];
  const schema = definitions.schemaOf(operation.request);
  return isEmpty(schema) ? [] : [{ name, schema, title: `${owner} request`, type }];
}

function responseExports(
  definitions: Definitions,
  node: SpecNode | undefined,
  name: string,
  title: string,
  type: string,
): readonly ValidatorExport[] {
  const schema = definitions.schemaOf(node);
  return [
    { name, schema, title, type },
    { name: `${name}Known`, schema: closeOpenEnums(definitions, schema), title, type },
  ];
}

function isEmpty(schema: JsonSchema | boolean): boolean {
  return schema === true || Object.keys(schema).length === 0;
}

/**
 * A file of validators with the given exports; `furtherTypes` are imported besides those of the exports. Undefined, and noted, where the
 * compiler refuses a schema.
 */
export async function emitValidatorFile(
  definitions: Definitions,
  path: string,
  from: string,
  exports: readonly ValidatorExport[],
  furtherTypes: readonly string[] = [],
): Promise<ValidatorFile | undefined> {
  const compiled = compile(definitions, namedSchemas(definitions, exports), from);
  if (!compiled) return undefined;
  const text = `${header(from)}${imports(path, compiled, [...exports.map(({ type }) => type), ...furtherTypes])}
${exports.map((item) => exportSource(item, exports, compiled)).join("\n")}
${compiled.code}`;
  const check = (name: string, value: unknown): readonly RawError[] => {
    const item = exports.find((candidate) => candidate.name === name);
    return item ? compiled.check(schemaName(item), value) : [];
  };
  return { path, text, check };
}

function compile(definitions: Definitions, schemas: NamedSchemas, from: string): CompiledSchemas | undefined {
  try {
    return compileSchemas(schemas, definitions);
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    definitions.refuse(schemas.get(error.schema) ?? definitions.get(error.schema), error, from);
    return undefined;
  }
}

/** A schema that only refers to a definition is that definition. */
function schemaName(item: ValidatorExport): string {
  return isReference(item.schema) ? item.schema.$ref : item.name;
}

function isReference(schema: JsonSchema | boolean): schema is { readonly $ref: string } {
  return isSchema(schema) && typeof schema.$ref === "string" && Object.keys(schema).length === 1;
}

function namedSchemas(definitions: Definitions, exports: readonly ValidatorExport[]): NamedSchemas {
  return new Map(
    exports.map((item) => {
      const name = schemaName(item);
      return [name, isReference(item.schema) ? (definitions.get(name) ?? true) : item.schema];
    }),
  );
}

function imports(path: string, compiled: CompiledSchemas, typed: readonly string[]): string {
  const base = "../".repeat(path.slice(VALIDATORS_FOLDER.length).split("/").length - 1);
  const types = [...new Set(typed.map((type) => type.replace(/<.*/, "")))].sort();
  return [
    `import { createValidator } from "${base}create-validator.ts";\n`,
    ...(compiled.helpers.length > 0
      ? [`import { ${compiled.helpers.join(", ")} } from "${base}engine/runtime.ts";\n`]
      : []),
    `import type { ${compiled.helperTypes.join(", ")} } from "${base}engine/runtime.ts";\n`,
    `import type { ${types.join(", ")} } from "${base}types.ts";\n`,
    `import type { Validator } from "${base}validator.ts";\n`,
  ].join("");
}

function exportSource(item: ValidatorExport, exports: readonly ValidatorExport[], compiled: CompiledSchemas): string {
  const declaration = `export const ${item.name}: Validator<${item.type}>`;
  const first = exports.find((other) => schemaName(other) === schemaName(item));
  if (first && first !== item)
    return `/** The same as \`${first.name}\`, for it has no open enum. */\n${declaration} = ${first.name};\n`;
  const known = item.name.endsWith("Known") ? ", its open enums closed" : "";
  const { is, issues } = compiled.functionsOf(schemaName(item));
  const create = `createValidator(${JSON.stringify(item.title)}, ${is}, ${issues})`;
  return `/** Checks the ${item.title}${known}. */\n${declaration} = /* @__PURE__ */ ${create};\n`;
}
