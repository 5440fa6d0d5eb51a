import type { Turns } from "../http/turns.ts";

/** How many characters of a list or an object are read at once. */
const PIECE = 100_000;

/** How many brackets, commas and strings are looked at in one turn. */
const SIGNS = 10_000;

/** A string of more characters is read in pieces of as many. */
const LONG_STRING = 2_000_000;

/** A value that was read, and where it begins. */
interface ReadValue {
  readonly start: number;
  readonly value: unknown;
}

/** A list or an object that has begun and not ended. */
interface Open {
  readonly isList: boolean;
  /** Where its bracket stands. */
  readonly start: number;
  /** What was read of it already; undefined where it is still short enough to be read with what it stands in. */
  value: unknown[] | Record<string, unknown> | undefined;
  /** Where the text begins that was not read yet. */
  unread: number;
  /** The last comma between its elements or members. */
  comma: number;
  /** Whether the last element or member was read already, so that a comma or the end must follow. */
  isAfterRead: boolean;
}

/**
 * Reads a long JSON text piece by piece and lets other requests have their turn in between: a million members in one
 * piece take seconds. What is read is the same as by `JSON.parse`. Throws a SyntaxError, or a RangeError where it nests
 * more levels deep than `mostNested`.
 */
export async function parseInTurns(text: string, turns: Turns, mostNested: number): Promise<unknown> {
  const open: Open[] = [];
  let signs = 0;
  for (let at = nextSign(text, 0); at < text.length; at = nextSign(text, at + 1)) {
    const sign = text[at];
    const within = open.at(-1);
    signs += 1;
    if (signs % SIGNS === 0) {
      await turns.take();
    }
    if (sign === '"') {
      const start = at;
      at = await endOfString(text, start, turns);
      if (within !== undefined && at - start > LONG_STRING && !isName(text, at)) {
        addRead(text, within, { start, value: await readString(text, { start, end: at, turns }) }, at);
      }
    } else if (sign === "[" || sign === "{") {
      if (open.length === mostNested) {
        throw new RangeError(`it nests more than ${mostNested} levels deep`);
      }
      open.push({ isList: sign === "[", start: at, value: undefined, unread: at + 1, comma: at, isAfterRead: false });
    } else if (within === undefined || (sign !== "," && within.isList !== (sign === "]"))) {
      throw new SyntaxError(`Unexpected token '${sign}'`);
    } else if (sign === ",") {
      within.comma = at;
      if (within.isAfterRead || at - within.unread > PIECE) {
        readUntil(text, within, at);
        await turns.take();
      }
    } else {
      open.pop();
      const outer = open.at(-1);
      if (within.value !== undefined) {
        readUntil(text, within, at);
        await turns.take();
        if (outer === undefined) {
          mustBeBlank(text.slice(0, within.start));
          mustBeBlank(text.slice(at + 1));
          return within.value;
        }
        addRead(text, outer, within, at);
      } else if (outer === undefined) {
        break;
      }
    }
  }
  return JSON.parse(text);
}

const SIGN = /["[\]{},]/g;

/** Where the next bracket, comma or string begins. */
function nextSign(text: string, from: number): number {
  SIGN.lastIndex = from;
  return SIGN.exec(text)?.index ?? text.length;
}

/** Where the string ends that begins here. */
async function endOfString(text: string, start: number, turns: Turns): Promise<number> {
  let quotes = 0;
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    if (escapeAt(text, end, start) === undefined) {
      return end;
    }
    quotes += 1;
    if (quotes % SIGNS === 0) {
      await turns.take();
    }
  }
  throw new SyntaxError("Unterminated string");
}

/** Where the escape begins of which a character of a string is a part, but for its first; undefined where there is none. */
function escapeAt(text: string, at: number, start: number): number | undefined {
  // The longest escape is `\u0000`.
  for (let back = at - 1; back > start && back > at - 6; back -= 1) {
    if (text[back] === "\\") {
      let first = back;
      while (text[first - 1] === "\\") {
        first -= 1;
      }
      const isEscape = (back - first) % 2 === 0;
      return isEscape && at < back + (text[back + 1] === "u" ? 6 : 2) ? back : undefined;
    }
  }
  return undefined;
}

/** Whether a string that ends here is the name of a member. */
function isName(text: string, end: number): boolean {
  COLON.lastIndex = end + 1;
  return COLON.test(text);
}

const COLON = /[ \t\n\r]*:/y;

/** Reads a long string in pieces, none of which ends inside an escape. */
async function readString(
  text: string,
  { start, end, turns }: { readonly start: number; readonly end: number; readonly turns: Turns },
): Promise<string> {
  const pieces: string[] = [];
  for (let from = start + 1; from < end; ) {
    const most = Math.min(end, from + LONG_STRING);
    const to = most === end ? end : (escapeAt(text, most, start) ?? most);
    pieces.push(JSON.parse(`"${text.slice(from, to)}"`));
    await turns.take();
    from = to;
  }
  return pieces.join("");
}

/** Reads what was not read yet of a list or an object, up to a comma or its end. */
function readUntil(text: string, open: Open, end: number): void {
  const rest = text.slice(open.unread, end);
  if (open.isAfterRead) {
    mustBeBlank(rest);
  } else if (/^[ \t\n\r]*$/.test(rest)) {
    throw new SyntaxError(`Unexpected token '${text[end]}'`);
  } else if (open.isList) {
    const piece: unknown[] = JSON.parse(`[${rest}]`);
    for (const element of piece) {
      addElement(open, element);
    }
  } else {
    for (const [name, value] of Object.entries(JSON.parse(`{${rest}}`))) {
      addMember(open, name, value);
    }
  }
  open.unread = end + 1;
  open.isAfterRead = false;
}

/** Adds a list, an object or a string that was read already to what it stands in. */
function addRead(text: string, outer: Open, { start, value }: ReadValue, end: number): void {
  if (outer.comma >= outer.unread) {
    readUntil(text, outer, outer.comma);
  }
  if (outer.isAfterRead) {
    throw new SyntaxError(`Unexpected token '${text[start]}'`);
  }
  const before = text.slice(outer.unread, start).trim();
  if (outer.isList) {
    mustBeBlank(before);
    addElement(outer, value);
  } else {
    const name: unknown = before.endsWith(":") ? JSON.parse(before.slice(0, -1)) : undefined;
    if (typeof name !== "string") {
      throw new SyntaxError(`Unexpected token '${text[start]}'`);
    }
    addMember(outer, name, value);
  }
  outer.unread = end + 1;
  outer.isAfterRead = true;
}

function addElement(open: Open, value: unknown): void {
  open.value ??= [];
  // A list has a list as its value.
  (open.value as unknown[]).push(value);
}

function addMember(open: Open, name: string, value: unknown): void {
  open.value ??= {};
  // An assignment to `__proto__` would change the object instead.
  if (name === "__proto__") {
    Object.defineProperty(open.value, name, { value, writable: true, enumerable: true, configurable: true });
  } else {
    Reflect.set(open.value, name, value);
  }
}

function mustBeBlank(text: string): void {
  const other = /[^ \t\n\r]/.exec(text);
  if (other !== null) {
    throw new SyntaxError(`Unexpected token '${other[0]}'`);
  }
}
