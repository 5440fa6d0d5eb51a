/** `(-*[class])*`, or with a count that the length of the text cannot reach, where the class holds `-` itself. */
const REDUNDANT = /\(([^\\[\](){}*+?|.^$])\*(\[(?:\\.|[^\]\\])*\])\)(?:\*|\{0,(\d+)\})/g;

/**
 * The pattern that the specs have for one of AWS's: anchored, and without a repetition inside a repetition that can
 * match the same text in two ways, for in JavaScript such a pattern takes time exponential in the length of the text.
 * It matches the same texts of at most `longest` characters.
 */
export function linearPattern(pattern: string, longest = Number.POSITIVE_INFINITY): string {
  const linear = pattern.replaceAll(REDUNDANT, (whole, character: string, set: string, count: string | undefined) =>
    new RegExp(`^${set}$`, "u").test(character) && (count === undefined || Number(count) >= longest)
      ? `${set}*`
      : whole,
  );
  return `^(?:${linear})$`;
}
