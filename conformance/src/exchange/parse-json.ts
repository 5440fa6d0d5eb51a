import { isUtf8 } from "node:buffer";

/** A body read as JSON. */
export type JsonBody =
  | { readonly isJson: true; readonly value: unknown }
  | { readonly isJson: false; readonly reason: string };

/** Reads bytes as JSON in UTF-8; `subject` is what a reason calls them. */
export function parseJson(body: Buffer, subject = "the body"): JsonBody {
  if (body.length === 0) {
    return { isJson: false, reason: `${subject} is empty` };
  }
  if (!isUtf8(body)) {
    return { isJson: false, reason: `${subject} is not UTF-8` };
  }
  if (nestsTooDeeply(body)) {
    return { isJson: false, reason: `${subject} nests more than ${DEEPEST} levels deep` };
  }
  try {
    return { isJson: true, value: JSON.parse(body.toString("utf8")) };
  } catch (error) {
    return { isJson: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** No value of any API nests nearly as deeply; what reads one level after the other has an end there. */
const DEEPEST = 1_000;

const [QUOTE, BACKSLASH] = [0x22, 0x5c];
const OPENING: ReadonlySet<number> = new Set([0x5b, 0x7b]);
const CLOSING: ReadonlySet<number> = new Set([0x5d, 0x7d]);

function nestsTooDeeply(body: Buffer): boolean {
  let depth = 0;
  let isString = false;
  // A shorter text has not as many brackets.
  for (let at = 0; body.length > DEEPEST && at < body.length; at += 1) {
    const byte = body[at] ?? 0;
    if (isString) {
      at += byte === BACKSLASH ? 1 : 0;
      isString = byte !== QUOTE;
    } else if (byte === QUOTE) {
      isString = true;
    } else if (OPENING.has(byte)) {
      depth += 1;
      if (depth > DEEPEST) {
        return true;
      }
    } else if (CLOSING.has(byte)) {
      depth -= 1;
    }
  }
  return false;
}
