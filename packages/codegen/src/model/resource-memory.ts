import { apiFolders } from "../assemble/spec-folders.ts";
import { pointerSteps } from "../json-pointer.ts";
import { memberNames, membersAt } from "../schema/members-at.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { child, children, rootOf, type SpecNode } from "../source/spec-node.ts";
import type { Operation } from "./operation.ts";
import { itemsOf } from "./response-meaning.ts";

/** Where a family says what is kept of its resources. */
const MEMORY_KEY = "x-memory";

/** The values of `x-memory`, one of each family that has it. */
export function memoriesOf(files: SpecFiles): readonly SpecNode[] {
  return apiFolders(files.tree).flatMap(({ families }) =>
    families.flatMap((family) => {
      const file = files.read(`${family}/openapi.yaml`);
      return (file && child(rootOf(file), MEMORY_KEY)) ?? [];
    }),
  );
}

/** The kinds of resources of all families, by their names. */
export function kindsOf(memories: readonly SpecNode[]): readonly (readonly [string, SpecNode])[] {
  return memories.flatMap(children);
}

/** What the operations of a kind do, by their names. */
export function deedsOf(kind: SpecNode): readonly (readonly [string, SpecNode])[] {
  const operations = child(kind, "operations");
  return operations ? children(operations) : [];
}

/** The names of the members with which the response of an operation shows a resource. */
export function shownMembers(files: SpecFiles, operation: Operation, deed: SpecNode): readonly string[] {
  const at = child(deed, "at")?.value;
  const isList = child(deed, "does")?.value === "list";
  const place = typeof at === "string" ? at : isList ? (itemsOf(operation) ?? "") : "";
  let schemas: readonly SpecNode[] = operation.success.schema ? [operation.success.schema] : [];
  for (const step of pointerSteps(place)) schemas = membersAt(files, schemas, step);
  return [...new Set(schemas.flatMap((schema) => [...memberNames(files, schema)]))];
}
