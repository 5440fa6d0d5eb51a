import type { Budget } from "../request/budget.ts";
import { type JavascriptPattern, javascriptPattern, plainPattern } from "./javascript-pattern.ts";

/** Makes texts that a regular expression matches from beginning to end. */
export interface RegexSampler {
  accepts(text: string): boolean;
  /**
   * A text from a seed, perhaps one that does not match: look-around is not understood. Of ASCII's visible characters,
   * unless it `isWide`.
   */
  sample(seed: number, isWide: boolean): string;
}

/** How far an open repetition goes beyond its least count. */
const MOST_MORE = 6;

/** The letters beyond ASCII, up to the surrogates. */
const FIRST_OTHER = 0xa1;
const LAST_OTHER = 0xd7ff;

/** How many values one draw is from: all of ASCII's visible characters. */
const WIDEST = 94;

/** Longer texts are not made. */
const MOST_DRAWN = 20_000;

/** Compiles a regular expression, with RandExp, which is loaded here and not before. Throws where it is not one. */
export async function regexSampler(given: string, budget: Budget): Promise<RegexSampler> {
  const makeText = await loadTextMaker();
  const [pattern, whole] = budget.run(() => {
    const translated = javascriptPattern(given);
    return [translated, new RegExp(`^(?:${translated.source})$`, translated.flags)] as const;
  });
  return { accepts: (text) => whole.test(text), sample: (seed, isWide) => makeText(pattern, seed, isWide) };
}

/** Loads RandExp, which makes a text for a pattern. */
export async function loadTextMaker(): Promise<(pattern: JavascriptPattern, seed: number, isWide: boolean) => string> {
  const { default: exported } = await import("randexp");
  // Its types say that a module of CommonJS holds the class; the class is that module.
  const RandExp = exported as unknown as typeof exported.default;
  return (pattern, seed, isWide) => {
    const random = randomOf(seed);
    let drawn = 0;
    const maker = new RandExp(plainPattern(pattern), pattern.flags.replace("u", ""));
    if (isWide) {
      maker.defaultRange.add(FIRST_OTHER, LAST_OTHER);
    }
    maker.randInt = (least, most) => {
      // Only repetitions begin above zero; each draw counts for one, so that nothing nests without end.
      drawn += least + 1;
      if (drawn > MOST_DRAWN) {
        throw new Error("the regular expression asks for too long a string");
      }
      return least + Math.floor(random() * (Math.min(most - least, WIDEST) + 1));
    };
    maker.max = MOST_MORE;
    return maker.gen();
  };
}

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
