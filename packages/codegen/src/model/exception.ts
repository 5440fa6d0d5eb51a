import type { SpecFiles } from "../source/spec-file.ts";
import { child, children, refOf, resolve, type SpecNode } from "../source/spec-node.ts";

/** The names of the exceptions that the schema of an error response stands for: those of the schemas it refers to. */
export function exceptionsOf(files: SpecFiles, schema: SpecNode): readonly string[] {
  return exceptionSchemas(files, schema).map((exception) => exception.name);
}

/** The exceptions that the schema of an error response stands for, each with its reference. */
export function exceptionSchemas(files: SpecFiles, schema: SpecNode): readonly { name: string; schema: SpecNode }[] {
  const name = refOf(schema)?.split("/").at(-1);
  if (name?.endsWith("Exception")) return [{ name, schema }];
  const resolved = resolve(files, schema);
  const union = resolved && (child(resolved, "anyOf") ?? child(resolved, "oneOf"));
  return union ? children(union).flatMap(([, branch]) => exceptionSchemas(files, branch)) : [];
}
