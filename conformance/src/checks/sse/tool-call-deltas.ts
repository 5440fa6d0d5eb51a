import { callPlacesOf, isFree, readPointer, type TextBodies } from "@bedrock-contract/validators";
import type { PlacedValue } from "@bedrock-contract/validators/pointer";
import { excerpt } from "../../exchange/answer.ts";
import { parseJson } from "../../exchange/parse-json.ts";
import { type Chunk, exceptionOf, isWhole } from "../../exchange/stream/chunks.ts";
import { sseContext } from "../../meaning/sse-context.ts";
import { valuesAt } from "../../meaning/values-at.ts";
import type { Difference } from "../../result.ts";
import type { Check, CheckContext, Verdict } from "../check.ts";
import { chunkLists, streamChunks } from "../identity/chunk-lists.ts";
import { frameVerdict, placeOf } from "../stream/frame-fault.ts";
import { chatStream } from "./documents.ts";

/** The pieces of a tool call join by their index: the first has its name, all arguments together are a JSON object. */
export const toolCallDeltas: Check = {
  id: "tool-call-deltas",
  level: "MUST",
  rule: "Each piece of a tool call has its index, the first its name; the pieces of its arguments join into a JSON object.",
  documented: () => chatStream("choices.delta.tool_calls"),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const { format } = context.validators;
  const list = chunkLists(context.validators)?.toolCalls;
  const keyNames = chunkLists(context.validators)?.keyNames;
  if (list === undefined || format?.kind !== "text") {
    return "not-applicable";
  }
  const calls = new ToolCalls(`/${list.key}`, format);
  const chunks = streamChunks(context);
  const pieces = chunks.flatMap((chunk) =>
    valuesAt(chunk.value, list.elements, keyNames).map((placed): Piece => ({ ...placed, chunk })),
  );
  const inside = frameVerdict(pieces, (piece) => calls.faultsOf(piece));
  return inside === "holds" && isFinished(context) && !isCutOff(chunks, context) ? calls.verdictAtEnd() : inside;
}

/** What a chunk adds to one tool call. */
interface Piece extends PlacedValue {
  readonly chunk: Chunk;
}

interface ToolCall {
  readonly name: string;
  readonly first: Piece;
  /** Whether its input is any text. */
  readonly isFree: boolean;
  text: string;
}

/** Where a stream breaks off nobody knows what would have come. */
function isFinished(context: CheckContext): boolean {
  const { stream } = context.answer;
  return stream === undefined
    ? sseContext(context)?.isFinished === true
    : isWhole(stream) && exceptionOf(stream) === undefined;
}

/** Of an answer that a limit of tokens ends, the last arguments may be cut off. */
function isCutOff(chunks: readonly Chunk[], { validators: { format, stream, sse } }: CheckContext): boolean {
  const stopReasons = sse?.chunks?.stopReasons ?? (format?.kind === "text" ? format.stopReasons : {});
  const places = [(sse?.chunks ?? stream)?.stopReason ?? []].flat();
  return chunks.some(({ value }) =>
    places.flatMap((place) => valuesAt(value, place)).some((stop) => stopReasons[String(stop.value)] === "limit"),
  );
}

/** Joins tool calls piece by piece. */
class ToolCalls {
  readonly #index: string;
  readonly #format: TextBodies;
  readonly #calls = new Map<string, ToolCall>();

  constructor(index: string, format: TextBodies) {
    this.#index = index;
    this.#format = format;
  }

  faultsOf(piece: Piece): readonly Difference[] {
    const at = this.#index;
    const index = readPointer(piece.value, at);
    if (typeof index !== "number") {
      return [fault(piece, { message: "a piece of a tool call has no index", at, expected: "a number" })];
    }
    const key = piece.keys.join("/");
    const known = this.#calls.get(key);
    const isFreeCall = known?.isFree ?? isFree(this.#format, piece.value);
    const { name: named = "", input: written = "" } = callPlacesOf(this.#format, isFreeCall);
    const text = readPointer(piece.value, written);
    if (known !== undefined) {
      known.text += typeof text === "string" ? text : "";
      return [];
    }
    const begun = typeof text === "string" ? text : "";
    this.#calls.set(key, { name: `tool call ${index}`, first: piece, isFree: isFreeCall, text: begun });
    const name = readPointer(piece.value, named);
    const message = `tool call ${index} begins without ${named.slice(1)}`;
    const isNamed = typeof name === "string" && name !== "";
    return isNamed ? [] : [fault(piece, { message, at: named, expected: "the name of a tool" })];
  }

  verdictAtEnd(): Verdict {
    const { toolCallArguments: written = "" } = this.#format.response;
    for (const { name, first, isFree: isFreeCall, text } of this.#calls.values()) {
      const json = parseJson(Buffer.from(text));
      // A tool without parameters may be called with no arguments at all.
      const isObject =
        json.isJson && typeof json.value === "object" && json.value !== null && !Array.isArray(json.value);
      if (text !== "" && !isFreeCall && !isObject) {
        const message = `the arguments of ${name} do not join into a JSON object`;
        const details = { message, at: written, expected: "a JSON object" };
        return { ...fault(first, details), received: excerpt(text) };
      }
    }
    return "holds";
  }
}

function fault(
  { chunk, pointer, value }: Piece,
  { message, at, expected }: { readonly message: string; readonly at: string; readonly expected: string },
): Difference {
  const received = excerpt(JSON.stringify(value));
  return { pointer: `${pointer}${at}`, message, expected, received, frame: placeOf(chunk.frame) };
}
