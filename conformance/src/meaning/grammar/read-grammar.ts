import type { TextTest } from "./grammar.ts";
import { GrammarError, parseGrammar } from "./parse-grammar.ts";
import { Recognizer } from "./recognizer.ts";

/** Longer texts are not tried. */
const MAX_LENGTH = 20_000;

/**
 * A grammar in the notation that vLLM's back ends share, ready for use: `name ::= ...` with texts in quotes, `[a-z]`,
 * groups, `|`, `*`, `+`, `?`, `{m,n}` and `#` comments, from the rule `root`. Other notations, and rules that begin
 * with themselves, are undecided.
 */
export function readGrammar(source: string): TextTest {
  try {
    const grammar = parseGrammar(source);
    return {
      accepts: (text) => (text.length > MAX_LENGTH ? undefined : new Recognizer(grammar, text).accepts()),
    };
  } catch (error) {
    if (error instanceof GrammarError) {
      return { undecided: `the grammar is outside the subset that is checked: ${error.message}` };
    }
    throw error;
  }
}
