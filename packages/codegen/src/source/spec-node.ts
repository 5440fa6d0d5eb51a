import { basename, posix } from "node:path";
import { pointerSteps } from "../json-pointer.ts";
import type { Place } from "../problem.ts";
import type { Path, SpecFile, SpecFiles } from "./spec-file.ts";

/** A value in the specs together with where it stands. */
export interface SpecNode {
  readonly file: SpecFile;
  readonly path: Path;
  readonly value: unknown;
}

/** The root of a file as a node. */
export function rootOf(file: SpecFile): SpecNode {
  return { file, path: [], value: file.value };
}

/** Where a node stands. */
export function placeOf(node: SpecNode): Place {
  return node.file.at(node.path);
}

/** The member of a mapping or the element of a list, `$ref` not followed. */
export function child(node: SpecNode, key: string): SpecNode | undefined {
  const value = memberOf(node.value, key);
  return value === undefined ? undefined : { file: node.file, path: [...node.path, key], value };
}

/** Undefined where there is none: no file of YAML or JSON has it as a value. */
function memberOf(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

/** The members of a mapping or the elements of a list, in order, `$ref` not followed. */
export function children(node: SpecNode): readonly (readonly [string, SpecNode])[] {
  if (typeof node.value !== "object" || node.value === null) return [];
  return Object.entries(node.value).map(([key, value]) => [key, { file: node.file, path: [...node.path, key], value }]);
}

/** The text of a node's `$ref`, if it is a reference. */
export function refOf({ value }: SpecNode): string | undefined {
  const ref = memberOf(value, "$ref");
  return typeof ref === "string" ? ref : undefined;
}

/** The node that a reference stands for; the node itself when it is none. An unresolved reference is noted. */
export function resolve(files: SpecFiles, node: SpecNode, seen = 0): SpecNode | undefined {
  const ref = refOf(node);
  if (ref === undefined) return node;
  const target = seen > 50 ? undefined : targetOf(files, node, ref);
  if (target) return resolve(files, target, seen + 1);
  files.problems.add(placeOf(node), `$ref '${ref}' leads nowhere; expected a file and pointer that exist`);
  return undefined;
}

/** Follows member names from a node, and every `$ref` on the way. */
export function member(files: SpecFiles, node: SpecNode | undefined, ...keys: readonly string[]): SpecNode | undefined {
  let current = node && resolve(files, node);
  for (const key of keys) {
    const next = current && child(current, key);
    current = next && resolve(files, next);
  }
  return current;
}

/** How a schema is called: by its key in the components of a document, else by its file and place. */
export function schemaName({ file, path }: SpecNode): string {
  const [components, schemas, name, ...rest] = path;
  if (components === "components" && schemas === "schemas" && name !== undefined) return [name, ...rest].join("_");
  return [basename(file.path).replace(/\.(ya?ml|json)$/, ""), ...path].join("_");
}

/** The node one `$ref` away, or undefined when there is no such file or value. */
export function targetOf(files: SpecFiles, node: SpecNode, ref: string): SpecNode | undefined {
  const [path = "", pointer = ""] = ref.split("#", 2);
  const file = path === "" ? node.file : files.read(posix.join(posix.dirname(node.file.path), path));
  if (!file) return undefined;
  const steps = pointerSteps(pointer.includes("%") ? decodeURIComponent(pointer) : pointer);
  const value = steps.reduce(memberOf, file.value);
  return value === undefined ? undefined : { file, path: steps, value };
}
