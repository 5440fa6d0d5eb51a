import { isOpenTag } from "../schema/open-branch.ts";
import { child, type SpecNode } from "../source/spec-node.ts";

/** Keywords that only narrow what a schema allows: no client of a response relies on them. */
const NARROWING = new Set([
  "minLength",
  "maxLength",
  "pattern",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minItems",
  "maxItems",
  "uniqueItems",
  "contains",
  "minContains",
  "maxContains",
  "propertyNames",
  "dependentRequired",
  "dependentSchemas",
  "if",
  "then",
  "else",
]);

/** Formats in which SDKs read a value: a time in another form makes them fail. */
const READ_FORMATS = new Set(["date-time", "date"]);

/** Whether a response leaves out a keyword of a schema, or says it in another way. */
export function isLoosened(schema: SpecNode, keyword: string): boolean {
  const value = child(schema, keyword)?.value;
  if (keyword === "additionalProperties") return value === false;
  if (keyword === "minProperties" || keyword === "maxProperties") return !isUnion(schema);
  // Nothing is counted below zero.
  if (keyword === "minimum") return value !== 0 || child(schema, "type")?.value !== "integer";
  // What is not one of the known types is told from them, whoever sends it.
  if (keyword === "not") return !isOpenTag(schema.value);
  if (keyword === "format") return !READ_FORMATS.has(String(value));
  if (keyword === "enum") return isOfStrings(value);
  // The type of an enumeration is among the branches of the open one.
  if (keyword === "type") return isOfStrings(child(schema, "enum")?.value);
  return NARROWING.has(keyword);
}

/** What a response has instead of a keyword that it loosens: an enumeration is open, all else is gone. */
export function loosenedEnum(schema: SpecNode, keyword: string): readonly (readonly [string, unknown])[] {
  const values = child(schema, "enum")?.value;
  if (keyword !== "enum" || !Array.isArray(values)) return [];
  const known = values.filter((value) => value !== null);
  const branches = [{ enum: known }, { type: "string" }, ...(values.includes(null) ? [{ type: "null" }] : [])];
  return [["anyOf", branches]];
}

/** A union has exactly one member, in responses too; a mapping has bounds like any other. */
function isUnion(schema: SpecNode): boolean {
  const [least, most] = ["minProperties", "maxProperties"].map((keyword) => child(schema, keyword)?.value);
  return least === 1 && most === 1 && child(schema, "properties") !== undefined;
}

function isOfStrings(value: unknown): boolean {
  const areStrings = Array.isArray(value) && value.every((item) => typeof item === "string" || item === null);
  return areStrings && value.some((item) => item !== null);
}
