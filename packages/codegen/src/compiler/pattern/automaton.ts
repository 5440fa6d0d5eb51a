import type { AST } from "@eslint-community/regexpp";
import { type CharacterSet, characterSet } from "./character-set.ts";

/**
 * A position automaton: one state per character of the pattern; an edge counts the ways in which one can follow
 * another.
 */
export interface Automaton {
  readonly sets: readonly CharacterSet[];
  readonly follow: readonly Map<number, number>[];
}

/** Beyond this many copies, a counted repetition is taken for an endless one: it is as slow. */
const UNROLLED = 4;

/** Positions with the number of ways to reach them. */
type Ways = ReadonlyMap<number, number>;

/** What may come first and last in a part, and in how many ways it can be empty. */
interface Part {
  readonly first: Ways;
  readonly last: Ways;
  readonly empty: number;
}

const NOTHING: Part = { first: new Map(), last: new Map(), empty: 1 };

/** The automaton of a pattern, then those of its lookarounds. */
export function buildAutomaton(alternatives: readonly AST.Alternative[]): readonly Automaton[] {
  const lookarounds: Automaton[] = [];
  const builder = new Builder((inner) => lookarounds.push(...buildAutomaton(inner)));
  builder.either(alternatives);
  return [builder, ...lookarounds];
}

class Builder implements Automaton {
  readonly sets: CharacterSet[] = [];
  readonly follow: Map<number, number>[] = [];
  readonly #lookaround: (alternatives: readonly AST.Alternative[]) => void;

  constructor(lookaround: (alternatives: readonly AST.Alternative[]) => void) {
    this.#lookaround = lookaround;
  }

  either(alternatives: readonly AST.Alternative[]): Part {
    const parts = alternatives.map((alternative) =>
      this.#sequence(alternative.elements.map((element) => () => this.#element(element))),
    );
    return {
      first: sum(parts.map((part) => part.first)),
      last: sum(parts.map((part) => part.last)),
      empty: parts.reduce((count, part) => cap(count + part.empty), 0),
    };
  }

  #sequence(makers: readonly (() => Part)[]): Part {
    return makers.reduce<Part>((before, make) => {
      const after = make();
      this.#link(before.last, after.first);
      return {
        first: sum([before.first, times(after.first, before.empty)]),
        last: sum([after.last, times(before.last, after.empty)]),
        empty: cap(before.empty * after.empty),
      };
    }, NOTHING);
  }

  #element(element: AST.Element): Part {
    switch (element.type) {
      case "Assertion":
        if (element.kind === "lookahead" || element.kind === "lookbehind") this.#lookaround(element.alternatives);
        return NOTHING;
      case "Group":
      case "CapturingGroup":
        return this.either(element.alternatives);
      case "Quantifier":
        return this.#repeat(element);
      case "Backreference":
        throw new Error("a back reference, whose running time cannot be told");
      default:
        return this.#character(characterSet(element));
    }
  }

  #character(set: CharacterSet): Part {
    const position = this.sets.push(set) - 1;
    this.follow.push(new Map());
    const here = new Map([[position, 1]]);
    return { first: here, last: here, empty: 0 };
  }

  /** `x{2,4}` is `xx(x(x)?)?`; `x{2,}` is `xxx*`. */
  #repeat({ element, min, max }: AST.Quantifier): Part {
    if (max > UNROLLED) {
      const once = this.#element(element);
      this.#link(once.last, once.first);
      return { ...once, empty: min === 0 ? cap(once.empty + 1) : once.empty };
    }
    const rest = (left: number): Part => {
      if (left === 0) return NOTHING;
      const part = this.#sequence([() => this.#element(element), () => rest(left - 1)]);
      // An iteration that matches nothing ends the loop in ECMAScript: it is no second way to match nothing.
      return left > max - min ? part : { ...part, empty: 1 };
    };
    return rest(max);
  }

  #link(from: Ways, to: Ways): void {
    for (const [source, sourceWays] of from) {
      const edges = this.follow[source];
      for (const [target, targetWays] of to)
        edges?.set(target, cap((edges.get(target) ?? 0) + sourceWays * targetWays));
    }
  }
}

/** Two ways are as bad as many. */
function cap(count: number): number {
  return Math.min(count, 2);
}

function sum(ways: readonly Ways[]): Ways {
  const total = new Map<number, number>();
  for (const [position, count] of ways.flatMap((item) => [...item]))
    total.set(position, cap((total.get(position) ?? 0) + count));
  return total;
}

function times(ways: Ways, factor: number): Ways {
  if (factor === 0) return new Map();
  return new Map([...ways].map(([position, count]) => [position, cap(count * factor)]));
}
