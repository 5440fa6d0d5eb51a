import type { Node } from "./node.ts";
import type { NodeModel } from "./node-model.ts";
import { isAny } from "./read-node.ts";
import { ANY, NULL, OBJECT, STRING } from "./types.ts";

/** One case of a tagged union. */
export interface TagCase {
  readonly values: readonly unknown[];
  readonly branch: Node;
}

/** A union told by the value of one member. */
export interface Tagged {
  readonly member: string;
  readonly cases: readonly TagCase[];
  /** The branch of a value without the tag, if there is one. */
  readonly untagged?: Node;
  /** The branch of a value whose tag is that of no case, if there is one. */
  readonly open?: Node;
  /** What the tag must not be even there, where that is more than the tags of the cases. */
  readonly excluded?: Node;
}

/** More than any node costs. */
const MOST = 1e6;

/** The branches of a union that decide something: none that another one contains, those cheap to check first. */
export function simplifyUnion(model: NodeModel, branches: readonly Node[]): readonly Node[] {
  const possible = flatten(model, branches).filter((branch) => model.typesOf(branch) !== 0);
  if (possible.some((branch) => isAny(model.target(branch).node))) return [{ types: ANY, refs: [], allOf: [] }];
  const merged = mergeValues(model, mergeTypes(model, possible));
  const needed = merged.filter((branch) => !merged.some((other) => other !== branch && covers(model, other, branch)));
  // A tag tells its branches apart at once; they keep the order in which messages list them.
  const isTagged = tagOf(model, objectsOf(model, needed)) !== undefined;
  const price = (node: Node) => (isTagged && model.typesOf(node) === OBJECT ? MOST : cost(model, node));
  return [...needed].sort((a, b) => price(a) - price(b));
}

/** The branches that admit objects only. */
export function objectsOf(model: NodeModel, branches: readonly Node[]): readonly Node[] {
  return branches.filter((branch) => model.typesOf(branch) === OBJECT);
}

/** The branches of a node that is nothing but a union, of which at most one needs to be known. */
export function branchesOf(model: NodeModel, node: Node): readonly Node[] | undefined {
  if (Object.keys(node).length !== 4 || node.refs.length + node.allOf.length > 0) return undefined;
  const { anyOf, oneOf } = node;
  const branches = anyOf ?? (oneOf && isExclusive(model, oneOf) ? oneOf : undefined);
  if (!branches) return undefined;
  const types = branches.reduce((bits, branch) => bits | model.typesOf(branch), 0);
  return (types & ~node.types) === 0 ? simplifyUnion(model, branches) : undefined;
}

/** Whether a node only asks for members to be there. */
export function isRequiredOnly(node: Node): boolean {
  const { object } = node;
  if (!object || Object.keys(node).length !== 4 || node.refs.length + node.allOf.length > 0) return false;
  const { required, properties, patternProperties, dependentRequired, dependentSchemas, ...more } = object;
  const others = [properties, patternProperties, dependentRequired, dependentSchemas];
  return required.length > 0 && others.every((list) => list.length === 0) && Object.keys(more).length === 0;
}

/** The names of members that a node speaks of, with all that it refers to. */
export function knownMembers(model: NodeModel, node: Node): readonly string[] {
  return withParts(model, node).flatMap(({ object }) => [
    ...(object?.properties ?? []).map(([name]) => name),
    ...(object?.required ?? []),
  ]);
}

/** A branch that is a union itself gives its branches. */
function flatten(model: NodeModel, branches: readonly Node[]): readonly Node[] {
  return branches.flatMap((branch) => {
    const { node, id } = model.target(branch);
    if (id !== undefined && model.isRecursive(id)) return [branch];
    return branchesOf(model, node) ?? [branch];
  });
}

/** Whether at most one branch can be valid for any value. */
export function isExclusive(model: NodeModel, branches: readonly Node[]): boolean {
  const types = branches.map((branch) => model.typesOf(branch));
  const overlaps = types.some((bits, index) =>
    types.some((other, otherIndex) => otherIndex > index && (bits & other) !== 0),
  );
  if (!overlaps) return true;
  const objects = branches.filter((_, index) => types[index] === OBJECT);
  const others = types.filter((bits) => bits !== OBJECT);
  const isApart = others.every(
    (bits, index) => (bits & OBJECT) === 0 && others.every((other, i) => i === index || (bits & other) === 0),
  );
  return isApart && tagOf(model, objects) !== undefined;
}

/** The member that tells the branches of a union of objects apart, if there is one. */
export function tagOf(model: NodeModel, branches: readonly Node[]): Tagged | undefined {
  const [first, ...others] = branches;
  if (!first || others.length === 0 || branches.some((branch) => model.typesOf(branch) !== OBJECT)) return undefined;
  for (const member of memberNames(model, first)) {
    const open = branches.find((branch) => excludedValues(model, branch, member) !== undefined);
    const cases = branches
      .filter((branch) => branch !== open)
      .map((branch) => ({ branch, values: fixedValues(model, branch, member) ?? [] }));
    const all = cases.flatMap(({ values }) => values);
    if (cases.some(({ values }) => values.length === 0 || !values.every(isTagValue)) || new Set(all).size < all.length)
      continue;
    if (open && !isRest(model, open, member, all)) continue;
    const free = branches.filter((branch) => !isRequired(model, branch, member));
    if (free.length > 1) continue;
    const excluded = open && moreExcluded(model, open, member);
    return {
      member,
      cases,
      ...(free[0] && { untagged: free[0] }),
      ...(open && { open }),
      ...(excluded && { excluded }),
    };
  }
  return undefined;
}

/**
 * Whether a branch asks for a tag that is none of these values; one that is not a string the branch refuses by itself.
 */
function isRest(model: NodeModel, branch: Node, member: string, values: readonly unknown[]): boolean {
  const excluded = excludedValues(model, branch, member) ?? [];
  return (
    isRequired(model, branch, member) &&
    values.every((value) => typeof value !== "string" || excluded.includes(value)) &&
    withParts(model, branch).some((part) => isStringMember(model, part, member))
  );
}

function isStringMember(model: NodeModel, { object }: Node, member: string): boolean {
  const own = object?.properties.find(([name]) => name === member)?.[1];
  return own !== undefined && model.typesOf(own) === STRING;
}

/** The values that a member cannot have in a node, where it says so with `not`. */
function excludedValues(model: NodeModel, node: Node, member: string): readonly unknown[] | undefined {
  return exclusionsOf(model, node, member)
    .map((not) => [not, ...(model.target(not).node.anyOf ?? [])])
    .map((parts) => parts.flatMap((part) => model.target(part).node.values?.list ?? []))
    .find((list) => list.length > 0);
}

/** What a member cannot be in a node, where that is more than a list of values. */
function moreExcluded(model: NodeModel, node: Node, member: string): Node | undefined {
  return exclusionsOf(model, node, member).find((not) =>
    (model.target(not).node.anyOf ?? [not]).some((part) => model.target(part).node.values === undefined),
  );
}

function exclusionsOf(model: NodeModel, node: Node, member: string): readonly Node[] {
  return withParts(model, node)
    .map((part) => part.object?.properties.find(([name]) => name === member)?.[1])
    .flatMap((own) => (own && model.target(own).node.not) ?? []);
}

/** What it takes to check a node, roughly; a definition is worth a call. */
export function cost(model: NodeModel, node: Node): number {
  const types = model.typesOf(node);
  const target = model.target(node).node;
  const parts = (target.anyOf?.length ?? 0) + (target.oneOf?.length ?? 0) + target.allOf.length + target.refs.length;
  const rules = Object.keys(target.string ?? {}).length + Object.keys(target.number ?? {}).length;
  const values = (target.values?.list.length ?? 0) / 4;
  const structure = (target.array ? 50 : 0) + (target.object ? 20 + target.object.properties.length : 0);
  return structure + parts * 10 + rules * 2 + values + (types & OBJECT ? 2 : 1);
}

function isTagValue(value: unknown): boolean {
  return typeof value !== "object" || value === null;
}

function memberNames(model: NodeModel, node: Node): readonly string[] {
  return withParts(model, node).flatMap((part) => (part.object?.properties ?? []).map(([name]) => name));
}

/** A node and what must hold too where it holds, as far as that goes without a circle. */
function withParts(model: NodeModel, node: Node, seen: ReadonlySet<string> = new Set()): readonly Node[] {
  const refs = node.refs.filter((ref) => !seen.has(ref));
  const known = new Set([...seen, ...refs]);
  const parts = [...node.allOf, ...refs.map((ref) => model.definition(ref).node)];
  return [node, ...parts.flatMap((part) => withParts(model, part, known))];
}

/** The values that a member can have in a node, if they are fixed. */
function fixedValues(model: NodeModel, node: Node, member: string): readonly unknown[] | undefined {
  return withParts(model, node)
    .map((part) => part.object?.properties.find(([name]) => name === member)?.[1])
    .map((own) => own && model.target(own).node.values?.list)
    .find((list) => list !== undefined);
}

function isRequired(model: NodeModel, node: Node, member: string): boolean {
  return withParts(model, node).some((part) => part.object?.required.includes(member) === true);
}

/** Whether a node decides by its types alone. */
function isTypeOnly(node: Node): boolean {
  return Object.keys(node).length === 3 && node.refs.length === 0 && node.allOf.length === 0;
}

function isValuesOnly(node: Node): boolean {
  return (
    node.values !== undefined && Object.keys(node).length === 4 && node.refs.length === 0 && node.allOf.length === 0
  );
}

function covers(model: NodeModel, wide: Node, narrow: Node): boolean {
  return isTypeOnly(wide) && (model.typesOf(narrow) & ~wide.types) === 0;
}

/** Branches that only name types become one. */
function mergeTypes(model: NodeModel, branches: readonly Node[]): readonly Node[] {
  const targets = branches.map((branch) => model.target(branch).node);
  const types = targets.filter(isTypeOnly).reduce((bits, node) => bits | node.types, 0);
  const others = branches.filter((_, index) => !isTypeOnly(targets[index] ?? { types: 0, refs: [], allOf: [] }));
  return types === 0 ? others : [{ types, refs: [], allOf: [] }, ...others];
}

/** Branches that only list values become one, and take in the one that only admits null. */
function mergeValues(model: NodeModel, branches: readonly Node[]): readonly Node[] {
  const lists = branches.filter((branch) => isValuesOnly(model.target(branch).node));
  if (lists.length === 0) return branches;
  const nodes = lists.map((branch) => model.target(branch).node);
  const nulls = branches.filter((branch) => isTypeOnly(branch) && branch.types === NULL);
  if (lists.length + nulls.length < 2) return branches;
  const values = [...nodes.flatMap((node) => node.values?.list ?? []), ...nulls.map(() => null)];
  const list = [...new Map(values.map((item) => [JSON.stringify(item), item])).values()];
  const types = [...nodes, ...nulls].reduce((bits, node) => bits | node.types, 0);
  const others = branches.filter((branch) => !lists.includes(branch) && !nulls.includes(branch));
  return [{ types, values: { keyword: "enum", list }, refs: [], allOf: [] }, ...others];
}
