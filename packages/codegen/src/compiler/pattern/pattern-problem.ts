import { RegExpParser } from "@eslint-community/regexpp";
import { buildAutomaton } from "./automaton.ts";
import { hasExponentialLoop } from "./exponential-loop.ts";

/**
 * Why a pattern must not be used, or undefined when it may: it is not a regular expression of ECMAScript with the flag
 * `u`, or its matching can take time exponential in the length of the text.
 */
export function patternProblem(pattern: string): string | undefined {
  try {
    const { alternatives } = new RegExpParser({ ecmaVersion: 2025 }).parsePattern(pattern, 0, pattern.length, {
      unicode: true,
    });
    const loop = buildAutomaton(alternatives).find(hasExponentialLoop);
    if (!loop) return undefined;
    return "can take time exponential in the length of the text, for a part that repeats can match the same text in two ways";
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `is not a regular expression that can be used (with the flag u): ${reason}`;
  }
}
