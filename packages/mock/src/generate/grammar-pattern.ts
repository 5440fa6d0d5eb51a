const TOKEN =
  /\s+|#[^\n]*|(?<define>[A-Za-z_][\w-]*)\s*::=|(?<name>[A-Za-z_][\w-]*)|"(?<text>(?:[^"\\\n]|\\.)*)"|(?<class>\[(?:[^\]\\\n]|\\.)+\])|(?<sign>[()|])|(?<count>[*+?]|\{\d+,?\d*\})/uy;

/** The rule that a text follows. */
const ROOT = "root";

/** How often a rule may lead back to itself; less often where the pattern would grow beyond use. */
const DEPTHS: readonly number[] = [3, 2, 1, 0];

/** The most parts of a pattern; after them no rule is expanded any more. */
const MOST_PARTS = 5_000;

/** Groups and rules nest deeper only to do harm. */
const MOST_NESTED = 100;

/**
 * A regular expression for texts that follow a grammar: rules `name ::= ...` with texts in quotes, `[a-z]`, groups,
 * `|`, `*`, `+`, `?`, `{m,n}` and `#` comments, from the rule `root`. Of rules that lead back to themselves it has the
 * texts that do so a few times. Throws for other notations, and where no text ends.
 */
export function grammarPattern(grammar: string): string {
  const rules = readRules(grammar);
  for (const depth of DEPTHS) {
    const pattern = new PatternWriter(rules, depth).write();
    if (pattern !== undefined) {
      return pattern;
    }
  }
  throw new Error("no string that follows the grammar was found");
}

type Token = Readonly<Record<string, string | undefined>>;
type Rules = ReadonlyMap<string, readonly Token[]>;

function readRules(grammar: string): Rules {
  const rules = new Map<string, Token[]>();
  let current: Token[] | undefined;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < grammar.length) {
    const at = TOKEN.lastIndex;
    const token: Token | undefined = TOKEN.exec(grammar)?.groups;
    if (token === undefined) {
      throw new Error(`the mock cannot read the grammar at ${JSON.stringify(grammar.slice(at, at + 20))}`);
    }
    if (token.define !== undefined) {
      current = [];
      rules.set(token.define, current);
    } else if (Object.values(token).some((part) => part !== undefined)) {
      current?.push(token);
    }
  }
  return rules;
}

/** Writes rules in each other's places. What would go too deep is impossible, and with it what needs it. */
class PatternWriter {
  readonly #rules: Rules;
  readonly #depth: number;
  readonly #within: string[] = [];
  #parts = 0;
  #groups = 0;

  constructor(rules: Rules, depth: number) {
    this.#rules = rules;
    this.#depth = depth;
  }

  /** Undefined where no text is possible. */
  write(): string | undefined {
    return this.#rule(ROOT);
  }

  #rule(name: string): string | undefined {
    const tokens = this.#rules.get(name);
    if (tokens === undefined) {
      throw new Error(`the grammar has no rule ${name}`);
    }
    const isTooMuch = this.#parts > MOST_PARTS || this.#within.length > MOST_NESTED;
    if (isTooMuch || this.#within.filter((rule) => rule === name).length > this.#depth) {
      return undefined;
    }
    const rest = [...tokens];
    this.#within.push(name);
    const pattern = this.#alternatives(rest);
    this.#within.pop();
    if (rest.length > 0) {
      throw new Error(`the grammar closes a group in ${name} that is not open`);
    }
    return pattern;
  }

  /** Takes tokens up to what closes a group. */
  #alternatives(tokens: Token[]): string | undefined {
    const sequences = [this.#sequence(tokens)];
    while (tokens[0]?.sign === "|") {
      tokens.shift();
      sequences.push(this.#sequence(tokens));
    }
    const possible = sequences.filter((sequence) => sequence !== undefined);
    return possible.length === 0 ? undefined : `(?:${possible.join("|")})`;
  }

  #sequence(tokens: Token[]): string | undefined {
    let pattern: string | undefined = "";
    while (tokens[0] !== undefined && tokens[0].sign !== "|" && tokens[0].sign !== ")") {
      const item = this.#item(tokens.shift() ?? {}, tokens);
      const count = tokens[0]?.count === undefined ? "" : String(tokens.shift()?.count);
      const isOptional = /^(?:[*?]|\{0)/.test(count);
      const part = item === undefined ? (isOptional ? "" : undefined) : item + count;
      pattern = pattern === undefined || part === undefined ? undefined : pattern + part;
    }
    return pattern;
  }

  #item({ name, text, class: letters, sign }: Token, tokens: Token[]): string | undefined {
    this.#parts += 1;
    if (name !== undefined) {
      return this.#rule(name);
    }
    if (text !== undefined) {
      return literal(text);
    }
    return sign === "(" ? this.#group(tokens) : letters;
  }

  #group(tokens: Token[]): string | undefined {
    this.#groups += 1;
    if (this.#groups > MOST_NESTED) {
      throw new Error("the grammar nests too deeply");
    }
    const pattern = this.#alternatives(tokens);
    this.#groups -= 1;
    if (tokens.shift() === undefined) {
      throw new Error("the grammar does not close a group");
    }
    return pattern;
  }
}

function literal(text: string): string {
  const plain = text.replaceAll(/\\(.)/gu, (_, escaped: string) => ESCAPES[escaped] ?? escaped);
  return `(?:${plain.replaceAll(/[\\^$.*+?()[\]{}|/-]/gu, "\\$&").replaceAll("\\-", "-")})`;
}

const ESCAPES: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r" };
