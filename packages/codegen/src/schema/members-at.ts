import type { SpecFiles } from "../source/spec-file.ts";
import { child, children, resolve, type SpecNode } from "../source/spec-node.ts";

/** Keywords whose value is a schema that holds for the same value. */
const BRANCHES = ["if", "then", "else"];

/** Keywords whose value is a list of such schemas. */
const BRANCH_LISTS = ["allOf", "anyOf", "oneOf"];

/**
 * The schemas of what a step leads to in a value of some schemas: a member by its name, or with `*` each element or
 * member.
 */
export function membersAt(files: SpecFiles, schemas: readonly SpecNode[], step: string): readonly SpecNode[] {
  return schemas
    .flatMap((schema) => branchesOf(files, schema))
    .flatMap((schema) => (step === "*" ? elementsOf(schema) : memberOf(schema, step)))
    .filter((schema) => !isForbidden(schema));
}

/** The names of the members that a value of a schema may have. */
export function memberNames(files: SpecFiles, schema: SpecNode): ReadonlySet<string> {
  const properties = branchesOf(files, schema).flatMap((branch) => propertiesOf(branch));
  return new Set(properties.filter(([, node]) => !isForbidden(node)).map(([name]) => name));
}

/** A schema with all that it consists of, references followed. */
function branchesOf(files: SpecFiles, node: SpecNode, seen: readonly string[] = []): readonly SpecNode[] {
  const key = [node.file.path, ...node.path].join("#");
  if (seen.includes(key)) return [];
  const target = resolve(files, node);
  const single = BRANCHES.flatMap((keyword) => child(node, keyword) ?? []);
  const listed = BRANCH_LISTS.flatMap((keyword) => childrenAt(node, keyword).map(([, branch]) => branch));
  const next = [...single, ...listed, ...(target && target !== node ? [target] : [])];
  return [node, ...next.flatMap((branch) => branchesOf(files, branch, [...seen, key]))];
}

function elementsOf(schema: SpecNode): readonly SpecNode[] {
  const elements = ["items", "additionalProperties"].flatMap((keyword) => child(schema, keyword) ?? []);
  const listed = ["prefixItems", "patternProperties"].flatMap((keyword) => childrenAt(schema, keyword));
  return [...elements, ...[...listed, ...propertiesOf(schema)].map(([, node]) => node)];
}

function memberOf(schema: SpecNode, name: string): SpecNode | readonly SpecNode[] {
  const properties = child(schema, "properties");
  return (properties && child(properties, name)) ?? [];
}

function propertiesOf(schema: SpecNode): readonly (readonly [string, SpecNode])[] {
  return childrenAt(schema, "properties");
}

function childrenAt(node: SpecNode, keyword: string): readonly (readonly [string, SpecNode])[] {
  const value = child(node, keyword);
  return value ? children(value) : [];
}

/** `false`, or `not: {}`: what a request must not have is described, so that the reason can be told. */
function isForbidden(schema: SpecNode): boolean {
  const not = child(schema, "not");
  return schema.value === false || (not !== undefined && (not.value === true || children(not).length === 0));
}
