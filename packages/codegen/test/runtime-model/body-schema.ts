import { readFileSync } from "node:fs";
import { Ajv2020, type AnySchemaObject, type ValidateFunction } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { SPECS } from "./place.ts";

const ajv = new Ajv2020({ allErrors: true, strict: false, loadSchema: readSchema });

/** The compiled schema of a file, by its path in the specs, with all that it refers to. */
export async function schemaAt(path: string): Promise<ValidateFunction> {
  return ajv.compileAsync({ $ref: new URL(path, SPECS).href });
}

/** What is wrong with a value, each as a pointer and a sentence. */
export function faultsOf(validate: ValidateFunction, value: unknown): readonly string[] {
  if (validate(value)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

async function readSchema(url: string): Promise<AnySchemaObject> {
  return parse(readFileSync(new URL(url), "utf8"));
}
