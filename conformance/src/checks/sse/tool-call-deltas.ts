import type { SseStreamDescription } from "@bedrock-contract/validators";
import { excerpt } from "../../exchange/answer.ts";
import { parseJson } from "../../exchange/parse-json.ts";
import type { Chunk } from "../../exchange/stream/chunks.ts";
import { choicePieces, inChoice, memberAt, sseContext } from "../../meaning/sse-context.ts";
import { valuesAt } from "../../meaning/values-at.ts";
import type { Difference } from "../../result.ts";
import type { Check, CheckContext, Verdict } from "../check.ts";
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
  const sse = sseContext(context);
  if (sse === undefined) {
    return "not-applicable";
  }
  const { places, chunks, isFinished } = sse;
  const calls = new ToolCalls(places);
  const pieces = chunks.flatMap((chunk) => toolCallPieces(chunk, places));
  const inside = frameVerdict(pieces, (piece) => calls.faultsOf(piece));
  return inside === "holds" && isFinished && !isCutOff(chunks, places) ? calls.verdictAtEnd() : inside;
}

/** What a chunk adds to one tool call. */
interface Piece {
  readonly chunk: Chunk;
  readonly choice: string;
  readonly pointer: string;
  readonly value: unknown;
}

interface ToolCall {
  readonly name: string;
  readonly first: Piece;
  text: string;
}

function toolCallPieces(chunk: Chunk, places: SseStreamDescription): readonly Piece[] {
  const { toolCalls } = places;
  if (toolCalls === undefined) {
    return [];
  }
  const local = inChoice(toolCalls, places);
  return choicePieces(chunk, places).flatMap((piece) =>
    valuesAt(piece.value, local).map(({ keys, value }) => ({
      chunk,
      choice: piece.choice,
      pointer: `${piece.pointer}${local.replace("*", keys.at(-1) ?? "")}`,
      value,
    })),
  );
}

/** Of an answer that a limit of tokens ends, the last arguments may be cut off. */
function isCutOff(chunks: readonly Chunk[], { stopReason, stopReasons }: SseStreamDescription): boolean {
  return chunks.some(({ value }) =>
    valuesAt(value, stopReason).some((stop) => stopReasons[String(stop.value)] === "limit"),
  );
}

/** Joins tool calls piece by piece. */
class ToolCalls {
  readonly #places: SseStreamDescription;
  readonly #calls = new Map<string, ToolCall>();

  constructor(places: SseStreamDescription) {
    this.#places = places;
  }

  faultsOf(piece: Piece): readonly Difference[] {
    const { toolCallIndex = "", toolCallName = "", toolCallArguments } = this.#places;
    const index = memberAt(piece.value, toolCallIndex);
    if (typeof index !== "number") {
      return [
        fault(piece, { message: "a piece of a tool call has no index", at: toolCallIndex, expected: "a number" }),
      ];
    }
    const key = `${piece.choice}/${index}`;
    const text = memberAt(piece.value, toolCallArguments);
    const known = this.#calls.get(key);
    if (known !== undefined) {
      known.text += typeof text === "string" ? text : "";
      return [];
    }
    this.#calls.set(key, { name: `tool call ${index}`, first: piece, text: typeof text === "string" ? text : "" });
    const name = memberAt(piece.value, toolCallName);
    const message = `tool call ${index} begins without ${toolCallName.slice(1)}`;
    const isNamed = typeof name === "string" && name !== "";
    return isNamed ? [] : [fault(piece, { message, at: toolCallName, expected: "the name of a tool" })];
  }

  verdictAtEnd(): Verdict {
    for (const { name, first, text } of this.#calls.values()) {
      const json = parseJson(Buffer.from(text));
      // A tool without parameters may be called with no arguments at all.
      const isObject =
        json.isJson && typeof json.value === "object" && json.value !== null && !Array.isArray(json.value);
      if (text !== "" && !isObject) {
        const at = this.#places.toolCallArguments ?? "";
        const message = `the arguments of ${name} do not join into a JSON object`;
        return { ...fault(first, { message, at, expected: "a JSON object" }), received: excerpt(text) };
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
