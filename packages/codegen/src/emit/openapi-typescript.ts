import openapiTS, { astToString, type OpenAPI3 } from "openapi-typescript";
import ts from "typescript";
import { isSchema } from "../schema/json-schema.ts";
import { isOpenBranch } from "../schema/open-branch.ts";
import { type OpenapiTypesOptions, TYPE_KEYWORD } from "./openapi-types.ts";

/** The only place that knows openapi-typescript: TypeScript for an OpenAPI document. */
export async function writeTypes(document: OpenAPI3, options: OpenapiTypesOptions): Promise<string> {
  const nodes = await openapiTS(asDocument(withoutOpenBranches(document)), {
    immutable: options.isReadonly ?? false,
    defaultNonNullable: false,
    emptyObjectsUnknown: true,
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
    rootTypesKeepCasing: true,
    silent: true,
    transform: (schema) => reference(schema) ?? forbidden(schema) ?? openEnum(schema),
  });
  return astToString(nodes);
}

/** TypeScript cannot tell the branches of a union apart beside one of unknown types, so that it goes without. */
function withoutOpenBranches(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isOpenBranch(item)).map(withoutOpenBranches);
  if (!isSchema(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withoutOpenBranches(item)]));
}

function asDocument(value: unknown): OpenAPI3 {
  // It was one before it lost branches.
  return value as OpenAPI3;
}

/** A type that is written elsewhere. */
function reference(schema: unknown): ts.TypeNode | undefined {
  const type = isSchema(schema) ? schema[TYPE_KEYWORD] : undefined;
  return typeof type === "string" ? ts.factory.createTypeReferenceNode(type) : undefined;
}

/** `not: {}` admits nothing. */
function forbidden(schema: unknown): ts.TypeNode | undefined {
  const isForbidden = isSchema(schema) && isSchema(schema.not) && Object.keys(schema.not).length === 0;
  return isForbidden ? ts.factory.createKeywordTypeNode(ts.SyntaxKind.NeverKeyword) : undefined;
}

/**
 * `anyOf: [{enum}, {type: string}]` would be no more than `string`; so written, editors still offer the known values.
 */
function openEnum(schema: { readonly anyOf?: unknown }): ts.TypeNode | undefined {
  const branches: readonly unknown[] = Array.isArray(schema.anyOf) ? schema.anyOf : [];
  const known = branches.flatMap(enumValues);
  const isOpen = branches.some(isPlainString);
  if (!isOpen || known.length === 0 || known.some((value) => typeof value !== "string")) return undefined;
  const literals = known.map((value) =>
    ts.factory.createLiteralTypeNode(ts.factory.createStringLiteral(String(value))),
  );
  const anyString = ts.factory.createIntersectionTypeNode([
    ts.factory.createKeywordTypeNode(ts.SyntaxKind.StringKeyword),
    ts.factory.createTypeLiteralNode([]),
  ]);
  const isNullable = branches.some((branch) => typeOf(branch) === "null");
  const nothing = isNullable ? [ts.factory.createLiteralTypeNode(ts.factory.createNull())] : [];
  return ts.factory.createUnionTypeNode([...literals, ts.factory.createParenthesizedType(anyString), ...nothing]);
}

function enumValues(branch: unknown): readonly unknown[] {
  return typeof branch === "object" && branch !== null && "enum" in branch && Array.isArray(branch.enum)
    ? branch.enum
    : [];
}

function isPlainString(branch: unknown): boolean {
  return typeOf(branch) === "string" && enumValues(branch).length === 0;
}

function typeOf(branch: unknown): unknown {
  return typeof branch === "object" && branch !== null && "type" in branch ? branch.type : undefined;
}
