import type { AST } from "@eslint-community/regexpp";

/** Inclusive ranges of code points. */
export type CharacterSet = readonly (readonly [number, number])[];

const LAST = 0x10ffff;
const EVERY: CharacterSet = [[0, LAST]];
const DIGITS: CharacterSet = [[48, 57]];
const WORD: CharacterSet = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
const SPACE: CharacterSet = [
  [9, 13],
  [32, 32],
  [160, 160],
  [5760, 5760],
  [8192, 8202],
  [8232, 8233],
  [8239, 8239],
  [8287, 8287],
  [12288, 12288],
  [65279, 65279],
];

/** The code points that a character, an escape or a class matches; too many rather than too few. */
export function characterSet(
  element:
    | AST.Character
    | AST.CharacterSet
    | AST.CharacterClassElement
    | AST.CharacterClass
    | AST.ExpressionCharacterClass,
): CharacterSet {
  switch (element.type) {
    case "Character":
      return [[element.value, element.value]];
    case "CharacterClassRange":
      return [[element.min.value, element.max.value]];
    case "CharacterSet":
      return escapeSet(element);
    case "CharacterClass": {
      const set = element.elements.flatMap((item) => [...characterSet(item)]);
      return element.negate ? complement(set) : set;
    }
    default:
      return EVERY;
  }
}

/** Whether two sets share a code point. */
export function overlap(a: CharacterSet, b: CharacterSet): boolean {
  return a.some(([from, to]) => b.some(([otherFrom, otherTo]) => from <= otherTo && otherFrom <= to));
}

function escapeSet(element: AST.CharacterSet): CharacterSet {
  if (element.kind === "any")
    return complement([
      [10, 10],
      [13, 13],
      [8232, 8233],
    ]);
  if (element.kind === "property") return isOfStrings(element) ? EVERY : propertySet(element.raw);
  const sets = { digit: DIGITS, word: WORD, space: SPACE };
  const set = sets[element.kind];
  return element.negate ? complement(set) : set;
}

/** Whether a property is one of strings, which only the flag `v` knows. */
function isOfStrings(element: AST.UnicodePropertyCharacterSet): boolean {
  return element.strings;
}

const properties = new Map<string, CharacterSet>();

/** The code points of a property such as `\p{L}`, as the engine that matches it knows them. */
function propertySet(property: string): CharacterSet {
  const known = properties.get(property);
  if (known) return known;
  const pattern = new RegExp(`^${property}$`, "u");
  const ranges: [number, number][] = [];
  for (let point = 0; point <= LAST; point++) {
    if (!pattern.test(String.fromCodePoint(point))) continue;
    const range = ranges.at(-1);
    if (range && range[1] === point - 1) range[1] = point;
    else ranges.push([point, point]);
  }
  properties.set(property, ranges);
  return ranges;
}

function complement(set: CharacterSet): CharacterSet {
  const gaps: [number, number][] = [];
  let next = 0;
  for (const [from, to] of [...set].sort((a, b) => a[0] - b[0])) {
    if (from > next) gaps.push([next, from - 1]);
    next = Math.max(next, to + 1);
  }
  if (next <= LAST) gaps.push([next, LAST]);
  return gaps;
}
