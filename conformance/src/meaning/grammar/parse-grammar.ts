import { type Expression, type Grammar, ROOT } from "./grammar.ts";

/** A grammar that is not in the subset. */
export class GrammarError extends Error {}

const TOKEN =
  /\s+|#[^\n]*|(?<define>[A-Za-z_][\w-]*)(?=\s*::=)\s*::=|(?<name>[A-Za-z_][\w-]*)|"(?<text>(?:[^"\\\n]|\\.)*)"|(?<class>\[(?:[^\]\\\n]|\\.)+\])|\{(?<least>\d+)(?<comma>,)?(?<most>\d*)\}|(?<sign>[()|*+?])/uy;

type Token = Readonly<Record<string, string | undefined>>;

/** Reads a grammar; throws where it is outside the subset. */
export function parseGrammar(source: string): Grammar {
  const parser = new Parser(tokensOf(source));
  const grammar = parser.grammar();
  for (const name of [ROOT, ...parser.used]) {
    if (!grammar.has(name)) {
      throw new GrammarError(`there is no rule ${name}`);
    }
  }
  return grammar;
}

function tokensOf(source: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const at = TOKEN.lastIndex;
    const match = TOKEN.exec(source);
    if (match === null) {
      throw new GrammarError(`unexpected ${JSON.stringify(source.slice(at, at + 20))}`);
    }
    const groups: Token = { ...match.groups };
    if (Object.values(groups).some((group) => group !== undefined)) {
      tokens.push(groups);
    }
  }
  return tokens;
}

/** A grammar nests deeper only to do harm. */
const MAX_DEPTH = 100;

class Parser {
  readonly #tokens: readonly Token[];
  readonly used = new Set<string>();
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  grammar(): Grammar {
    const rules = new Map<string, Expression>();
    for (let token = this.#next(); token !== undefined; token = this.#next()) {
      if (token.define === undefined || rules.has(token.define)) {
        throw new GrammarError("expected one definition of each rule, name ::= …");
      }
      rules.set(token.define, this.#alternatives());
    }
    return rules;
  }

  #next(): Token | undefined {
    const token = this.#tokens[this.#at];
    this.#at += token === undefined ? 0 : 1;
    return token;
  }

  #sign(sign: string): boolean {
    const isThere = this.#tokens[this.#at]?.sign === sign;
    this.#at += isThere ? 1 : 0;
    return isThere;
  }

  #alternatives(): Expression {
    const parts = [this.#sequence()];
    while (this.#sign("|")) {
      parts.push(this.#sequence());
    }
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: "alternatives", parts };
  }

  #sequence(): Expression {
    const parts: Expression[] = [];
    for (let part = this.#item(); part !== undefined; part = this.#item()) {
      parts.push(this.#repeated(part));
    }
    return { kind: "sequence", parts };
  }

  #item(): Expression | undefined {
    const token = this.#tokens[this.#at];
    if (token === undefined || token.define !== undefined || (token.sign !== undefined && token.sign !== "(")) {
      return undefined;
    }
    this.#at += 1;
    if (token.sign === "(") {
      return this.#group();
    }
    if (token.text !== undefined) {
      return { kind: "text", text: unescaped(token.text) };
    }
    if (token.class !== undefined) {
      return { kind: "class", test: characterClass(token.class) };
    }
    if (token.name === undefined) {
      throw new GrammarError("a count stands after nothing");
    }
    this.used.add(token.name);
    return { kind: "rule", name: token.name };
  }

  #group(): Expression {
    this.#depth += 1;
    const inside = this.#depth > MAX_DEPTH ? undefined : this.#alternatives();
    this.#depth -= 1;
    if (inside === undefined || !this.#sign(")")) {
      throw new GrammarError("a group is not closed, or too deep");
    }
    return inside;
  }

  #repeated(part: Expression): Expression {
    if (this.#sign("*")) return { kind: "repeat", part, least: 0, most: Number.POSITIVE_INFINITY };
    if (this.#sign("+")) return { kind: "repeat", part, least: 1, most: Number.POSITIVE_INFINITY };
    if (this.#sign("?")) return { kind: "repeat", part, least: 0, most: 1 };
    const { least, comma, most } = this.#tokens[this.#at] ?? {};
    if (least === undefined) {
      return part;
    }
    this.#at += 1;
    const open = most === undefined || most === "" ? Number.POSITIVE_INFINITY : Number(most);
    return { kind: "repeat", part, least: Number(least), most: comma === undefined ? Number(least) : open };
  }
}

function unescaped(text: string): string {
  try {
    return JSON.parse(`"${text.replaceAll("\\'", "'")}"`);
  } catch {
    throw new GrammarError(`an escape in "${text}" is unknown`);
  }
}

function characterClass(source: string): RegExp {
  try {
    return new RegExp(`^${source}$`, "u");
  } catch {
    throw new GrammarError(`${source} is not a class of characters`);
  }
}
