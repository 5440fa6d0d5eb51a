import { elementFacts, factsOf, memberFacts, type SchemaFacts, says, valuesOf } from "../mutants/schema-facts.ts";
import { type Members, membersOf } from "../specs/spec-tree.ts";

/** Makes another value of one; what it does not change it returns as it is. */
export type ValueChange = (value: unknown, facts: SchemaFacts, pointer: string) => unknown;

/** Changes a value in every place, from its leaves to its root, with what the schema says of each. */
export function everywhere(root: unknown, schema: unknown, change: ValueChange): unknown {
  return visit(root, factsOf([schema]), "", change);
}

function visit(value: unknown, facts: SchemaFacts, pointer: string, change: ValueChange): unknown {
  if (Array.isArray(value)) {
    const elements = value.map((each) => visit(each, elementFacts(facts), `${pointer}/*`, change));
    return change(elements, facts, pointer);
  }
  const members = membersOf(value);
  if (members === undefined) {
    return change(value, facts, pointer);
  }
  const entries = Object.entries(members).map(([name, member]): [string, unknown] => [
    name,
    visit(member, memberFacts(facts, name), `${pointer}/${name}`, change),
  ]);
  return change(Object.fromEntries(entries), facts, pointer);
}

/** A member that no document knows, in every object whose members the schema names; a union has no room for one. */
export const unknownMembers: ValueChange = (value, facts) =>
  isObject(value) && says(facts, "properties") && !says(facts, "additionalProperties") && !says(facts, "maxProperties")
    ? { ...value, "x-not-described": { since: "tomorrow" } }
    : value;

/** Members in another order. */
export const reorderedMembers: ValueChange = (value) =>
  isObject(value) ? Object.fromEntries(Object.entries(value).toReversed()) : value;

/** Other digits in each text of no form, as other ids have. ARNs keep the account that they share. */
export const otherIds: ValueChange = (value, facts) => {
  const isFree = ["enum", "const", "format", "contentEncoding", "pattern"].every((keyword) => !says(facts, keyword));
  return typeof value === "string" && isFree && facts.schemas.length > 0
    ? value.replaceAll(/:\d{12}:|\d/g, (text) => (text.length > 1 ? text : String((Number(text) + 1) % 10)))
    : value;
};

/** Each date a year later. */
export const laterDates: ValueChange = (value, facts) =>
  typeof value === "string" && valuesOf(facts, "format").includes("date-time")
    ? value.replace(/^\d{4}/, (year) => String(Number(year) + 4))
    : value;

function isObject(value: unknown): value is Members {
  return membersOf(value) !== undefined && !Array.isArray(value);
}
