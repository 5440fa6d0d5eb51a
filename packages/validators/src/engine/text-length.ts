/**
 * Whether a string has at least this many characters; one has one or two units of UTF-16, so that most need no
 * counting.
 */
export function atLeast(text: string, count: number): boolean {
  return text.length >= 2 * count || (text.length >= count && characters(text) >= count);
}

/** Whether a string has at most this many characters. */
export function atMost(text: string, count: number): boolean {
  return text.length <= count || (text.length <= 2 * count && characters(text) <= count);
}

/** The number of code points. */
export function characters(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length - 1; index++) {
    if ((text.charCodeAt(index) & HALF) === 0xd800 && (text.charCodeAt(index + 1) & HALF) === 0xdc00) {
      count--;
      index++;
    }
  }
  return count;
}

/** The bits that tell the first and the second half of a character apart from whole ones. */
const HALF = 0xfc00;
