import type { Node, ObjectRules } from "../schema/node.ts";
import { knownMembers } from "../schema/union.ts";
import type { Emission, Scope } from "./emission.ts";
import { compare, type Expression, not, test } from "./expression.ts";
import { memberAccess, quote } from "./text.ts";

/** Names that every object inherits: they are read as own members only. */
const INHERITED: ReadonlySet<string> = new Set(Object.getOwnPropertyNames(Object.prototype));

/** A longer list of names is looked up. */
const LONGEST_CHAIN = 4;

/** The source that reads a member of `o`. */
export function readMember(emission: Emission, name: string): string {
  return INHERITED.has(name) ? `${emission.helper("own")}(o, ${quote(name)})` : memberAccess("o", name);
}

/** The condition that a member of `o` is there. */
export function isPresent(emission: Emission, name: string): Expression {
  return compare(readMember(emission, name), "!==", "undefined");
}

/** The condition that a member of `o` is not there. */
export function isAbsent(emission: Emission, name: string): Expression {
  return not(isPresent(emission, name));
}

/** Whether an object has named members only, each read by its name. */
export function isClosed({ additionalProperties, patternProperties, propertyNames }: ObjectRules): boolean {
  return additionalProperties?.types === 0 && patternProperties.length === 0 && !propertyNames;
}

/** The names of an object's own schema, hoisted. */
export function ownNames(emission: Emission, object: ObjectRules, scope: Scope): string {
  return nameList(
    emission,
    object.properties.map(([name]) => name),
    scope,
  );
}

/**
 * The names of known members that could be taken for a misspelt one of some others, as a list. A slip or two change as
 * many letters at most: names that differ in more need not be told apart where the code runs.
 */
export function confusableNames(emission: Emission, node: Node, names: readonly string[]): string {
  const known = [...new Set(knownMembers(emission.model, node))];
  const near = known.filter((other) =>
    names.some((name) => name !== other && differingLetters(name, other) <= (name.length + 2) / 5),
  );
  return `[${near.map(quote).join(", ")}]`;
}

/** A lower bound of the slips that lead from one name to another. */
function differingLetters(name: string, other: string): number {
  const letters = [...other.toLowerCase().replaceAll(/[_\-\s]/g, "")];
  let missing = 0;
  for (const letter of name.toLowerCase().replaceAll(/[_\-\s]/g, "")) {
    const at = letters.indexOf(letter);
    if (at < 0) missing++;
    else letters.splice(at, 1);
  }
  return Math.max(missing, letters.length);
}

/** The conditions that the name `key` is neither among the named members nor matched by a pattern. */
export function isExtra(emission: Emission, object: ObjectRules, scope: Scope): readonly Expression[] {
  const names = object.properties.map(([name]) => name);
  const named =
    names.length > LONGEST_CHAIN
      ? [not(test(`${ownNames(emission, object, scope)}.includes(key)`))]
      : names.map((name) => compare("key", "!==", quote(name)));
  return [
    ...named,
    ...object.patternProperties.map(([pattern]) => not(test(`${emission.pattern(pattern)}.test(key)`))),
  ];
}

function nameList(emission: Emission, names: readonly string[], scope: Scope): string {
  if (names.length === 0) return "[]";
  return emission.value(`${scope.name}_members`, `[${[...new Set(names)].map(quote).join(", ")}]`);
}

/** Returns where `d` is not an object. */
export const NOT_AN_OBJECT = 'if (typeof d !== "object" || d === null || Array.isArray(d)) return false;';

/**
 * The own members of `d`. It is written out in every function, since the engine remembers the shapes of objects by the
 * place that reads them: a shared function would see too many.
 */
export function readMembers(emission: Emission): readonly string[] {
  const copy = `${emission.helper("ownMembers")}(d)`;
  return [NOT_AN_OBJECT, `const o = (d as Members).__proto__ === Object.prototype ? (d as Members) : ${copy};`];
}
