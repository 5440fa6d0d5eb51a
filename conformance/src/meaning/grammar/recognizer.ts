import { type Expression, type Grammar, ROOT } from "./grammar.ts";

/** Limits of the steps taken for one text, and of their depth. */
const MAX_STEPS = 1_000_000;
const MAX_DEPTH = 1_000;

/** The text, or the grammar, is too much for the recognizer. */
class TooMuch extends Error {}

/**
 * Tells whether a text follows a grammar: every place where a rule can end is found once for each place where it
 * begins.
 */
export class Recognizer {
  readonly #grammar: Grammar;
  readonly #text: string;
  readonly #ends = new Map<string, ReadonlySet<number> | "open">();
  #steps = 0;
  #depth = 0;

  constructor(grammar: Grammar, text: string) {
    this.#grammar = grammar;
    this.#text = text;
  }

  /** Undefined where it cannot be told: a rule begins with itself, or the text takes too long. */
  accepts(): boolean | undefined {
    try {
      return this.#ofRule(ROOT, 0).has(this.#text.length);
    } catch (error) {
      if (error instanceof TooMuch) {
        return undefined;
      }
      throw error;
    }
  }

  #ofRule(name: string, start: number): ReadonlySet<number> {
    const key = `${start} ${name}`;
    const known = this.#ends.get(key);
    const rule = this.#grammar.get(name);
    if (known === "open" || rule === undefined || this.#depth > MAX_DEPTH) {
      throw new TooMuch();
    }
    if (known !== undefined) {
      return known;
    }
    this.#ends.set(key, "open");
    this.#depth += 1;
    const ends = this.#endsOf(rule, start);
    this.#depth -= 1;
    this.#ends.set(key, ends);
    return ends;
  }

  #endsOf(expression: Expression, start: number): ReadonlySet<number> {
    this.#steps += 1;
    if (this.#steps > MAX_STEPS) {
      throw new TooMuch();
    }
    switch (expression.kind) {
      case "text":
        return new Set(this.#text.startsWith(expression.text, start) ? [start + expression.text.length] : []);
      case "class":
        return this.#ofCharacter(expression.test, start);
      case "rule":
        return this.#ofRule(expression.name, start);
      case "alternatives":
        return new Set(expression.parts.flatMap((part) => [...this.#endsOf(part, start)]));
      case "sequence":
        return expression.parts.reduce<ReadonlySet<number>>(
          (starts, part) => this.#after(starts, part),
          new Set([start]),
        );
      case "repeat":
        return this.#ofRepeat(expression, start);
      default:
        return expression satisfies never;
    }
  }

  #after(starts: ReadonlySet<number>, part: Expression): ReadonlySet<number> {
    return new Set([...starts].flatMap((start) => [...this.#endsOf(part, start)]));
  }

  #ofCharacter(test: RegExp, start: number): ReadonlySet<number> {
    const [character] = this.#text.slice(start, start + 2);
    return new Set(character !== undefined && test.test(character) ? [start + character.length] : []);
  }

  #ofRepeat({ part, least, most }: Extract<Expression, { kind: "repeat" }>, start: number): ReadonlySet<number> {
    const ends = new Set<number>(least === 0 ? [start] : []);
    let starts: ReadonlySet<number> = new Set([start]);
    for (let count = 1; count <= most && starts.size > 0; count += 1) {
      const next = this.#after(starts, part);
      // Where nothing new is reached, further rounds reach nothing new either.
      starts = count > least ? new Set([...next].filter((end) => !ends.has(end))) : next;
      if (count >= least) {
        for (const end of starts) ends.add(end);
      }
    }
    return ends;
  }
}
