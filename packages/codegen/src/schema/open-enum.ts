import { isSchema, type JsonSchema } from "./json-schema.ts";

/** Whether the branches of a union are an open enumeration: known values, or any other string. */
export function isOpenEnum(value: unknown): value is readonly JsonSchema[] {
  if (!Array.isArray(value)) return false;
  return value.some((branch) => isSchema(branch) && "enum" in branch) && value.some(isPlainString);
}

/** Whether a schema takes any string. */
export function isPlainString(schema: unknown): boolean {
  return isSchema(schema) && schema.type === "string" && Object.keys(schema).every((key) => ANY_STRING.has(key));
}

/** What a schema that takes any string consists of. */
const ANY_STRING = new Set(["type", "description"]);
