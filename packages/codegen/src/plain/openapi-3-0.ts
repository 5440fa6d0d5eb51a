import { isSchema } from "../schema/json-schema.ts";
import type { Json } from "./document.ts";

/**
 * A plain document in the words of OpenAPI 3.0.4, which lacks types in lists, null, exclusive limits that are numbers,
 * and the encoding of a string: a plain document has no other word of 3.1. Null beside a named schema becomes
 * `nullable` beside `allOf`, as generators understand it; by the letter, 3.0 cannot say it.
 */
export function openapi30(document: Json): Json {
  const { license, ...info } = Object(document.info);
  const schemas = Object(Object(document.components).schemas);
  const typeOf = (ref: unknown): unknown => Object(schemas[String(ref).split("/").at(-1) ?? ""]).type ?? "object";
  return {
    ...Object(converted(document, typeOf)),
    openapi: "3.0.4",
    info: { ...info, license: { name: license.name, url: `https://spdx.org/licenses/${license.identifier}.html` } },
  };
}

/** Finds the type of what a reference leads to. */
type TypeOf = (ref: unknown) => unknown;

function converted(node: unknown, typeOf: TypeOf): unknown {
  if (Array.isArray(node)) return node.map((each) => converted(each, typeOf));
  if (!isSchema(node)) return node;
  const { anyOf, type, exclusiveMinimum, exclusiveMaximum, contentEncoding, ...rest } = node;
  const [one, nothing] = Array.isArray(anyOf) ? anyOf : [];
  if (isSchema(nothing) && nothing.type === "null")
    return { type: typeOf(Object(one).$ref), nullable: true, ...description(rest), allOf: [converted(one, typeOf)] };
  const result: Record<string, unknown> = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      key === "properties" ? properties(value, typeOf) : converted(value, typeOf),
    ]),
  );
  if (rest.$ref !== undefined && Object.keys(rest).length > 1)
    return { ...description(rest), allOf: [{ $ref: rest.$ref }] };
  if (Array.isArray(type)) Object.assign(result, { type: type.find((each) => each !== "null"), nullable: true });
  else if (type !== undefined) result.type = converted(type, typeOf);
  if (typeof exclusiveMinimum === "number")
    Object.assign(result, { minimum: exclusiveMinimum, exclusiveMinimum: true });
  if (typeof exclusiveMaximum === "number")
    Object.assign(result, { maximum: exclusiveMaximum, exclusiveMaximum: true });
  if (contentEncoding === "base64") result.format = "byte";
  return result;
}

/** Members are no keywords, whatever their names. */
function properties(value: unknown, typeOf: TypeOf): unknown {
  return Object.fromEntries(Object.entries(Object(value)).map(([name, schema]) => [name, converted(schema, typeOf)]));
}

function description(node: Json): Json {
  return node.description === undefined ? {} : { description: node.description };
}
