import { child, children, type SpecNode } from "../source/spec-node.ts";

/**
 * What a file or a group states for all its cases. A case has more to say of the mappings, adds to the lists, and
 * replaces the rest.
 */
const SHARED = ["rule", "twin", "expect", "requires", "since", "appliesTo"];

/** The changes that can be made with several values. */
const WITH_VALUE = ["set", "parameter"];

/**
 * The cases of a file, each whole: with what its group and its file state for it, and a case for each of several
 * values.
 */
export function writtenCases(root: SpecNode): readonly SpecNode[] {
  const shared = sharedBy(root);
  return casesIn(root).flatMap((entry) => {
    if (!child(entry, "cases")) return eachValue(withShared(shared, entry));
    const ofGroup = membersOf(withShared(shared, entry).value);
    return casesIn(entry).flatMap((node) => eachValue(withShared(only(ofGroup, SHARED), node)));
  });
}

function casesIn(node: SpecNode): readonly SpecNode[] {
  const cases = child(node, "cases");
  return cases ? children(cases).map(([, entry]) => entry) : [];
}

type Members = Readonly<Record<string, unknown>>;

function sharedBy(root: SpecNode): Members {
  return only(membersOf(root.value), SHARED);
}

/** A node that stands where it is written, with what it does not say itself. */
function withShared(shared: Members, node: SpecNode): SpecNode {
  const own = membersOf(node.value);
  const merged = Object.fromEntries(SHARED.map((key) => [key, merge(shared[key], own[key])]));
  return {
    ...node,
    value: {
      ...own,
      ...only(
        merged,
        Object.keys(merged).filter((key) => merged[key] !== undefined),
      ),
    },
  };
}

function merge(shared: unknown, own: unknown): unknown {
  if (shared === undefined || own === undefined) return own ?? shared;
  if (Array.isArray(shared) && Array.isArray(own)) return [...new Set([...shared, ...own])];
  return typeof own === "object" ? { ...membersOf(shared), ...membersOf(own) } : own;
}

function eachValue(node: SpecNode): readonly SpecNode[] {
  const values = child(node, "values");
  const { values: _, ...whole } = membersOf(node.value);
  const change = WITH_VALUE.find((key) => whole[key] !== undefined);
  if (!values || change === undefined) return [node];
  return children(values).map(([index, item]) => {
    const { name = Number(index) + 1, summary = whole.summary, ...value } = membersOf(item.value);
    return {
      ...item,
      value: { ...whole, name: `${whole.name}-${name}`, summary, [change]: { ...membersOf(whole[change]), ...value } },
    };
  });
}

function only(members: Members, keys: readonly string[]): Members {
  return Object.fromEntries(Object.entries(members).filter(([key]) => keys.includes(key)));
}

function membersOf(value: unknown): Members {
  // A mapping of a file that its schema accepts.
  return typeof value === "object" && value !== null ? (value as Members) : {};
}
