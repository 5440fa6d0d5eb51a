import type { View } from "./decoded-views.ts";
import type { Span } from "./secret-finder.ts";

/** Shows where a text was cut. */
const CUT = "…";

/** The fewest characters of a secret that give it away where a text shows that it was cut. */
const SHORTEST_REST = 4;

/** A text may also end at a cut without a word; but then it may end with any word. */
const SHORTEST_END = 6;

/** The beginning of an escape, whose rest was cut off. */
const HALF_ESCAPE = /(?:%(?:25)*[\da-f]?|\\(?:u[\da-f]{0,3}|x[\da-f]?)?|&#?\w{0,6})$/i;

/** What is left in a text of secrets whose end, or whose beginning, was cut off. */
export function cutSpans({ text, at }: View, forms: readonly string[]): readonly Span[] {
  const spans: Span[] = [];
  let start = 0;
  for (const piece of text.split(CUT)) {
    const end = start + piece.length;
    const isLast = end === text.length;
    const whole = piece.replace(HALF_ESCAPE, "");
    const rest = longest(forms, (form) => beginningAtEnd(whole, form, isLast ? SHORTEST_END : SHORTEST_REST));
    const first = start === 0 ? 0 : longest(forms, (form) => endAfterEscape(piece, form));
    if (rest > 0) {
      spans.push({ start: at(start + whole.length - rest), end: at(end) });
    }
    if (first > 0) {
      spans.push({ start: at(start), end: at(start + first) });
    }
    start = end + CUT.length;
  }
  return spans;
}

function longest(forms: readonly string[], lengthOf: (form: string) => number): number {
  return forms.reduce((most, form) => Math.max(most, lengthOf(form)), 0);
}

/** How many characters at the end of a text are the beginning of a secret. */
function beginningAtEnd(text: string, secret: string, shortest: number): number {
  if (text.length < shortest || !secret.includes(text.slice(-shortest))) {
    return 0;
  }
  for (let length = Math.min(text.length, secret.length - 1); length >= shortest; length -= 1) {
    if (text.endsWith(secret.slice(0, length))) {
      return length;
    }
  }
  return 0;
}

/** The end of an escape, whose beginning was cut off: any part of these characters. */
const ESCAPE_END = /^[\dA-FuxX%;]{0,5}/i;

/** How many characters at the beginning of a text are the end of a secret, after what may be left of an escape. */
function endAfterEscape(text: string, secret: string): number {
  const [rest = ""] = ESCAPE_END.exec(text) ?? [];
  for (let skipped = 0; skipped <= rest.length; skipped += 1) {
    const length = endAtBeginning(text.slice(skipped), secret);
    if (length > 0) {
      return skipped + length;
    }
  }
  return 0;
}

function endAtBeginning(text: string, secret: string): number {
  if (text.length < SHORTEST_REST || !secret.includes(text.slice(0, SHORTEST_REST))) {
    return 0;
  }
  for (let length = Math.min(text.length, secret.length - 1); length >= SHORTEST_REST; length -= 1) {
    if (text.startsWith(secret.slice(-length))) {
      return length;
    }
  }
  return 0;
}
