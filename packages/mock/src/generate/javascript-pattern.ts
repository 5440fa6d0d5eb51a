/** A regular expression of a request, as JavaScript writes it. */
export interface JavascriptPattern {
  readonly source: string;
  readonly flags: string;
}

const PYTHON = /^\(\?(?<flags>[is]+)\)|\(\?P<|\(\?P=(?<name>\w+)\)|\\(?<escaped>.)/gsu;

/** What Python escapes without need, and JavaScript refuses: such as the hyphen of `\-`. */
const NEEDLESS = /[-#&~ '"!%,:;<=>@_`]/u;

/**
 * Translates what servers in Python understand and JavaScript does not: named groups, flags at the beginning, `\A` and
 * `\Z`, needless escapes.
 */
export function javascriptPattern(given: string): JavascriptPattern {
  let flags = "u";
  const source = given.replaceAll(PYTHON, (whole: string, ...rest: readonly unknown[]) => {
    const part = Object(rest.at(-1));
    if (part.flags !== undefined) {
      flags += [...new Set<string>(part.flags)].join("");
      return "";
    }
    if (part.name !== undefined) {
      return `\\k<${part.name}>`;
    }
    return part.escaped === undefined ? "(?<" : translatedEscape(whole, part.escaped);
  });
  return { source, flags };
}

function translatedEscape(whole: string, escaped: string): string {
  if (NEEDLESS.test(escaped)) {
    return `\\x${escaped.charCodeAt(0).toString(16)}`;
  }
  return ANCHORS[escaped] ?? whole;
}

const ANCHORS: Readonly<Record<string, string>> = { A: "^", Z: "$", z: "$" };

const PIECE = /\\p\{(?<property>\w+)\}|\\u(?<code>[0-9a-f]{4})|\\x2d|\\.|\[\^?|\]|[\u{10000}-\u{10ffff}]/gisu;

/**
 * A narrower pattern that RandExp understands: it knows no properties of letters, no escapes of those beyond ASCII in
 * classes, and no letter of two code units.
 */
export function plainPattern({ source }: JavascriptPattern): string {
  let isInClass = false;
  return source.replaceAll(PIECE, (whole: string, ...rest: readonly unknown[]) => {
    const { property, code } = Object(rest.at(-1));
    if (property !== undefined) {
      const letters = LETTERS[property] ?? whole;
      return isInClass ? letters : `[${letters}]`;
    }
    if (code !== undefined) {
      return Number.parseInt(code, 16) < 0x80 ? whole : String.fromCharCode(Number.parseInt(code, 16));
    }
    if (whole.toLowerCase() === "\\x2d") {
      return "\\-";
    }
    if (whole.startsWith("\\")) {
      return whole;
    }
    if (whole.startsWith("[") || whole === "]") {
      isInClass = whole !== "]";
      return whole;
    }
    return isInClass ? whole : `(?:${whole})`;
  });
}

const UPPER = "A-ZÀ-ÖØ-Þ";
const LOWER = "a-zß-öø-ÿ";

/** Letters that have a property: some of them will do. */
const LETTERS: Readonly<Record<string, string>> = {
  L: UPPER + LOWER,
  Letter: UPPER + LOWER,
  Alphabetic: UPPER + LOWER,
  Lu: UPPER,
  Uppercase_Letter: UPPER,
  Ll: LOWER,
  Lowercase_Letter: LOWER,
  N: "0-9",
  Number: "0-9",
  Nd: "0-9",
  P: "!?.,;:",
  Punctuation: "!?.,;:",
  Zs: " ",
};
