import { elementFacts, factsOf, memberFacts, memberNames, type SchemaFacts } from "../mutants/schema-facts.ts";
import { membersOf } from "../specs/spec-tree.ts";

/** The places of all members that a schema describes, `*` for each element of a list. */
export function describedMembers(schema: unknown): readonly string[] {
  return [...new Set(describedAt(factsOf([schema]), "", 0))];
}

/** Deeper than any body; a schema that holds itself ends here. */
const DEEPEST = 12;

function describedAt(facts: SchemaFacts, pointer: string, depth: number): readonly string[] {
  if (depth > DEEPEST || facts.schemas.length === 0) {
    return [];
  }
  const members = memberNames(facts).flatMap((name) => {
    const at = `${pointer}/${name}`;
    return [at, ...describedAt(memberFacts(facts, name), at, depth + 1)];
  });
  return [...members, ...describedAt(elementFacts(facts), `${pointer}/*`, depth + 1)];
}

/** The places of all members that a value has, `*` for each element of a list. */
export function presentMembers(value: unknown, pointer = ""): readonly string[] {
  const members = membersOf(value);
  if (members === undefined) {
    return [];
  }
  return Object.entries(members).flatMap(([name, member]) => {
    const at = Array.isArray(value) ? `${pointer}/*` : `${pointer}/${name}`;
    return [at, ...presentMembers(member, at)];
  });
}
