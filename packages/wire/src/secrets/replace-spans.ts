import type { Span } from "./secret-finder.ts";

/**
 * A text with other text instead of these parts of it, which are in order. JSON stays JSON: numbers outside of strings
 * are replaced by a string.
 */
export function replaceSpans(text: string, spans: readonly Span[], replacement: string): string {
  let result = "";
  let from = 0;
  let isInString = false;
  for (const span of spans) {
    isInString = endsInString(text.slice(from, span.start), isInString);
    const value = isInString ? undefined : valueAround(text, span, from);
    const { start, end } = value ?? span;
    result += text.slice(from, start) + (value === undefined ? replacement : JSON.stringify(replacement));
    isInString = endsInString(text.slice(span.start, end), isInString);
    from = end;
  }
  return result + text.slice(from);
}

function endsInString(text: string, isInString: boolean): boolean {
  const quotes = text.match(/\\.|"/gs)?.filter((each) => each === '"') ?? [];
  return (quotes.length % 2 === 1) !== isInString;
}

/** The whole numbers that a part begins and ends with; undefined where they are not values of JSON. */
function valueAround(text: string, { start, end }: Span, from: number): Span | undefined {
  let [first, last] = [start, end];
  if (!isOfNumber(text, first) || !isOfNumber(text, last - 1)) {
    return undefined;
  }
  while (first > from && isOfNumber(text, first - 1)) {
    first -= 1;
  }
  while (isOfNumber(text, last)) {
    last += 1;
  }
  const isBegun = /[[,:]\s*$/.test(text.slice(Math.max(0, first - 99), first));
  return isBegun && /^\s*[\],}]/.test(text.slice(last, last + 99)) ? { start: first, end: last } : undefined;
}

function isOfNumber(text: string, index: number): boolean {
  return /^[-+.\deE]$/.test(text.charAt(index));
}
