import { FORMATS } from "../schema/formats.ts";
import type { Node } from "../schema/node.ts";
import {
  ANY,
  ARRAY,
  BOOLEAN,
  FRACTION,
  INTEGER,
  NULL,
  NUMBER,
  OBJECT,
  orList,
  STRING,
  typeOfValue,
  typePhrase,
} from "../schema/types.ts";
import type { Emission } from "./emission.ts";
import { ALWAYS, all, any, compare, type Expression, isAlways, not, print, test } from "./expression.ts";
import { memberAccess, quote, valueLiteral } from "./text.ts";

/** A condition, and the fault of a value that does not meet it. */
export interface Check extends Fault {
  readonly test: Expression;
}

/** What is reported where a value breaks a rule. */
export interface Fault {
  readonly keyword: string;
  /** In words; of a limit its number. */
  readonly expected: string | number;
}

/** The value that is checked and its path, as code. */
interface Subject {
  readonly value: string;
  readonly path: string;
}

/** The value that a function is called with. */
const ARGUMENT: Subject = { value: "d", path: "path" };

/** A rule on values of one type. */
interface Rule extends Check {
  readonly type: typeof STRING | typeof NUMBER;
}

/** Longer lists of strings are looked up in a set. */
const LONGEST_CHAIN = 8;
const MOST_RULES = 2;

/** Whether a node is short enough to stand where it is used: types, a few values, a rule or two. */
export function isInline(node: Node): boolean {
  const { array, object, anyOf, oneOf, conditional, refs, allOf, places } = node;
  if (places || array || object || anyOf || oneOf || conditional || node.not || refs.length + allOf.length > 0)
    return false;
  const { expected: _, ...text } = node.string ?? {};
  const rules = Object.keys(text).length + Object.keys(node.number ?? {}).length;
  return (node.values?.list.length ?? 0) <= LONGEST_CHAIN && rules <= MOST_RULES;
}

/** The condition that a value has one of the types. */
export function typeTest(emission: Emission, types: number, value: string): Expression {
  if (types === ANY) return ALWAYS;
  const parts: Expression[] = [];
  if (types & STRING) parts.push(compare(`typeof ${value}`, "===", '"string"'));
  // Called directly, what the engine knows is a tenth faster; the helpers also narrow the type of what is unknown.
  const isUnknown = value === "d";
  if ((types & NUMBER) === NUMBER)
    parts.push(test(`${isUnknown ? emission.helper("isNumber") : "Number.isFinite"}(${value})`));
  if ((types & NUMBER) === INTEGER)
    parts.push(test(`${isUnknown ? emission.helper("isInteger") : "Number.isInteger"}(${value})`));
  if ((types & NUMBER) === FRACTION) parts.push(test(`${emission.helper("isFraction")}(${value})`));
  if (types & BOOLEAN) parts.push(compare(`typeof ${value}`, "===", '"boolean"'));
  if (types & NULL) parts.push(compare(value, "===", "null"));
  if (types & ARRAY) parts.push(test(`Array.isArray(${value})`));
  if (types & OBJECT) parts.push(test(`${emission.helper("isObject")}(${value})`));
  return any(parts);
}

/** The condition that a value is one of a list. */
export function valueTest(emission: Emission, list: readonly unknown[], value: string, name: string): Expression {
  if (list.length > LONGEST_CHAIN && list.every((item) => typeof item === "string")) {
    const set = emission.value(`${name}_values`, `/* @__PURE__ */ new Set<unknown>([${list.map(quote).join(", ")}])`);
    return test(`${set}.has(${value})`);
  }
  return any(
    list.map((item) => {
      if (typeof item !== "object" || item === null) return compare(value, "===", valueLiteral(item));
      return test(`${emission.helper("equal")}(${value}, ${emission.value(`${name}_value`, valueLiteral(item))})`);
    }),
  );
}

/** The condition that a value has the types, is one of the values and keeps the rules of a node. */
export function scalarTest(emission: Emission, node: Node, value: string, name: string): Expression {
  const rules = rulesOf(emission, node, value);
  if (node.values || node.types === ANY)
    return all(scalarChecks(emission, node, value, name).map((check) => check.test));
  const groups = [STRING, NUMBER].filter((type) => rules.some((rule) => rule.type === type));
  const plain = groups.reduce((types, type) => types & ~type, node.types);
  const ruled = groups.map((type) => {
    const own = rules.filter((rule) => rule.type === type).map((rule) => rule.test);
    return all([typeTest(emission, node.types & type, value), ...own]);
  });
  return any([typeTest(emission, plain, value), ...ruled]);
}

/** What a node asks of types, values, strings and numbers, in the order in which faults are told. */
export function scalarChecks(emission: Emission, node: Node, value: string, name: string): readonly Check[] {
  return [...baseChecks(emission, node, value, name), ...ruleChecks(emission, node, value)];
}

/** The rules on strings and numbers; a value of another type passes them. */
export function ruleChecks(emission: Emission, node: Node, value: string): readonly Check[] {
  return rulesOf(emission, node, value).map((rule) => {
    const isOnly = !node.values && (node.types & ~rule.type) === 0;
    const isOther = compare(`typeof ${value}`, "!==", rule.type === STRING ? '"string"' : '"number"');
    return isOnly ? rule : { ...rule, test: any([isOther, rule.test]) };
  });
}

/** The checks of a node's own types and fixed values. */
export function baseChecks(emission: Emission, node: Node, value: string, name: string): readonly Check[] {
  const { types, values } = node;
  if (!values) {
    const check = typeCheck(emission, types, value);
    return isAlways(check.test) ? [] : [check];
  }
  const expected = values.list.length === 0 ? "nothing" : orList(values.list.map((item) => JSON.stringify(item)));
  return [{ test: valueTest(emission, values.list, value, name), keyword: values.keyword, expected }];
}

/** The check of types, in words. */
export function typeCheck(emission: Emission, types: number, value: string): Check {
  const words =
    types === 0 ? { keyword: "false schema", expected: "nothing" } : { keyword: "type", expected: typePhrase(types) };
  return { test: typeTest(emission, types, value), ...words };
}

/** A call that reports one fault, by default of `d`. */
export function faultCall(emission: Emission, { keyword, expected }: Fault, subject = ARGUMENT): string {
  const { value, path } = subject;
  const literal = typeof expected === "number" ? String(expected) : quote(expected);
  return `${emission.helper("fault")}(out, ${value}, ${path}, ${quote(keyword)}, ${literal})`;
}

/** Reports the first check that fails, by default of `d`. */
export function reportFirst(emission: Emission, checks: readonly Check[], subject = ARGUMENT): readonly string[] {
  return checks.map((check, index) => {
    const call = faultCall(emission, check, subject);
    const failed = not(check.test);
    if (isAlways(failed)) return `${index > 0 ? "else " : ""}${call};`;
    return `${index > 0 ? "else " : ""}if (${print(failed)}) ${call};`;
  });
}

/** Reports one fault of `d` under a condition; nothing where it never holds. */
export function reportIf(emission: Emission, failed: Expression, fault: Fault): string {
  if (isAlways(failed, false)) return "";
  const call = `${faultCall(emission, fault)};`;
  return isAlways(failed) ? call : `if (${print(failed)}) ${call}`;
}

/** The types of fixed values. */
export function valueTypes(list: readonly unknown[]): number {
  return list.reduce<number>((types, item) => types | typeOfValue(item), 0);
}

function rulesOf(emission: Emission, node: Node, value: string): readonly Rule[] {
  return [...stringRules(emission, node, value), ...numberRules(node, value, emission)];
}

function stringRules(emission: Emission, { string, types }: Node, value: string): readonly Rule[] {
  const rules: Rule[] = [];
  const add = (keyword: string, condition: Expression, expected: string | number) =>
    rules.push({ type: STRING, keyword, test: condition, expected });
  const { minLength, maxLength, pattern, expected, format } = (types & STRING && string) || {};
  if (minLength !== undefined) add("minLength", minLengthTest(emission, value, minLength), minLength);
  if (maxLength !== undefined) add("maxLength", maxLengthTest(emission, value, maxLength), maxLength);
  if (pattern !== undefined)
    add("pattern", test(`${emission.pattern(pattern)}.test(${value})`), expected ?? `text that matches \`${pattern}\``);
  const known = format === undefined ? undefined : FORMATS.get(format);
  if (known) add("format", test(`${emission.helper(known.check)}(${value})`), known.phrase);
  return rules;
}

function minLengthTest(emission: Emission, value: string, count: number): Expression {
  return count === 1 ? compare(value, "!==", '""') : test(`${emission.helper("atLeast")}(${value}, ${count})`);
}

/** Only a text with more units than the limit needs its characters counted, and none with more than twice as many. */
function maxLengthTest(emission: Emission, value: string, count: number): Expression {
  if (count === 0) return compare(value, "===", '""');
  return any([
    compare(memberAccess(value, "length"), "<=", String(count)),
    test(`${emission.helper("atMost")}(${value}, ${count})`),
  ]);
}

function numberRules({ number, types }: Node, value: string, emission: Emission): readonly Rule[] {
  const rules: Rule[] = [];
  const add = (keyword: string, condition: Expression, expected: string | number) =>
    rules.push({ type: NUMBER, keyword, test: condition, expected });
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = (types & NUMBER && number) || {};
  if (minimum !== undefined) add("minimum", compare(value, ">=", String(minimum)), minimum);
  if (exclusiveMinimum !== undefined)
    add("exclusiveMinimum", compare(value, ">", String(exclusiveMinimum)), exclusiveMinimum);
  if (maximum !== undefined) add("maximum", compare(value, "<=", String(maximum)), maximum);
  if (exclusiveMaximum !== undefined)
    add("exclusiveMaximum", compare(value, "<", String(exclusiveMaximum)), exclusiveMaximum);
  if (multipleOf !== undefined)
    add("multipleOf", test(`${emission.helper("isMultiple")}(${value}, ${multipleOf})`), multipleOf);
  return rules;
}
