import type { ArrayRules, Node, ObjectRules } from "../schema/node.ts";
import { isAny } from "../schema/read-node.ts";
import { ANY, ARRAY, OBJECT } from "../schema/types.ts";
import { branchesOf, isRequiredOnly } from "../schema/union.ts";
import { type Emission, inside, type Scope, type Wanted } from "./emission.ts";
import {
  ALWAYS,
  all,
  any,
  choose,
  compare,
  type Expression,
  isAlways,
  not,
  print,
  printPart,
  test,
} from "./expression.ts";
import { isAbsent, isClosed, isExtra, isPresent, ownNames, readMember, readMembers } from "./object-code.ts";
import { placeTests } from "./place-code.ts";
import { baseChecks, isInline, ruleChecks, scalarTest, typeTest, valueTest } from "./scalar-code.ts";
import { block, indent } from "./text.ts";
import { oneOfExpression, switchLines, switchOf, unionExpression } from "./union-is.ts";

/** A condition that must hold, or statements that return false where it does not. */
type Step = Expression | readonly string[];

/** More optional members than these are looked up rather than counted. */
const MOST_COUNTED = 12;

/** The source of a node's `is` function. */
export function isFunction(emission: Emission, { name, node, id }: Wanted): readonly string[] {
  const isDeep = emission.isDeep(node, id);
  const scope = { name, isDeep, hasMembers: false };
  const tagged = switchOf(emission, node);
  const body = tagged ? switchLines(emission, tagged, scope) : statements(bodySteps(emission, node, scope));
  const limit =
    id !== undefined && emission.model.isRecursive(id)
      ? [`if (depth > ${emission.helper("MAX_DEPTH")}) return false;`]
      : [];
  return [
    `function is_${name}(d: unknown${isDeep ? ", depth = 0" : ""}): boolean {`,
    ...indent([...limit, ...body]),
    "}",
  ];
}

/**
 * The condition that a value is valid; a call where it would be long. Schemas nest: `union-is.ts` comes back here for
 * each branch.
 */
export function isExpression(emission: Emission, node: Node, value: string, scope: Scope): Expression {
  const { node: own, id } = emission.model.target(node);
  if (isAny(own)) return ALWAYS;
  if (isInline(own)) return scalarTest(emission, own, value, scope.name);
  if (scope.hasMembers && value === "d" && isRequiredOnly(own)) {
    return all((own.object?.required ?? []).map((name) => isPresent(emission, name)));
  }
  const union = id === undefined ? branchesOf(emission.model, own) : undefined;
  if (union && !switchOf(emission, own)) return unionExpression(emission, union, value, scope);
  return test(emission.isCall(node, value, scope));
}

/** Whether a node has one structured type, beside which only plain values are valid: they are settled at once. */
export function isSettled(node: Node): boolean {
  const hasMore = node.values || node.anyOf || node.oneOf || node.not || node.conditional || node.string || node.number;
  return (
    !hasMore &&
    node.types !== ANY &&
    node.refs.length + node.allOf.length === 0 &&
    Boolean(node.array) !== Boolean(node.object)
  );
}

/** Everything that a node asks of `d`. */
function bodySteps(emission: Emission, node: Node, scope: Scope): readonly Step[] {
  const { array, object, types } = node;
  if (object && !array && types === OBJECT)
    return [...valueSteps(emission, node, scope), ...objectOnly(emission, node, object, scope)];
  if (isSettled(node)) return settledSteps(emission, node, scope);
  const steps: Step[] = [...baseChecks(emission, node, "d", scope.name), ...ruleChecks(emission, node, "d")].map(
    (check) => check.test,
  );
  if (array) steps.push(block("if (Array.isArray(d))", statements(arraySteps(emission, array, scope), false)));
  if (object) {
    steps.push([`const o = ${emission.helper("members")}(d);`]);
    const inner = objectSteps(emission, object, { ...scope, hasMembers: true });
    steps.push(block("if (o !== undefined)", statements(inner, false)));
  }
  return [...steps, ...applicatorTests(emission, node, scope)];
}

function valueSteps(emission: Emission, { values }: Node, scope: Scope): readonly Step[] {
  return values ? [valueTest(emission, values.list, "d", scope.name)] : [];
}

function objectOnly(emission: Emission, node: Node, object: ObjectRules, scope: Scope): readonly Step[] {
  const here = { ...scope, hasMembers: true };
  return [readMembers(emission), ...objectSteps(emission, object, here), ...applicatorTests(emission, node, here)];
}

function settledSteps(emission: Emission, node: Node, scope: Scope): readonly Step[] {
  const { array, object, types } = node;
  const plain = typeTest(emission, types & ~(array ? ARRAY : OBJECT), "d");
  const early = isAlways(plain, false) ? [] : [[`if (${print(plain)}) return true;`]];
  if (!array) return [...early, ...(object ? objectOnly(emission, { ...node, types: OBJECT }, object, scope) : [])];
  return [
    ...early,
    not(typeTest(emission, ARRAY, "d")).kind === "not" ? ["if (!Array.isArray(d)) return false;"] : [],
    ...arraySteps(emission, array, scope),
  ];
}

function arraySteps(emission: Emission, array: ArrayRules, scope: Scope): readonly Step[] {
  const { prefixItems, items, minItems, maxItems, uniqueItems, contains } = array;
  const steps: Step[] = [];
  if (minItems !== undefined) steps.push(compare("d.length", ">=", String(minItems)));
  if (maxItems !== undefined) steps.push(compare("d.length", "<=", String(maxItems)));
  for (const [index, item] of prefixItems.entries()) {
    steps.push(
      any([
        compare("d.length", "<=", String(index)),
        isExpression(emission, item, `d[${index}]`, inside(scope, `item_${index}`)),
      ]),
    );
  }
  if (items) steps.push(itemLoop(prefixItems.length, isExpression(emission, items, "d[i]", inside(scope, "item"))));
  if (contains && (contains.min > 0 || contains.max !== undefined)) {
    steps.push(countLines(emission, contains.node, scope), compare("contained", ">=", String(contains.min)));
    if (contains.max !== undefined) steps.push(compare("contained", "<=", String(contains.max)));
  }
  if (uniqueItems) steps.push(test(`${emission.helper("isUnique")}(d)`));
  return steps;
}

function itemLoop(from: number, valid: Expression): readonly string[] {
  if (isAlways(valid, false)) return [`if (d.length > ${from}) return false;`];
  return block(`for (let i = ${from}; i < d.length; i++)`, [`if (${print(not(valid))}) return false;`]);
}

/** Counts the items that `contains` speaks of. */
export function countLines(emission: Emission, node: Node, scope: Scope): readonly string[] {
  const valid = isExpression(emission, node, "d[i]", inside(scope, "contained"));
  return ["let contained = 0;", `for (let i = 0; i < d.length; i++) if (${print(valid)}) contained++;`];
}

function objectSteps(emission: Emission, object: ObjectRules, scope: Scope): readonly Step[] {
  const { properties, required, minProperties, maxProperties, dependentRequired, dependentSchemas } = object;
  const known = new Set(properties.map(([name]) => name));
  const steps: Step[] = required.filter((name) => !known.has(name)).map((name) => isPresent(emission, name));
  for (const [name, node] of properties) steps.push(memberTest(emission, object, name, node, scope));
  const size = () => `${emission.helper("countMembers")}(o)`;
  if (minProperties !== undefined) steps.push(compare(size(), ">=", String(minProperties)));
  if (maxProperties !== undefined) steps.push(compare(size(), "<=", String(maxProperties)));
  for (const [name, names] of dependentRequired) {
    steps.push(...names.map((other) => any([isAbsent(emission, name), isPresent(emission, other)])));
  }
  for (const [name, node] of dependentSchemas) {
    steps.push(any([isAbsent(emission, name), isExpression(emission, node, "d", inside(scope, `with_${name}`))]));
  }
  return [...steps, ...memberSteps(emission, object, scope)];
}

function memberTest(emission: Emission, object: ObjectRules, name: string, node: Node, scope: Scope): Expression {
  const valid = isExpression(emission, node, readMember(emission, name), inside(scope, name));
  if (!object.required.includes(name)) return any([isAbsent(emission, name), valid]);
  return emission.model.typesOf(node) === ANY ? all([isPresent(emission, name), valid]) : valid;
}

/** Rules on the members that are not named: patterns, names, extras. */
function memberSteps(emission: Emission, object: ObjectRules, scope: Scope): readonly Step[] {
  const { patternProperties, propertyNames, additionalProperties } = object;
  if (isClosed(object)) return [closedTest(emission, object, scope)];
  const wrong: Expression[] = [];
  if (propertyNames) wrong.push(not(isExpression(emission, propertyNames, "key", inside(scope, "name"))));
  for (const [pattern, node] of patternProperties) {
    const valid = isExpression(emission, node, "o[key]", inside(scope, "matched"));
    wrong.push(all([test(`${emission.pattern(pattern)}.test(key)`), not(valid)]));
  }
  if (additionalProperties) {
    const valid = isExpression(emission, additionalProperties, "o[key]", inside(scope, "extra"));
    wrong.push(all([...isExtra(emission, object, scope), not(valid)]));
  }
  const lines = wrong.filter((item) => !isAlways(item, false)).map((item) => `if (${print(item)}) return false;`);
  if (lines.length === 0) return [];
  return [block("for (const key in o)", ["if (o[key] === undefined) continue;", ...lines])];
}

/** Counting is faster than looking up each name. */
function closedTest(emission: Emission, object: ObjectRules, scope: Scope): Expression {
  const { properties, required } = object;
  const optional = properties.map(([name]) => name).filter((name) => !required.includes(name));
  if (optional.length > MOST_COUNTED)
    return test(`${emission.helper("hasOnly")}(o, ${ownNames(emission, object, scope)})`);
  const always = properties.length - optional.length;
  const present = optional.map((name) => `Number(${print(isPresent(emission, name))})`);
  const count = [...(always > 0 || present.length === 0 ? [String(always)] : []), ...present].join(" + ");
  return compare(`${emission.helper("countMembers")}(o)`, "===", count);
}

/** What a node asks through other schemas. */
function applicatorTests(emission: Emission, node: Node, scope: Scope): readonly Expression[] {
  const { refs, allOf, anyOf, oneOf, conditional, places } = node;
  const valid = (part: Node, name: string) => isExpression(emission, part, "d", inside(scope, name));
  const tests = refs.map((ref) => valid({ types: ANY, refs: [ref], allOf: [] }, emission.model.definition(ref).name));
  tests.push(...allOf.map((part, index) => valid(part, `part_${index + 1}`)));
  if (anyOf) tests.push(valid({ types: ANY, refs: [], allOf: [], anyOf }, "any"));
  if (oneOf) tests.push(oneOfExpression(emission, oneOf, scope));
  if (node.not) tests.push(not(valid(node.not, "not")));
  if (places) tests.push(...placeTests(emission, places, scope));
  if (conditional) {
    const branch = (part: Node | undefined, name: string) => (part ? valid(part, name) : ALWAYS);
    tests.push(choose(valid(conditional.if, "if"), branch(conditional.then, "then"), branch(conditional.else, "else")));
  }
  return tests;
}

/** Steps as statements: conditions that follow each other are one expression. */
function statements(steps: readonly Step[], isWhole = true): readonly string[] {
  const lines: string[] = [];
  let tests: Expression[] = [];
  const flush = () => {
    const failed = not(all(tests));
    if (!isAlways(failed, false)) lines.push(`if (${print(failed)}) return false;`);
    tests = [];
  };
  for (const step of steps) {
    if ("kind" in step) tests.push(step);
    else {
      flush();
      lines.push(...step);
    }
  }
  if (isWhole) lines.push(...returnAll(all(tests)));
  else flush();
  return lines;
}

function returnAll(valid: Expression): readonly string[] {
  if (valid.kind !== "all") return [`return ${print(valid)};`];
  const last = valid.parts.length - 1;
  return ["return (", ...valid.parts.map((part, index) => `  ${printPart(part)}${index < last ? " &&" : ""}`), ");"];
}
