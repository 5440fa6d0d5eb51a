import type { Node, ObjectRules } from "../schema/node.ts";
import { isAny } from "../schema/read-node.ts";
import { ANY, ARRAY, OBJECT, orList } from "../schema/types.ts";
import { branchesOf, isRequiredOnly } from "../schema/union.ts";
import { arrayLines } from "./array-issues.ts";
import { type Emission, inside, type Scope, type Wanted } from "./emission.ts";
import { all, any, compare, type Expression, isAlways, not, print } from "./expression.ts";
import { isExpression, isSettled } from "./is-code.ts";
import { helperLine, wrongTypeCall } from "./member-issues.ts";
import { confusableNames, isAbsent, isClosed, isExtra, isPresent, ownNames, readMember } from "./object-code.ts";
import { placeLines } from "./place-code.ts";
import {
  baseChecks,
  faultCall,
  isInline,
  reportFirst,
  reportIf,
  ruleChecks,
  scalarChecks,
  typeCheck,
  typeTest,
} from "./scalar-code.ts";
import { indent, nonEmpty, quote } from "./text.ts";
import { oneOfExpression, switchOf } from "./union-is.ts";
import { switchIssues, unionIssues } from "./union-issues.ts";

/** The source of a node's `issues` function. */
export function issuesFunction(emission: Emission, { name, node, id }: Wanted): readonly string[] {
  const isDeep = emission.isDeep(node, id);
  const scope = { name, isDeep, hasMembers: false };
  const isRecursive = id !== undefined && emission.model.isRecursive(id);
  const limit = isRecursive
    ? [
        `if (depth > ${emission.helper("MAX_DEPTH")}) return ${faultCall(emission, { keyword: "depth", expected: "less nesting" })};`,
      ]
    : [];
  const parameters = `d: unknown, path: Path, out: Faults${isDeep ? ", depth = 0" : ""}`;
  return [
    `function issues_${name}(${parameters}): void {`,
    ...indent([...limit, ...bodyLines(emission, node, scope)]),
    "}",
  ];
}

/**
 * Statements that report what is wrong with a value that is there. Schemas nest: `array-issues.ts` and
 * `union-issues.ts` come back here.
 */
export function issueLines(
  emission: Emission,
  node: Node,
  value: string,
  path: string,
  scope: Scope,
): readonly string[] {
  const { node: own } = emission.model.target(node);
  if (isAny(own)) return [];
  if (isInline(own)) return reportFirst(emission, scalarChecks(emission, own, value, scope.name), { value, path });
  const call = `${emission.issuesCall(node, value, path, scope)};`;
  if (path === "path" || isStructured(emission, own)) return [call];
  return [`if (${print(not(isExpression(emission, node, value, scope)))}) ${call}`];
}

/**
 * Statements that report what is wrong with `d` by another schema. That all is well costs less to find out than what
 * might be wrong; but a value that may be deep would be asked at every level.
 */
function guardedLines(emission: Emission, node: Node, scope: Scope): readonly string[] {
  const lines = issueLines(emission, node, "d", "path", scope);
  const { node: own } = emission.model.target(node);
  if (lines.length !== 1 || !lines[0]?.startsWith("issues_") || emission.isDeep(own)) return lines;
  return [`if (${print(not(isExpression(emission, node, "d", scope)))}) ${lines[0]}`];
}

/** The path of a member or item of the value that `path` leads to. */
export function pathTo(emission: Emission, key: string): string {
  return `${emission.helper("at")}(path, ${key})`;
}

/** Whether the check of a value costs more than the path that its faults would need. */
function isStructured(emission: Emission, node: Node): boolean {
  return (emission.model.typesOf(node) & (ARRAY | OBJECT)) !== 0;
}

/** Everything that a node asks of `d`. */
function bodyLines(emission: Emission, node: Node, scope: Scope): readonly string[] {
  const tagged = switchOf(emission, node);
  if (tagged) return switchIssues(emission, tagged, scope);
  const union = branchesOf(emission.model, node);
  if (union) return unionIssues(emission, union, scope);
  const types = emission.model.typesOf({ types: node.types, refs: node.refs, allOf: node.allOf });
  if (node.object && !node.array && types === OBJECT && !node.values)
    return objectOnly(emission, node, node.object, types, scope);
  if (isSettled(node)) return settledLines(emission, node, scope);
  const lines = firstReturns(emission, node, types, scope);
  lines.push(...reportFirst(emission, ruleChecks(emission, node, "d")));
  if (node.array) lines.push(...nonEmpty("if (Array.isArray(d))", arrayLines(emission, node.array, scope)));
  if (node.object) {
    const inner = objectLines(emission, node, node.object, { ...scope, hasMembers: true });
    lines.push(`const o = ${emission.helper("members")}(d);`, ...nonEmpty("if (o !== undefined)", inner));
  }
  return [...lines, ...applicatorLines(emission, node, scope)];
}

/** A value of another type has no other fault. */
function firstReturns(emission: Emission, node: Node, types: number, scope: Scope): string[] {
  const checks = node.values ? baseChecks(emission, node, "d", scope.name) : [typeCheck(emission, types, "d")];
  return checks.flatMap((check) => {
    const failed = not(check.test);
    if (isAlways(failed, false)) return [];
    const report = `return ${faultCall(emission, check)};`;
    return [isAlways(failed) ? report : `if (${print(failed)}) ${report}`];
  });
}

function objectOnly(
  emission: Emission,
  node: Node,
  object: ObjectRules,
  types: number,
  scope: Scope,
): readonly string[] {
  const here = { ...scope, hasMembers: true };
  const wrong = wrongTypeCall(emission, types);
  const read = [`const o = ${emission.helper("members")}(d);`, `if (o === undefined) return ${wrong};`];
  return [...read, ...objectLines(emission, node, object, here), ...applicatorLines(emission, node, here)];
}

function settledLines(emission: Emission, node: Node, scope: Scope): readonly string[] {
  const { array, object, types } = node;
  const plain = typeTest(emission, types & ~(array ? ARRAY : OBJECT), "d");
  const early = isAlways(plain, false) ? [] : [`if (${print(plain)}) return;`];
  if (object) return [...early, ...objectOnly(emission, node, object, types, scope)];
  const wrong = wrongTypeCall(emission, types);
  return [...early, `if (!Array.isArray(d)) return ${wrong};`, ...(array ? arrayLines(emission, array, scope) : [])];
}

function objectLines(emission: Emission, node: Node, object: ObjectRules, scope: Scope): readonly string[] {
  const { properties, required, minProperties, maxProperties, dependentRequired, dependentSchemas } = object;
  const lines = required.length > 0 ? [needsLine(emission, node, required)] : [];
  for (const [name, member] of properties) lines.push(...memberLines(emission, name, member, scope));
  const size = () => `${emission.helper("countMembers")}(o)`;
  const check = (failed: Expression, keyword: string, expected: string | number) =>
    lines.push(reportIf(emission, failed, { keyword, expected }));
  if (minProperties !== undefined) check(compare(size(), "<", String(minProperties)), "minProperties", minProperties);
  if (maxProperties !== undefined) check(compare(size(), ">", String(maxProperties)), "maxProperties", maxProperties);
  for (const [name, names] of dependentRequired)
    lines.push(...names.map((other) => dependentLine(emission, name, other)));
  for (const [name, dependent] of dependentSchemas) {
    const found = issueLines(emission, dependent, "d", "path", inside(scope, `with_${name}`));
    lines.push(...nonEmpty(`if (${print(isPresent(emission, name))})`, found));
  }
  return [...lines, ...extraLines(emission, object, scope)];
}

function memberLines(emission: Emission, name: string, node: Node, scope: Scope): readonly string[] {
  const line = helperLine(emission, name, node, scope);
  if (line !== undefined) return [line];
  const value = readMember(emission, name);
  const found = issueLines(emission, node, value, pathTo(emission, quote(name)), inside(scope, name));
  return nonEmpty(`if (${print(isPresent(emission, name))})`, found);
}

function needsLine(emission: Emission, owner: Node, names: readonly string[]): string {
  const known = confusableNames(emission, owner, names);
  const isMissing = any(names.map((name) => isAbsent(emission, name)));
  const list = `[${names.map(quote).join(", ")}]`;
  const call = `${emission.helper("needs")}(out, o, path, ${known === "[]" ? list : `${list}, ${known}`})`;
  return `if (${print(isMissing)}) ${call};`;
}

function dependentLine(emission: Emission, name: string, other: string): string {
  const failed = all([isPresent(emission, name), isAbsent(emission, other)]);
  const expected = `because ${JSON.stringify(name)} is there`;
  const subject = { value: "undefined", path: pathTo(emission, quote(other)) };
  return `if (${print(failed)}) ${faultCall(emission, { keyword: "dependentRequired", expected }, subject)};`;
}

/** Rules on the members that are not named: patterns, names, extras. */
function extraLines(emission: Emission, object: ObjectRules, scope: Scope): readonly string[] {
  const { patternProperties, propertyNames, additionalProperties } = object;
  if (isClosed(object)) return [`${emission.helper("extras")}(out, o, path, ${ownNames(emission, object, scope)});`];
  const here = pathTo(emission, "key");
  const lines: string[] = [];
  if (propertyNames) {
    const failed = not(isExpression(emission, propertyNames, "key", inside(scope, "name")));
    const fault = { keyword: "propertyNames", expected: "another name" };
    lines.push(`if (${print(failed)}) ${faultCall(emission, fault, { value: "o[key]", path: here })};`);
  }
  for (const [pattern, node] of patternProperties) {
    const found = issueLines(emission, node, "o[key]", here, inside(scope, "matched"));
    lines.push(...nonEmpty(`if (${emission.pattern(pattern)}.test(key))`, found));
  }
  if (additionalProperties) {
    const isRefused = additionalProperties.types === 0;
    const refusal = () => [`${emission.helper("extra")}(out, o, path, key, ${ownNames(emission, object, scope)});`];
    const found = isRefused
      ? refusal()
      : issueLines(emission, additionalProperties, "o[key]", here, inside(scope, "extra"));
    const isUnnamed = all(isExtra(emission, object, scope));
    lines.push(...(isAlways(isUnnamed) ? found : nonEmpty(`if (${print(isUnnamed)})`, found)));
  }
  return nonEmpty(
    "for (const key in o)",
    lines.length > 0 ? ["if (o[key] === undefined || out.isFull) continue;", ...lines] : [],
  );
}

/** What a node asks through other schemas. */
function applicatorLines(emission: Emission, node: Node, scope: Scope): readonly string[] {
  const { refs, allOf, anyOf, oneOf, conditional, places } = node;
  const part = (item: Node, name: string) => guardedLines(emission, item, inside(scope, name));
  const lines = refs.flatMap((ref) =>
    part({ types: ANY, refs: [ref], allOf: [] }, emission.model.definition(ref).name),
  );
  lines.push(...allOf.flatMap((item, index) => partLines(emission, item, inside(scope, `part_${index + 1}`))));
  if (anyOf) lines.push(...partLines(emission, { types: ANY, refs: [], allOf: [], anyOf }, inside(scope, "any")));
  if (oneOf) lines.push(...oneOfLines(emission, oneOf, scope));
  if (node.not)
    lines.push(
      reportIf(emission, isExpression(emission, node.not, "d", inside(scope, "not")), {
        keyword: "not",
        expected: expectedBeside(node.not),
      }),
    );
  if (places) lines.push(...placeLines(emission, places, scope));
  if (conditional) {
    const holds = isExpression(emission, conditional.if, "d", inside(scope, "if"));
    if (conditional.then) lines.push(...nonEmpty(`if (${print(holds)})`, part(conditional.then, "then")));
    if (conditional.else) lines.push(...nonEmpty(`if (${print(not(holds))})`, part(conditional.else, "else")));
  }
  return lines.filter((line) => line !== "");
}

/** What is asked for where members are refused together, or anything else. */
function expectedBeside({ object }: Node): string {
  const [first, ...others] = (object?.required ?? []).map((name) => JSON.stringify(name));
  return others.length > 0 ? `without ${others.join(" or ")} beside ${first}` : "of another form";
}

/**
 * A union of which each branch only asks for members to be there names them; of several at once, those of the first.
 */
function partLines(emission: Emission, node: Node, scope: Scope): readonly string[] {
  const branches = branchesOf(emission.model, emission.model.target(node).node);
  const [first] = branches ?? [];
  if (!scope.hasMembers || !first || !branches?.every(isRequiredOnly)) return guardedLines(emission, node, scope);
  const failed = not(isExpression(emission, node, "d", scope));
  const names = branches.flatMap(({ object }) => object?.required ?? []);
  if (branches.length > 1 && branches.length === names.length) {
    const expected = `the member ${orList(names.map((name) => JSON.stringify(name)))}`;
    return [reportIf(emission, failed, { keyword: "required", expected })];
  }
  return nonEmpty(`if (${print(failed)})`, [needsLine(emission, first, first.object?.required ?? [])]);
}

function oneOfLines(emission: Emission, oneOf: readonly Node[], scope: Scope): readonly string[] {
  const none = partLines(emission, { types: ANY, refs: [], allOf: [], anyOf: oneOf }, inside(scope, "one"));
  const many = oneOfExpression(emission, oneOf, scope, "> 1");
  const fault = { keyword: "oneOf", expected: onePhrase(emission, oneOf) };
  return isAlways(many, false) ? none : [...none, reportIf(emission, many, fault)];
}

/** Branches that each want a member of their own are told by these. */
function onePhrase(emission: Emission, oneOf: readonly Node[]): string {
  const lists = oneOf.map((branch) => emission.model.target(branch).node.object?.required ?? []);
  const names = new Set(lists.flat());
  return names.size === oneOf.length && lists.every(({ length }) => length === 1)
    ? `an object with no more than one of ${[...names].map((name) => JSON.stringify(name)).join(", ")}`
    : "of exactly one of the described forms";
}
