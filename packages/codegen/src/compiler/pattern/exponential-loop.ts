import { components } from "../components.ts";
import type { Automaton } from "./automaton.ts";
import { overlap } from "./character-set.ts";

/**
 * Whether a state can return to itself by two ways on the same text: then every repetition of that text doubles the
 * ways that a backtracking matcher tries. (Weber and Seidl, "On the degree of ambiguity of finite automata", 1991.)
 */
export function hasExponentialLoop(automaton: Automaton): boolean {
  const all = [...automaton.sets.keys()];
  return components(all, (state) => [...(automaton.follow[state]?.keys() ?? [])]).some((loop) =>
    isAmbiguous(automaton, new Set(loop)),
  );
}

/** Walks pairs of states in step, within one loop: from a state with itself to two different ones and back. */
function isAmbiguous(automaton: Automaton, loop: ReadonlySet<number>): boolean {
  const next = (state: number) => [...(automaton.follow[state] ?? [])].filter(([target]) => loop.has(target));
  if ([...loop].some((state) => next(state).some(([, ways]) => ways > 1))) return true;
  const size = automaton.sets.length;
  const step = (pair: number): readonly number[] => {
    const [left, right] = [Math.floor(pair / size), pair % size];
    return next(left).flatMap(([a]) => next(right).flatMap(([b]) => (meet(automaton, a, b) ? [a * size + b] : [])));
  };
  const diagonal = [...loop].map((state) => state * size + state);
  const isDiagonal = (pair: number): boolean => Math.floor(pair / size) === pair % size;
  return components(diagonal, step).some((pairs) => pairs.some(isDiagonal) && !pairs.every(isDiagonal));
}

function meet(automaton: Automaton, a: number, b: number): boolean {
  return overlap(automaton.sets[a] ?? [], automaton.sets[b] ?? []);
}
