import { ConformanceError } from "../conformance-error.ts";

/**
 * Whether a case id matches a glob: `*` stands for any characters, `?` for one, `{a,b}` for either. A glob without a
 * match of the whole id also matches its leading segments, so that `management/GetFoundationModel` selects every case
 * below it. Throws a usage error for a glob whose braces do not match. It takes no more steps than both are long.
 */
export function matchesGlob(id: string, glob: string): boolean {
  const parts = partsOf(glob);
  if (!hasInOrder(id, literalsOf(glob))) {
    return false;
  }
  const ends = endsOf(parts, id, new Set([0]));
  return [...ends].some((end) => end === id.length || id[end] === "/");
}

/**
 * Whether ids below a folder, such as `management/GetFoundationModel`, may match a glob: true in case of doubt. Throws
 * as `matchesGlob` does.
 */
export function mayMatchBelow(folder: string, glob: string): boolean {
  partsOf(glob);
  const [first = ""] = literalsOf(glob);
  return first.startsWith(`${folder}/`) || `${folder}/`.startsWith(first);
}

/** What every match of a glob has, one after the other: few ids have it, and only they are looked at closely. */
function literalsOf(glob: string): readonly string[] {
  const literals = knownLiterals.get(glob) ?? plainParts(glob);
  knownLiterals.set(glob, literals);
  return literals;
}

const knownLiterals = new Map<string, readonly string[]>();

function plainParts(glob: string): readonly string[] {
  const outside = glob.replace(/\/$/, "").replace(/\{.*\}/s, "*");
  return outside.includes(",") ? [] : outside.split(/[*?]+/);
}

function hasInOrder(id: string, [first = "", ...others]: readonly string[]): boolean {
  let end = first.length;
  return (
    id.startsWith(first) &&
    others.every((literal) => {
      const start = id.indexOf(literal, end);
      end = start + literal.length;
      return start !== -1;
    })
  );
}

/** What a glob consists of, one after the other. */
type Parts = readonly (string | { readonly either: readonly Parts[] })[];

const known = new Map<string, Parts>();

function partsOf(glob: string): Parts {
  const parts = known.get(glob) ?? parse(glob);
  known.set(glob, parts);
  return parts;
}

/** Braces nest deeper only to do harm. */
const MOST_NESTED = 50;

function parse(glob: string): Parts {
  type Either = (string | { readonly either: readonly Parts[] })[][];
  const open: Either[] = [[[]]];
  for (const character of glob.replace(/\/$/, "")) {
    const either = open.at(-1) ?? [];
    if (character === "{") {
      open.push([[]]);
    } else if (character === ",") {
      either.push([]);
    } else if (character === "}") {
      open.pop();
      open.at(-1)?.at(-1)?.push({ either });
    } else {
      either.at(-1)?.push(character);
    }
    if (open.length === 0 || open.length > MOST_NESTED) {
      throw unreadable(glob);
    }
  }
  if (open.length !== 1) {
    throw unreadable(glob);
  }
  return [{ either: open[0] ?? [] }];
}

function unreadable(glob: string): ConformanceError {
  return new ConformanceError("usage", `The glob ${JSON.stringify(glob)} has braces that do not match: {a,b}.`);
}

/** Where a match ends that begins at one of these places. */
function endsOf(parts: Parts, id: string, starts: ReadonlySet<number>): ReadonlySet<number> {
  let ends = starts;
  for (const part of parts) {
    ends =
      typeof part === "string"
        ? afterCharacter(part, id, ends)
        : new Set(part.either.flatMap((alternative) => [...endsOf(alternative, id, ends)]));
  }
  return ends;
}

function afterCharacter(character: string, id: string, starts: ReadonlySet<number>): ReadonlySet<number> {
  if (character === "*") {
    const first = Math.min(...starts);
    return new Set(Array.from({ length: Math.max(0, id.length - first + 1) }, (_, index) => first + index));
  }
  const isThere = (start: number): boolean => (character === "?" ? start < id.length : id.startsWith(character, start));
  return new Set([...starts].filter(isThere).map((start) => start + character.length));
}
