import type { SpecFiles } from "../source/spec-file.ts";
import { child, children, member, rootOf, type SpecNode } from "../source/spec-node.ts";
import { SHARED_FILE } from "./spec-folders.ts";

/** Where an exception says with which status it is sent. */
const STATUS_KEY = "x-status";

/** An exception that operations can answer with. */
export interface Exception {
  readonly name: string;
  readonly status: number;
  readonly node: SpecNode;
}

/** The exceptions of the shared file by name, in its order. */
export function readExceptions(files: SpecFiles): ReadonlyMap<string, Exception> {
  const file = files.read(SHARED_FILE);
  const schemas = file && member(files, rootOf(file), "components", "schemas");
  const found = (schemas ? children(schemas) : []).flatMap(([name, node]) => {
    const status = child(node, STATUS_KEY)?.value;
    return typeof status === "number" ? [[name, { name, status, node }] as const] : [];
  });
  return new Map(found);
}
