import { setImmediate as nextTurn } from "node:timers/promises";
import type { Turns } from "../http/turns.ts";
import { parseInTurns } from "./parse-in-turns.ts";

/** A body read as JSON, or why it is not JSON. */
export type ParsedBody = { readonly value: unknown } | { readonly fault: string };

/**
 * Deeper nesting is not read: a few megabytes of it take seconds and a gigabyte, and it means nothing to any format.
 */
const MOST_NESTED = 1_000;

const parsed = new WeakMap<Uint8Array, ParsedBody>();

/** Reads a body as JSON, once for all who ask. */
export function parseBody(body: Uint8Array): ParsedBody {
  const known = parsed.get(body) ?? parse(body);
  parsed.set(body, known);
  return known;
}

/** A body of this number of bytes or more is read in turns. */
const LONG = 500_000;

/**
 * Reads a long body as JSON before anybody asks, and lets other requests have their turn in between. Of a short one it
 * does nothing.
 */
export async function parseAhead(body: Uint8Array, turns: Turns): Promise<void> {
  if (body.byteLength >= LONG && !parsed.has(body)) {
    parsed.set(body, await parseLong(body, turns));
  }
}

async function parseLong(body: Uint8Array, turns: Turns): Promise<ParsedBody> {
  try {
    // To gather what has come of it took a turn of its own.
    await nextTurn();
    return { value: await parseInTurns(await decodeInTurns(body, turns), turns, MOST_NESTED) };
  } catch (reason) {
    return faultOf(reason);
  }
}

function parse(body: Uint8Array): ParsedBody {
  if (body.byteLength === 0) {
    return { fault: "the body is empty" };
  }
  if (nestsTooDeeply(body)) {
    return faultOf(new RangeError(`it nests more than ${MOST_NESTED} levels deep`));
  }
  try {
    return { value: JSON.parse(decodeUtf8(body)) };
  } catch (reason) {
    return faultOf(reason);
  }
}

function faultOf(reason: unknown): ParsedBody {
  const message = reason instanceof Error ? reason.message : String(reason);
  return { fault: `the body is not JSON${reason instanceof RangeError ? " that the mock reads" : ""}: ${message}` };
}

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = Buffer.from('"\\[]{}');

/** Whether arrays and objects nest too deeply, told from the brackets outside of strings. */
function nestsTooDeeply(body: Uint8Array): boolean {
  if (opensFew(body)) {
    return false;
  }
  let depth = 0;
  let isInString = false;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (byte === QUOTE) {
      isInString = !isInString;
    } else if (isInString) {
      at += byte === BACKSLASH ? 1 : 0;
    } else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      depth += 1;
      if (depth > MOST_NESTED) {
        return true;
      }
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) {
      depth -= 1;
    }
  }
  return false;
}

/** Whether there are too few brackets to nest deeply: to find them is many times as fast as to look at every byte. */
function opensFew(body: Uint8Array): boolean {
  let left = MOST_NESTED;
  for (const bracket of [OPEN_LIST, OPEN_OBJECT]) {
    for (let at = body.indexOf(bracket ?? 0); at !== -1; at = body.indexOf(bracket ?? 0, at + 1)) {
      left -= 1;
      if (left < 0) {
        return false;
      }
    }
  }
  return true;
}

/** How many bytes are decoded at once. */
const PIECE = 2_000_000;

async function decodeInTurns(body: Uint8Array, turns: Turns): Promise<string> {
  const pieces: string[] = [];
  for (let from = 0; from < body.byteLength; ) {
    let to = Math.min(from + PIECE, body.byteLength);
    // No piece ends inside a character, of which there are four bytes at most.
    for (let back = 0; back < 3 && isContinuation(body[to]); back += 1) {
      to -= 1;
    }
    pieces.push(decodeUtf8(body.subarray(from, to), from === 0 ? utf8 : utf8Within));
    await turns.take();
    from = to;
  }
  return pieces.join("");
}

function isContinuation(byte = 0): boolean {
  return (byte & 0xc0) === 0x80;
}

const utf8 = new TextDecoder("utf-8", { fatal: true });
/** A mark at the beginning of a body is left out, and nowhere else. */
const utf8Within = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decodeUtf8(body: Uint8Array, decoder = utf8): string {
  try {
    return decoder.decode(body);
  } catch (cause) {
    throw new SyntaxError("it is not valid UTF-8", { cause });
  }
}
