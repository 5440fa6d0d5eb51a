import type { Node } from "../schema/node.ts";
import { ANY } from "../schema/types.ts";
import { branchesOf, isExclusive, objectsOf, type Tagged, tagOf } from "../schema/union.ts";
import { type Emission, inside, type Scope } from "./emission.ts";
import { any, type Expression, NEVER, print, test } from "./expression.ts";
import { isExpression } from "./is-code.ts";
import { NOT_AN_OBJECT, readMember, readMembers } from "./object-code.ts";

/** The branches of a union; those that a tag tells apart are a union of their own, which becomes a `switch`. */
export function splitUnion(
  emission: Emission,
  branches: readonly Node[],
): { readonly others: readonly Node[]; readonly tagged?: Node } {
  const objects = objectsOf(emission.model, branches);
  if (!tagOf(emission.model, objects)) return { others: branches };
  return {
    others: branches.filter((branch) => !objects.includes(branch)),
    tagged: { types: ANY, refs: [], allOf: [], anyOf: objects },
  };
}

/** The tag of a node that is nothing but a tagged union. */
export function switchOf(emission: Emission, node: Node): Tagged | undefined {
  const branches = branchesOf(emission.model, node);
  return branches && tagOf(emission.model, branches);
}

/** The `case` labels of one case. */
export function caseLabels({ cases, untagged }: Tagged, index: number): readonly string[] {
  const item = cases[index];
  const values = (item?.values ?? []).map((value) => JSON.stringify(value));
  return (item?.branch === untagged ? [...values, "undefined"] : values).map((label) => `  case ${label}:`);
}

/** Branches by cost; those that a tag tells apart are a `switch` in a function of their own. */
export function unionExpression(
  emission: Emission,
  branches: readonly Node[],
  value: string,
  scope: Scope,
): Expression {
  const { others, tagged } = splitUnion(emission, branches);
  const tests = others.map((branch, index) =>
    isExpression(emission, branch, value, inside(scope, `option_${index + 1}`)),
  );
  return any(tagged ? [...tests, test(emission.isCall(tagged, value, inside(scope, "tagged")))] : tests);
}

/** The condition that exactly one branch is valid; `comparison` asks for another number. */
export function oneOfExpression(
  emission: Emission,
  branches: readonly Node[],
  scope: Scope,
  comparison = "=== 1",
): Expression {
  const possible = branches.filter((branch) => emission.model.typesOf(branch) !== 0);
  if (isExclusive(emission.model, possible)) {
    if (comparison !== "=== 1") return NEVER;
    return isExpression(emission, { types: ANY, refs: [], allOf: [], anyOf: possible }, "d", inside(scope, "one"));
  }
  const tests = possible.map((branch, index) =>
    isExpression(emission, branch, "d", inside(scope, `option_${index + 1}`)),
  );
  if (tests.length === 0) return NEVER;
  return test(`${tests.map((item) => `Number(${print(item)})`).join(" + ")} ${comparison}`);
}

/** The statements of a tagged union. */
export function switchLines(emission: Emission, tagged: Tagged, scope: Scope): readonly string[] {
  const lines = [...(isReadTwice(tagged) ? [NOT_AN_OBJECT, "const o = d as Members;"] : readMembers(emission))];
  lines.push(`switch (${readMember(emission, tagged.member)}) {`);
  for (const [index, { values, branch }] of tagged.cases.entries()) {
    const valid = isExpression(emission, branch, "d", inside(scope, String(values[0])));
    lines.push(...caseLabels(tagged, index), `    return ${print(valid)};`);
  }
  const rest = tagged.open ? print(isExpression(emission, tagged.open, "d", inside(scope, "other"))) : "false";
  return [...lines, "  default:", `    return ${rest};`, "}"];
}

/** Where every branch requires the tag, the branch finds out whether it is the object's own. */
function isReadTwice({ untagged }: Tagged): boolean {
  return untagged === undefined;
}
