/** A condition of the generated code, kept apart from its text so that it can be negated and joined. */
export type Expression =
  | { readonly kind: "constant"; readonly value: boolean }
  | { readonly kind: "test"; readonly code: string }
  | { readonly kind: "compare"; readonly left: string; readonly operator: Operator; readonly right: string }
  | { readonly kind: "not"; readonly part: Expression }
  | { readonly kind: "all" | "any"; readonly parts: readonly Expression[] }
  | { readonly kind: "choose"; readonly when: Expression; readonly yes: Expression; readonly no: Expression };

/** Comparisons; those of size are used between numbers only, where each has an opposite. */
export type Operator = "===" | "!==" | "<" | "<=" | ">" | ">=";

export const ALWAYS: Expression = { kind: "constant", value: true };
export const NEVER: Expression = { kind: "constant", value: false };

const OPPOSITE: Readonly<Record<Operator, Operator>> = {
  "===": "!==",
  "!==": "===",
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
};

/** A call, which is true or false. */
export function test(code: string): Expression {
  return { kind: "test", code };
}

/** A comparison. */
export function compare(left: string, operator: Operator, right: string): Expression {
  return { kind: "compare", left, operator, right };
}

/** True when all parts are. */
export function all(parts: readonly Expression[]): Expression {
  return join("all", parts);
}

/** True when one of the parts is. */
export function any(parts: readonly Expression[]): Expression {
  return join("any", parts);
}

/** True when the part is not. */
export function not(part: Expression): Expression {
  switch (part.kind) {
    case "constant":
      return { kind: "constant", value: !part.value };
    case "compare":
      return { ...part, operator: OPPOSITE[part.operator] };
    case "not":
      return part.part;
    case "all":
      return any(part.parts.map(not));
    case "any":
      return all(part.parts.map(not));
    case "choose":
      return { ...part, yes: not(part.yes), no: not(part.no) };
    default:
      return { kind: "not", part };
  }
}

/** One of two conditions, by a third. */
export function choose(when: Expression, yes: Expression, no: Expression): Expression {
  if (yes.kind === "constant" && yes.value) return any([when, no]);
  if (no.kind === "constant" && no.value) return any([not(when), yes]);
  return { kind: "choose", when, yes, no };
}

/** Whether an expression is true (or false) whatever the value. */
export function isAlways(expression: Expression, value = true): boolean {
  return expression.kind === "constant" && expression.value === value;
}

/** An expression as source. */
export function print(expression: Expression): string {
  switch (expression.kind) {
    case "constant":
      return String(expression.value);
    case "test":
      return expression.code;
    case "compare":
      return `${expression.left} ${expression.operator} ${expression.right}`;
    case "not":
      return `!${printPart(expression.part)}`;
    case "choose":
      return `${printPart(expression.when)} ? ${printPart(expression.yes)} : ${printPart(expression.no)}`;
    default:
      return expression.parts.map(printPart).join(expression.kind === "all" ? " && " : " || ");
  }
}

/** An expression as source that can stand inside another. */
export function printPart(expression: Expression): string {
  const isJoined = expression.kind === "all" || expression.kind === "any" || expression.kind === "choose";
  return isJoined ? `(${print(expression)})` : print(expression);
}

function join(kind: "all" | "any", parts: readonly Expression[]): Expression {
  const neutral = kind === "all";
  const flat = parts.flatMap((part) => (part.kind === kind ? part.parts : [part]));
  if (flat.some((part) => part.kind === "constant" && part.value !== neutral))
    return { kind: "constant", value: !neutral };
  const texts = new Set<string>();
  const needed = flat.filter((part) => part.kind !== "constant" && !texts.has(print(part)) && texts.add(print(part)));
  const [only] = needed;
  if (!only) return { kind: "constant", value: neutral };
  return needed.length === 1 ? only : { kind, parts: needed };
}
