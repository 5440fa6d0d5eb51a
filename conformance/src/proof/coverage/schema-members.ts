import { elementFacts, factsOf, memberFacts, memberNames, type SchemaFacts } from "../mutants/schema-facts.ts";
import { membersOf } from "../specs/spec-tree.ts";

/** A member that a schema describes. */
export interface DescribedMember {
  /** Where it stands, `*` for each element of a list. */
  readonly place: string;
  /** What is said of it: members of one name that are described alike are one thing in several places. */
  readonly description: string;
}

/** All members that a schema describes. */
export function describedMembers(schema: unknown): readonly DescribedMember[] {
  return [...new Map(describedAt(factsOf([schema]), "", 0).map((member) => [member.place, member])).values()];
}

/** Deeper than any body; a schema that holds itself ends here. */
const DEEPEST = 12;

function describedAt(facts: SchemaFacts, pointer: string, depth: number): readonly DescribedMember[] {
  if (depth > DEEPEST || facts.schemas.length === 0) {
    return [];
  }
  const members = memberNames(facts).flatMap((name) => {
    const place = `${pointer}/${name}`;
    const member = memberFacts(facts, name);
    const description = `${name} ${JSON.stringify(member.schemas[0])}`;
    return [{ place, description }, ...describedAt(member, place, depth + 1)];
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
