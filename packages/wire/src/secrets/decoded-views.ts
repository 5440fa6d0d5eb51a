/** A text as it can be read: where each of its characters begins in the text that was given, and at last its length. */
export interface View {
  readonly text: string;
  readonly at: (index: number) => number;
}

/** A text within JSON within JSON within a URL: nobody encodes more often without meaning to hide something. */
const MOST_LEVELS = 4;

/** How JSON, JavaScript, URLs and HTML write a character otherwise than as it is. */
const ESCAPE =
  /\\u\{(?<braced>[\da-f]{1,6})\}|\\u(?<json>[\da-f]{4})|\\x(?<hex>[\da-f]{2})|\\(?<plain>.)|%u(?<old>[\da-f]{4})|%(?<url>[\da-f]{2})|&#x(?<html>[\da-f]{1,6});|&#(?<decimal>\d{1,7});|&(?<name>amp|lt|gt|quot|apos|plus|sol|equals|lowbar|hyphen|period|colon);/gisu;

const NAMES: Readonly<Record<string, string>> = {
  ...{ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", plus: "+", sol: "/", equals: "=" },
  ...{ lowbar: "_", hyphen: "-", period: ".", colon: ":" },
};

/** The text itself, and what it says once the escapes in it are read, as often as there are any. */
export function decodedViews(text: string): readonly View[] {
  const views: View[] = [{ text, at: (index) => index }];
  for (let level = 0; level < MOST_LEVELS; level += 1) {
    const last = views.at(-1);
    const next = last === undefined ? undefined : decoded(last);
    if (next === undefined) {
      break;
    }
    views.push(next);
  }
  return views;
}

/** Undefined where there is nothing to decode. */
function decoded({ text, at }: View): View | undefined {
  if (!/[\\%&]/.test(text)) {
    return undefined;
  }
  let result = "";
  const starts: number[] = [];
  let from = 0;
  const keep = (piece: string, start: number): void => {
    for (let index = 0; index < piece.length; index += 1) {
      starts.push(at(start + index));
    }
    result += piece;
  };
  for (const { 0: whole, index, groups = {} } of text.matchAll(ESCAPE)) {
    keep(text.slice(from, index), from);
    const character = characterOf(groups);
    for (let unit = 0; unit < character.length; unit += 1) {
      starts.push(at(index));
    }
    result += character;
    from = index + whole.length;
  }
  if (from === 0) {
    return undefined;
  }
  keep(text.slice(from), from);
  const end = at(text.length);
  return { text: result, at: (index) => starts[index] ?? end };
}

const CONTROLS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

function characterOf(groups: Readonly<Record<string, string | undefined>>): string {
  const { plain, name, decimal } = groups;
  if (plain !== undefined) {
    return CONTROLS[plain] ?? plain;
  }
  if (name !== undefined) {
    return NAMES[name.toLowerCase()] ?? "";
  }
  const digits = groups.braced ?? groups.json ?? groups.hex ?? groups.old ?? groups.url ?? groups.html ?? "";
  const code = decimal === undefined ? Number.parseInt(digits, 16) : Number(decimal);
  return code <= 0x10ffff ? String.fromCodePoint(code) : "";
}
