import { type PlacedValue as BodyValue, readPointer } from "@bedrock-contract/validators";
import type { Chunk } from "../../exchange/stream/chunks.ts";
import { valuesAt } from "../../meaning/values-at.ts";
import type { Difference } from "../../result.ts";
import { type Check, type CheckContext, isError, type Verdict, verdictOf } from "../check.ts";
import { allCallsIn } from "../semantic/choices.ts";
import { openAi } from "../semantic/documents.ts";
import { frameVerdict, placeOf } from "../stream/frame-fault.ts";
import { type ChunkLists, chunkLists, streamChunks } from "./chunk-lists.ts";

/**
 * Results of tools are sent back by the id of the call: without one, or with the same twice, nobody knows which call
 * they belong to.
 */
export const toolCallIds: Check = {
  id: "tool-call-ids",
  level: "MUST",
  rule: "Each tool call of a choice has a unique id that is not empty; in a stream, its pieces do not change it.",
  documented: () => openAi("tool_calls, id"),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const { answer, validators } = context;
  const places = validators.format?.kind === "text" ? validators.format.response : undefined;
  const id = places?.toolCallId;
  if (isError(context) || places === undefined || id === undefined) {
    return "not-applicable";
  }
  if (answer.stream === undefined && answer.sse === undefined) {
    return bodyVerdict(answer.json.isJson ? allCallsIn(places, answer.json.value) : [], id);
  }
  const lists = chunkLists(validators);
  if (lists?.toolCalls === undefined) {
    return bodyVerdict(allCallsIn(places, context.meaning?.response), id);
  }
  const ids = new StreamedIds(lists, id);
  const chunks = streamChunks(context).filter((chunk) => ids.hasCalls(chunk));
  return frameVerdict(chunks, (chunk) => ids.faultsOf(chunk));
}

function bodyVerdict(calls: readonly BodyValue[], at: string): Verdict {
  const known = new Set<string>();
  const differences = calls.flatMap(({ pointer, keys, value }): readonly Difference[] => {
    const id = readPointer(value, at);
    const choice = keys.slice(0, -1).join("/");
    const message = faultOf(id, { known, choice });
    known.add(`${choice} ${String(id)}`);
    return message === undefined ? [] : [difference(`${pointer}${at}`, message, id)];
  });
  return verdictOf(differences, { applies: calls.length > 0 });
}

/** Follows the ids of a stream chunk by chunk. */
class StreamedIds {
  readonly #lists: ChunkLists;
  readonly #at: string;
  readonly #known = new Set<string>();
  /** The id of each call, by its choice and its number. */
  readonly #ids = new Map<string, unknown>();

  constructor(lists: ChunkLists, at: string) {
    this.#lists = lists;
    this.#at = at;
  }

  hasCalls({ value }: Chunk): boolean {
    return valuesAt(value, this.#lists.toolCalls?.elements ?? "", this.#lists.keyNames).length > 0;
  }

  faultsOf({ frame, value }: Chunk): readonly Difference[] {
    const { toolCalls, keyNames } = this.#lists;
    const elements = toolCalls?.elements ?? "";
    return valuesAt(value, elements, keyNames).flatMap(({ keys, value: call }) => {
      const id = readPointer(call, this.#at);
      const message = this.#faultOf(keys, id);
      return message === undefined
        ? []
        : [{ ...difference(`${elements}${this.#at}`, message, id), frame: placeOf(frame) }];
    });
  }

  #faultOf(keys: readonly string[], id: unknown): string | undefined {
    const call = keys.join("/");
    const choice = keys.slice(0, -1).join("/");
    if (this.#ids.has(call)) {
      const isSaidAgain = typeof id === "string" && id !== "";
      return isSaidAgain && id !== this.#ids.get(call) ? "the tool call changes its id" : undefined;
    }
    const message = faultOf(id, { known: this.#known, choice });
    this.#ids.set(call, id);
    this.#known.add(`${choice} ${String(id)}`);
    return message;
  }
}

function faultOf(
  id: unknown,
  { known, choice }: { readonly known: ReadonlySet<string>; readonly choice: string },
): string | undefined {
  if (typeof id !== "string" || id === "") {
    return "the tool call has no id";
  }
  return known.has(`${choice} ${id}`) ? "two tool calls have the same id" : undefined;
}

function difference(pointer: string, message: string, id: unknown): Difference {
  return { pointer, message, expected: "an id of its own", received: JSON.stringify(id) ?? "nothing" };
}
