import { isStream, type Operation, type Parameter, unnamedErrors } from "../model/operation.ts";
import type { FormatModel } from "../model/spec-model.ts";
import { closeOpenEnums } from "../schema/close-open-enums.ts";
import type { Definitions } from "../schema/definitions.ts";
import { isReference, type JsonSchema } from "../schema/json-schema.ts";
import type { SpecNode } from "../source/spec-node.ts";
import type { CompiledSchemas } from "../validators/compilation.ts";
import { codeImports, importLine, PACKAGE_FOLDER, VALIDATORS_FOLDER } from "./code-imports.ts";
import { header } from "./header.ts";
import { ruleExports, rulesTable } from "./request-rules.ts";
import type { TextFile } from "./types.ts";

/** One exported validator. */
export interface ValidatorExport {
  readonly name: string;
  readonly schema: JsonSchema | boolean;
  /** How messages call the value: `GetFoundationModel response`. */
  readonly title: string;
  /** Its type, from `types.ts` of the package. */
  readonly type: string;
}

/** A file of validators before it is compiled. */
export interface ValidatorModule {
  /** From the repository's root. */
  readonly path: string;
  /** The hand-written file that it is made from. */
  readonly from: string;
  readonly exports: readonly ValidatorExport[];
  /** Types that it imports besides those of the exports. */
  readonly types: readonly string[];
  /** What it imports for what follows the compiled code. */
  readonly imports?: readonly { readonly names: readonly string[]; readonly from: string }[];
  /** What follows the compiled code. */
  readonly tail: string;
}

/** The file of one operation. */
export function operationModule(definitions: Definitions, operation: Operation): ValidatorModule {
  const { id } = operation;
  const exports = [
    parametersExport(definitions, operation),
    ...requestExports(definitions, operation, {
      name: "request",
      title: `${id} request`,
      type: `OperationRequest<"${id}">`,
    }),
    ...responseExports(definitions, operation.success.schema, {
      name: "response",
      title: `${id} response`,
      type: `OperationResponse<"${id}">`,
    }),
    ...eventExports(definitions, operation),
    ...chunkExports(definitions, operation),
    ...errorExports(definitions, operation),
    ...ruleExports(definitions, operation),
  ];
  return {
    path: `${VALIDATORS_FOLDER}/${operation.api.id}/${operation.id}.ts`,
    from: operation.api.source,
    exports,
    types: ["RequestRule"],
    tail: rulesTable(operation),
  };
}

/** The file of one format. */
export function formatModule(definitions: Definitions, format: FormatModel): ValidatorModule {
  const { id, operation, request, chunk } = format;
  const exports = [
    ...requestExports(
      definitions,
      { ...operation, request },
      { name: "invokeRequest", title: `${id} request`, type: `InvokeRequest<"${id}">` },
    ),
    ...responseExports(definitions, operation.success.schema, {
      name: "invokeResponse",
      title: `${id} response`,
      type: `InvokeResponse<"${id}">`,
    }),
    ...(chunk
      ? responseExports(definitions, chunk, { name: "invokeChunk", title: `${id} chunk`, type: `InvokeChunk<"${id}">` })
      : []),
    ...ruleExports(definitions, format),
  ];
  return {
    path: `${VALIDATORS_FOLDER}/formats/${id}.ts`,
    from: format.source,
    exports,
    types: ["RequestRule"],
    imports: [
      { names: ["description"], from: `${VALIDATORS_FOLDER}/descriptions/${id}.ts` },
      ...(folds(format) ? [{ names: ["createAssembler"], from: `${PACKAGE_FOLDER}/create-assembler.ts` }] : []),
    ],
    tail: rulesTable(format) + descriptionExports(format),
  };
}

/** What the spec says of the format, and what folds its streams. Bundles go without what is not used. */
function descriptionExports(format: FormatModel): string {
  const assembler = `
/** Folds the chunks of a stream of ${format.id}. */
export const assembleStream: ReturnType<typeof createAssembler<"${format.id}">> = /* @__PURE__ */ createAssembler(description);
`;
  return `
export { description };
${folds(format) ? assembler : ""}`;
}

/** Whether the chunks of a format make up a response in one body. */
function folds({ chunk, operation }: FormatModel): boolean {
  return chunk !== undefined && !isStream(operation);
}

/** The text of a compiled file. */
export function emitValidatorModule(module: ValidatorModule, compiled: CompiledSchemas): TextFile {
  const { path, from, exports, types, tail } = module;
  const text = `${header(from)}${imports(module, compiled, [...exports.map(({ type }) => type), ...types])}
${exports.map((item) => exportSource(item, exports, compiled)).join("\n")}
${compiled.code}`;
  return [path, text + tail];
}

/** One event of an event stream, in each direction that has one. */
function eventExports(definitions: Definitions, { id, success, requestStream }: Operation): readonly ValidatorExport[] {
  const sent = definitions.schemaOf(requestStream?.event);
  return [
    ...(requestStream
      ? [{ name: "requestEvent", schema: sent, title: `${id} request event`, type: `OperationRequestEvent<"${id}">` }]
      : []),
    ...(success.stream
      ? responseExports(definitions, success.stream.event, {
          name: "event",
          title: `${id} event`,
          type: `OperationEvent<"${id}">`,
        })
      : []),
  ];
}

/** One event of an answer that can come as a stream. */
function chunkExports(definitions: Definitions, { id, success }: Operation): readonly ValidatorExport[] {
  return success.sse
    ? responseExports(definitions, success.sse.chunk, {
        name: "chunk",
        title: `${id} chunk`,
        type: `OperationChunk<"${id}">`,
      })
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

/** What an export is called, and in words, and its type. */
type ExportNames = Omit<ValidatorExport, "schema">;

/** A body without a described schema, such as the opaque one of a model, has no validator. */
function requestExports(
  definitions: Definitions,
  operation: Operation,
  names: ExportNames,
): readonly ValidatorExport[] {
  if (operation.requestBody === "none" || !operation.request) return [];
  const schema = definitions.schemaOf(operation.request);
  return isEmpty(schema) ? [] : [{ ...names, schema }];
}

function responseExports(
  definitions: Definitions,
  node: SpecNode | undefined,
  names: ExportNames,
): readonly ValidatorExport[] {
  const schema = definitions.schemaOf(node);
  return [
    { ...names, schema },
    { ...names, name: `${names.name}Known`, schema: closeOpenEnums(definitions, schema) },
  ];
}

function isEmpty(schema: JsonSchema | boolean): boolean {
  return schema === true || Object.keys(schema).length === 0;
}

function imports({ path, imports = [] }: ValidatorModule, compiled: CompiledSchemas, typed: readonly string[]): string {
  const types = [...new Set(typed.map((type) => type.replace(/<.*/, "")))].sort();
  return [
    importLine(path, ["createValidator"], `${PACKAGE_FOLDER}/create-validator.ts`),
    ...codeImports(path, compiled),
    ...imports.map(({ names, from }) => importLine(path, names, from)),
    importLine(path, types, `${PACKAGE_FOLDER}/types.ts`, "import type"),
    importLine(path, ["Validator"], `${PACKAGE_FOLDER}/validator.ts`, "import type"),
  ].join("");
}

function exportSource(item: ValidatorExport, exports: readonly ValidatorExport[], compiled: CompiledSchemas): string {
  const declaration = `export const ${item.name}: Validator<${item.type}>`;
  const first = exports.find((other) => isSame(other, item));
  if (first && first !== item)
    return `/** The same as \`${first.name}\`, for it has no open enum. */\n${declaration} = ${first.name};\n`;
  const known = item.name.endsWith("Known") ? ", its open enums closed" : "";
  const { is, issues } = compiled.functionsOf(item.name);
  const create = `createValidator(${JSON.stringify(item.title)}, ${is}, ${issues})`;
  return `/** Checks the ${item.title}${known}. */\n${declaration} = /* @__PURE__ */ ${create};\n`;
}

function isSame(one: ValidatorExport, other: ValidatorExport): boolean {
  if (one.schema === other.schema) return true;
  return isReference(one.schema) && isReference(other.schema) && one.schema.$ref === other.schema.$ref;
}
