import type { Node } from "../schema/node.ts";
import { isAny } from "../schema/read-node.ts";
import { ANY, ARRAY, BOOLEAN, INTEGER, NULL, NUMBER, OBJECT, orList, STRING, typePhrase } from "../schema/types.ts";
import { cost, type Tagged } from "../schema/union.ts";
import { type Emission, inside, type Scope } from "./emission.ts";
import { all, any, isAlways, not, print } from "./expression.ts";
import { isExpression } from "./is-code.ts";
import { issueLines, pathTo } from "./issue-code.ts";
import { wrongTypeCall } from "./member-issues.ts";
import { readMember } from "./object-code.ts";
import { faultCall, isInline, reportFirst, ruleChecks, typeTest } from "./scalar-code.ts";
import { block, indent, quote } from "./text.ts";
import { caseLabels, splitUnion } from "./union-is.ts";

/** Types whose values are told apart by different means. */
const KINDS: readonly number[] = [STRING, NUMBER, BOOLEAN, NULL, ARRAY, OBJECT];

/** The kinds of values that the same branches admit. */
interface Group {
  readonly types: number;
  readonly lines: readonly string[];
}

/** Statements that report what is wrong with `d` by the branch that its type shows to be meant. */
export function unionIssues(emission: Emission, branches: readonly Node[], scope: Scope): readonly string[] {
  const { others, tagged } = splitUnion(emission, branches);
  const options = tagged ? [...others, tagged] : others;
  const types = options.reduce((bits, branch) => bits | emission.model.typesOf(branch), 0);
  const groups = groupsOf(emission, options, scope);
  const settled = groups.filter(({ lines }) => lines.length === 0).reduce((bits, group) => bits | group.types, 0);
  const open = groups.filter(({ lines }) => lines.length > 0);
  const [only] = open;
  if (types === ANY && open.length === 1 && settled === 0) return only?.lines ?? [];
  const heads = open.flatMap((group) => block(`if (${print(typeTest(emission, group.types, "d"))})`, group.lines));
  const early = settled === 0 || types === ANY ? [] : [`if (${print(typeTest(emission, settled, "d"))}) return;`];
  if (types === ANY) return [...early, ...heads];
  const { keyword, text } = expectedOf(emission, options, types);
  const isPlain = text === typePhrase(types) && (types & NUMBER) !== (NUMBER & ~INTEGER);
  const report = isPlain ? wrongTypeCall(emission, types) : faultCall(emission, { keyword, expected: text });
  return [...early, ...heads, `${heads.length > 0 ? "else " : ""}${report};`].map((line, index) =>
    index > early.length && line.startsWith("if (") ? `else ${line}` : line,
  );
}

/** Statements that report what is wrong with `d` by the branch that its tag names. */
export function switchIssues(emission: Emission, tagged: Tagged, scope: Scope): readonly string[] {
  const { member, cases, untagged, open, excluded } = tagged;
  const tag = readMember(emission, member);
  const path = pathTo(emission, quote(member));
  const lines = [
    `const o = ${emission.helper("members")}(d);`,
    `if (o === undefined) return ${wrongTypeCall(emission, OBJECT)};`,
    `switch (${tag}) {`,
  ];
  for (const [index, { values, branch }] of cases.entries()) {
    const found = issueLines(emission, branch, "d", "path", inside(scope, String(values[0])));
    lines.push(...caseLabels(tagged, index), ...indent(indent(asReturn(found))));
  }
  if (!untagged)
    lines.push("  case undefined:", `    return ${emission.helper("needs")}(out, o, path, [${quote(member)}]);`);
  const known = orList(cases.flatMap(({ values }) => values).map((value) => JSON.stringify(value)));
  const unknown = `${faultCall(emission, { keyword: "enum", expected: known }, { value: tag, path })};`;
  if (!open) return [...lines, "  default:", `    ${unknown}`, "}"];
  const refused =
    excluded &&
    all([typeTest(emission, STRING, tag), isExpression(emission, excluded, tag, inside(scope, "excluded"))]);
  const rest = [
    ...(refused ? [`if (${print(refused)}) return ${unknown}`] : []),
    ...asReturn(issueLines(emission, open, "d", "path", inside(scope, "other"))),
  ];
  return [...lines, "  default:", ...indent(indent(rest)), "}"];
}

function asReturn(lines: readonly string[]): readonly string[] {
  const [only] = lines;
  return lines.length === 1 && only?.startsWith("issues_") ? [`return ${only}`] : [...lines, "return;"];
}

/** Kinds of values by the branches that admit them, those cheap to tell first. */
function groupsOf(emission: Emission, options: readonly Node[], scope: Scope): readonly Group[] {
  const groups = new Map<string, { types: number; branches: readonly Node[] }>();
  for (const kind of KINDS) {
    const branches = options.filter((branch) => (emission.model.typesOf(branch) & kind) !== 0);
    const key = branches.map((branch) => options.indexOf(branch)).join();
    const types = branches.reduce(
      (bits, branch) => bits | (emission.model.typesOf(branch) & kind),
      groups.get(key)?.types ?? 0,
    );
    if (branches.length > 0) groups.set(key, { types, branches });
  }
  const price = (branches: readonly Node[]) => branches.reduce((sum, branch) => sum + cost(emission.model, branch), 0);
  return [...groups.values()]
    .sort((a, b) => price(a.branches) - price(b.branches))
    .map(({ types, branches }) => ({ types, lines: candidateLines(emission, branches, types, scope) }));
}

/** One candidate reports for itself; of several, the one whose faults are fewest and least grave. */
function candidateLines(emission: Emission, branches: readonly Node[], types: number, scope: Scope): readonly string[] {
  const [only] = branches;
  if (only && branches.length === 1) return onlyLines(emission, only, types, scope);
  const valid = any(
    branches.map((branch, index) => isExpression(emission, branch, "d", inside(scope, `option_${index + 1}`))),
  );
  if (isAlways(valid)) return [];
  const functions = branches.map((branch, index) => {
    return `issues_${emission.functionFor("issues", branch, inside(scope, `option_${index + 1}`).name).name}`;
  });
  const depth = scope.isDeep ? ", depth + 1" : "";
  return [`if (${print(not(valid))}) ${emission.helper("closest")}(out, d, path, [${functions.join(", ")}]${depth});`];
}

function onlyLines(emission: Emission, branch: Node, types: number, scope: Scope): readonly string[] {
  const { node } = emission.model.target(branch);
  if (isAny(node)) return [];
  if (!isInline(node) || node.values) return issueLines(emission, branch, "d", "path", inside(scope, "option"));
  return reportFirst(emission, ruleChecks(emission, { ...node, types: node.types & types }, "d"));
}

/** What a value of no admitted type should have been. */
function expectedOf(
  emission: Emission,
  options: readonly Node[],
  types: number,
): { readonly keyword: string; readonly text: string } {
  const targets = options.map((branch) => emission.model.target(branch).node);
  const lists = targets.flatMap(({ values }) => values?.list ?? []);
  const rest = options.reduce(
    (bits, branch, index) => (targets[index]?.values ? bits : bits | emission.model.typesOf(branch)),
    0,
  );
  if (lists.length === 0 || lists.length > 12) return { keyword: "type", text: typePhrase(types) };
  const words = lists.map((item) => JSON.stringify(item));
  return { keyword: rest === 0 ? "enum" : "type", text: orList(rest === 0 ? words : [...words, typePhrase(rest)]) };
}
