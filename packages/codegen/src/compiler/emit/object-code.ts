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

/** The names that a value may have by all that its schema refers to, hoisted. */
export function allNames(emission: Emission, node: Node, scope: Scope): string {
  return nameList(emission, knownMembers(emission.model, node), scope);
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
