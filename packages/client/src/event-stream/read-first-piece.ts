import { embeddedErrorOf, errorTypeOf } from "@bedrock-contract/wire/error-type";
import { failureOf } from "../errors/answer-error.ts";
import { BedrockError } from "../errors/bedrock-error.ts";
import { jsonOrText } from "../errors/json-or-text.ts";
import { quoteBeginning } from "../errors/quote-beginning.ts";
import type { ByteReader } from "./byte-reader.ts";
import { answerFacts, type StreamFacts } from "./stream-error.ts";

/**
 * Reads the first piece of a stream. Throws where a text stands in the place of frames: the exception that the header
 * or the text names, else an error that shows the beginning of the text.
 */
export async function readFirstPiece(reader: ByteReader, facts: StreamFacts): Promise<Uint8Array | undefined> {
  const first = await reader.read();
  const text = first !== undefined && beginsText(first) ? await readText(reader, first) : undefined;
  const body = text === undefined ? undefined : jsonOrText(text);
  const errorType = facts.errorType ?? embeddedErrorOf({}, body)?.errorType ?? errorTypeOf({}, body);
  if (errorType !== undefined) {
    throw failureOf({ status: facts.status, requestId: facts.requestId, errorType, body }, facts.operation);
  }
  if (text === undefined) {
    return first;
  }
  const kind = facts.mediaType ?? (typeof body === "string" ? "text" : "JSON");
  const message = `the response is ${kind}, not a stream of events: ${quoteBeginning(text)}`;
  throw new BedrockError({ ...answerFacts(facts), code: "InvalidResponse", message });
}

/**
 * A frame begins with its length in four bytes, the first of which is a control character in any frame that is not far
 * too long.
 */
function beginsText(bytes: Uint8Array): boolean {
  const [byte = 0] = bytes;
  return (byte >= 0x20 && byte !== 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

const LONGEST = 16_384;
const ENOUGH_TO_SHOW = 40;

/** JSON is read until it is whole; of any other text, which may never end, a beginning. */
async function readText(reader: ByteReader, first: Uint8Array): Promise<string> {
  const decoder = new TextDecoder();
  let text = decoder.decode(first, { stream: true });
  while (text.length < LONGEST && isUnfinished(text)) {
    const piece = await reader.read();
    if (piece === undefined) {
      break;
    }
    text += decoder.decode(piece, { stream: true });
  }
  return text;
}

function isUnfinished(text: string): boolean {
  const isWhole = /^\s*[{[]/.test(text) ? typeof jsonOrText(text) !== "string" : text.length >= ENOUGH_TO_SHOW;
  return !isWhole;
}
