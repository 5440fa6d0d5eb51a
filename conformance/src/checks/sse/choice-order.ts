import type { ChunkStream } from "@bedrock-contract/validators";
import { excerpt } from "../../exchange/answer.ts";
import type { Chunk } from "../../exchange/stream/chunks.ts";
import { type ChoicePiece, choiceContext, choicePieces, inChoice, memberAt } from "../../meaning/sse-context.ts";
import { valuesAt } from "../../meaning/values-at.ts";
import type { Difference } from "../../result.ts";
import type { Check, CheckContext, Verdict } from "../check.ts";
import { frameVerdict, placeOf } from "../stream/frame-fault.ts";
import { chatStream } from "./documents.ts";

/**
 * A stream says first who speaks; each choice what the model writes, last why it stopped. Of the choices after the first
 * Amazon Bedrock does not say who speaks: llamastack/llama-stack, tests/integration/inference/recordings.
 */
export const choiceOrder: Check = {
  id: "choice-order",
  level: "MUST",
  rule: "The first chunk has the role; the stop reason comes once, and ends the choice.",
  documented: () => chatStream("choices"),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const sse = choiceContext(context);
  if (sse === undefined) {
    return "not-applicable";
  }
  const { places, chunks, isFinished } = sse;
  const order = new ChoiceOrder(places);
  const answered = chunks.filter((chunk) => chunk !== sse.error);
  const inside = frameVerdict(answered, (chunk) => order.faultsOf(chunk));
  return inside === "holds" && isFinished ? order.verdictAtEnd(chunks) : inside;
}

/** Follows a stream chunk by chunk. */
class ChoiceOrder {
  readonly #places: ChunkStream;
  readonly #started = new Set<string>();
  readonly #stopped = new Set<string>();

  constructor(places: ChunkStream) {
    this.#places = places;
  }

  faultsOf(chunk: Chunk): readonly Difference[] {
    return choicePieces(chunk, this.#places).flatMap((piece) => this.#faultsOfPiece(chunk, piece).slice(0, 1));
  }

  verdictAtEnd(chunks: readonly Chunk[]): Verdict {
    const last = chunks.at(-1);
    const unstopped = [...this.#started].find((choice) => !this.#stopped.has(choice));
    if (last === undefined || (unstopped === undefined && this.#started.size > 0)) {
      return "holds";
    }
    return {
      pointer: this.#places.stopReason,
      message: unstopped === undefined ? "no chunk has a choice" : `choice ${unstopped} ends without a stop reason`,
      expected: "a stop reason in the last chunk of each choice",
      received: "no chunk has one",
      frame: placeOf(last.frame),
    };
  }

  #faultsOfPiece(chunk: Chunk, piece: ChoicePiece): readonly Difference[] {
    const { choice, value } = piece;
    const { role, stopReason } = this.#places;
    const hasStopped = this.#stopped.has(choice);
    const isFirst = this.#started.size === 0;
    this.#started.add(choice);
    const at = inChoice(stopReason, this.#places);
    const said = memberAt(value, at);
    const stop = said === "" ? undefined : said;
    if (stop !== undefined) {
      this.#stopped.add(choice);
    }
    const given = { chunk, piece };
    return [
      ...(isFirst && memberAt(value, role) === undefined
        ? [fault(given, { message: `choice ${choice} begins without its role`, expected: role, at: role })]
        : []),
      ...(said === ""
        ? [
            fault(given, {
              message: "the empty string is not a stop reason",
              expected: "null until the model stops, then why",
              at,
            }),
          ]
        : []),
      ...(hasStopped && stop !== undefined
        ? [fault(given, { message: "the choice has a second stop reason", expected: "one stop reason", at: "" })]
        : []),
      ...(hasStopped && this.#isWritten(value)
        ? [
            fault(given, {
              message: "the model continues after its stop reason",
              expected: "nothing of the model",
              at: "",
            }),
          ]
        : []),
    ];
  }

  /** Whether the model wrote something: text, reasoning, a tool call. */
  #isWritten(value: unknown): boolean {
    const { text, reasoning, toolCalls } = this.#places;
    return [text, reasoning, toolCalls].some(
      (pointer) =>
        pointer !== undefined &&
        valuesAt(value, inChoice(pointer, this.#places)).some(({ value: written }) => written !== ""),
    );
  }
}

function fault(
  { chunk, piece }: { readonly chunk: Chunk; readonly piece: ChoicePiece },
  { message, expected, at }: { readonly message: string; readonly expected: string; readonly at: string },
): Difference {
  return {
    pointer: `${piece.pointer}${at}`,
    message,
    expected,
    received: excerpt(JSON.stringify(piece.value)),
    frame: placeOf(chunk.frame),
  };
}
