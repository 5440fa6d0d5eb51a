const TOKEN =
  /\s+|#[^\n]*|(?<define>[A-Za-z_][\w-]*)\s*::=|(?<name>[A-Za-z_][\w-]*)|"(?<text>(?:[^"\\\n]|\\.)*)"|(?<kept>\[(?:[^\]\\\n]|\\.)+\]|[()|*+?]|\{\d+,?\d*\})/uy;

/** The rule that a text follows. */
const ROOT = "root";

/** Rules refer to rules so often that the pattern grows beyond use. */
const LONGEST = 10_000;

/**
 * The regular expression that a grammar stands for: rules `name ::= ...` with texts in quotes, `[a-z]`, groups, `|`, `*`, `+`, `?`, `{m,n}` and `#` comments, from
 * the rule `root`. Undefined for other notations, and for rules that lead back to themselves, which no regular expression can say.
 */
export function grammarPattern(grammar: string): string | undefined {
  const rules = readRules(grammar);
  return rules === undefined ? undefined : patternOf(ROOT, rules, []);
}

type Part = Readonly<Record<string, string | undefined>>;

function readRules(grammar: string): ReadonlyMap<string, readonly Part[]> | undefined {
  const rules = new Map<string, Part[]>();
  let current: Part[] | undefined;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < grammar.length) {
    const part = TOKEN.exec(grammar)?.groups;
    if (part === undefined) {
      return undefined;
    }
    if (part.define !== undefined) {
      current = [];
      rules.set(part.define, current);
    } else {
      current?.push(part);
    }
  }
  return rules;
}

function patternOf(
  rule: string,
  rules: ReadonlyMap<string, readonly Part[]>,
  within: readonly string[],
): string | undefined {
  const parts = rules.get(rule);
  if (parts === undefined || within.includes(rule)) {
    return undefined;
  }
  let pattern = "";
  for (const { name, text, kept = "" } of parts) {
    const piece = name === undefined ? undefined : patternOf(name, rules, [...within, rule]);
    if ((name !== undefined && piece === undefined) || pattern.length > LONGEST) {
      return undefined;
    }
    pattern += piece ?? (text === undefined ? kept.replace(/^\($/, "(?:") : literal(text));
  }
  return `(?:${pattern})`;
}

function literal(text: string): string {
  const plain = text.replaceAll(/\\(.)/gu, (_, escaped: string) => ESCAPES[escaped] ?? escaped);
  return `(?:${plain.replaceAll(/[\\^$.*+?()[\]{}|/-]/gu, "\\$&").replaceAll("\\-", "-")})`;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };
