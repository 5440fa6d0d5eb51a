import { meanings, type ResponseMeaning, readAll, readPointer, toolDemandOf } from "@bedrock-contract/validators";
import type { PlacedValue } from "@bedrock-contract/validators/pointer";
import { excerpt } from "../../exchange/answer.ts";
import { type Chunk, exceptionOf, isWhole } from "../../exchange/stream/chunks.ts";
import { valuesAt } from "../../meaning/values-at.ts";
import type { Difference } from "../../result.ts";
import { type Check, type CheckContext, isError, type Verdict, verdictOf } from "../check.ts";
import { caseDocument } from "../documents.ts";
import { choicesAsked } from "../semantic/choices.ts";
import { frameVerdict, placeOf } from "../stream/frame-fault.ts";
import { type ChunkList, type ChunkLists, chunkLists, streamChunks } from "./chunk-lists.ts";

/** A list whose elements say their own place. */
type IndexedList = NonNullable<ResponseMeaning["indexed"]>[number];

/**
 * Elements that say their own place stand there. Clients put pieces together by these numbers, and match vectors to
 * texts by them.
 */
export const elementIndex: Check = {
  id: "element-index",
  level: "MUST",
  rule: "Choices, tool calls and vectors that have an index are numbered from 0 without gaps, each once, in their order.",
  documented: (context) => caseDocument(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const { answer } = context;
  if (isError(context)) {
    return "not-applicable";
  }
  return answer.stream === undefined && answer.sse === undefined ? bodyVerdict(context) : streamVerdict(context);
}

function bodyVerdict({ answer: { json }, operation, validators }: CheckContext): Verdict {
  const lists = [...(meanings[operation.name]?.indexed ?? []), ...formatLists(validators)];
  const elements = json.isJson ? lists.flatMap((list) => elementsOf(json.value, list)) : [];
  const differences = elements
    .filter(({ index, place }) => index !== place)
    .map(({ index, place, pointer }) => ({
      pointer,
      message: "the index is not the place of the element",
      expected: String(place),
      received: JSON.stringify(index),
    }));
  return verdictOf(differences, { applies: elements.length > 0 });
}

/** A format says which member of a choice is its number. */
function formatLists(validators: CheckContext["validators"]): readonly IndexedList[] {
  const { format } = validators;
  const { choices, choiceIndex: index } = format?.kind === "text" ? format.response : {};
  return choices === undefined || index === undefined ? [] : [{ list: choices.replace(/\/\*$/, ""), index }];
}

/** The elements that have an index; that it is there is the matter of the schema. */
function elementsOf(body: unknown, { list, index }: IndexedList) {
  return readAll(body, `${list}/*${index}`).map(({ pointer, keys, value }) => ({
    pointer,
    index: value,
    place: Number(keys.at(-1)),
  }));
}

function streamVerdict(context: CheckContext): Verdict {
  const lists = chunkLists(context.validators);
  const chunks = streamChunks(context);
  if (lists === undefined || chunks.length === 0) {
    return "not-applicable";
  }
  const numbering = new Numbering(lists, demandsOf(context));
  const inside = frameVerdict(chunks, (chunk) => numbering.faultsOf(chunk));
  const last = chunks.at(-1);
  return inside === "holds" && last !== undefined && isEnded(context) ? numbering.verdictAtEnd(last) : inside;
}

/** What a request says about the numbers of its response. */
interface Demands {
  /** How many choices it asks for. */
  readonly choices: number | undefined;
  /** The tool that it demands by its name. */
  readonly tool: unknown;
}

function demandsOf({ case: { body: request }, validators: { format } }: CheckContext): Demands {
  return format?.kind !== "text" || request === undefined
    ? { choices: undefined, tool: undefined }
    : { choices: choicesAsked({ format, request }), tool: toolDemandOf(format, request).name };
}

/** Where a stream breaks off nobody knows what would have come. */
function isEnded({ answer: { stream, sse } }: CheckContext): boolean {
  return stream === undefined ? sse?.interruption === undefined : isWhole(stream) && exceptionOf(stream) === undefined;
}

/** Follows the numbers of a stream chunk by chunk. */
class Numbering {
  readonly #lists: ChunkLists;
  readonly #demands: Demands;
  readonly #choices = new Set<string>();
  /** The numbers of the tool calls, by choice. */
  readonly #calls = new Map<string, Set<string>>();

  constructor(lists: ChunkLists, demands: Demands) {
    this.#lists = lists;
    this.#demands = demands;
  }

  faultsOf(chunk: Chunk): readonly Difference[] {
    const { choices, toolCalls } = this.#lists;
    const asked = this.#demands.choices;
    const expected = asked === undefined ? "0 or more" : `0 to ${asked - 1}`;
    const ofChoices = this.#numbered(chunk, choices).flatMap(({ value }) => {
      const index = String(readPointer(value, `/${choices?.key}`));
      this.#choices.add(index);
      const isRight = /^\d+$/.test(index) && (asked === undefined || Number(index) < asked);
      return isRight ? [] : [fault(chunk, choices, { received: index, expected })];
    });
    return [...ofChoices, ...this.#numbered(chunk, toolCalls).flatMap((call) => this.#faultsOfCall(chunk, call))];
  }

  /** Choices may be begun in any order. */
  verdictAtEnd(last: Chunk): Verdict {
    const gap = Array.from({ length: this.#choices.size }, (_, index) => String(index)).find(
      (index) => !this.#choices.has(index),
    );
    return gap === undefined
      ? "holds"
      : {
          ...fault(last, this.#lists.choices, { expected: `a choice ${gap}`, received: [...this.#choices].join(", ") }),
          message: "the numbers of the choices have a gap",
        };
  }

  #faultsOfCall(chunk: Chunk, { keys }: PlacedValue): readonly Difference[] {
    const index = keys.at(-1) ?? "";
    const choice = keys.slice(0, -1).join("/");
    const known = this.#calls.get(choice) ?? new Set();
    this.#calls.set(choice, known);
    const next = String(known.size);
    // vLLM 0.11 numbers the call of a demanded tool as the choice that it is in.
    const isChoice = this.#demands.tool !== undefined && known.size === 0 && index === choice;
    if (known.has(index) || index === next || isChoice) {
      known.add(index);
      return [];
    }
    known.add(index);
    return [fault(chunk, this.#lists.toolCalls, { expected: next, received: index })];
  }

  /** The elements of a list in a chunk that have a number. */
  #numbered({ value }: Chunk, list: ChunkList | undefined): readonly PlacedValue[] {
    return list === undefined
      ? []
      : valuesAt(value, list.elements, this.#lists.keyNames).filter(
          (element) => typeof readPointer(element.value, `/${list.key}`) === "number",
        );
  }
}

function fault(
  { frame, value }: Chunk,
  list: ChunkList | undefined,
  { expected, received }: { readonly expected: string; readonly received: string | undefined },
): Difference {
  return {
    pointer: `${list?.elements ?? ""}/${list?.key ?? ""}`,
    message: "wrong index",
    expected,
    received: `${received ?? "nothing"} in ${excerpt(JSON.stringify(value))}`,
    frame: placeOf(frame),
  };
}
