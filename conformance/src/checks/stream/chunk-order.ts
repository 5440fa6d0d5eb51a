import type { FormatDescription } from "@bedrock-contract/validators";
import type { KeyNames, PlacedValue } from "@bedrock-contract/validators/pointer";
import { type Chunk, chunksOf, exceptionOf, isWhole } from "../../exchange/stream/chunks.ts";
import { isGuarded, valuesAt } from "../../meaning/values-at.ts";
import type { Difference } from "../../result.ts";
import type { Check, CheckContext, Verdict } from "../check.ts";
import { caseDocument } from "../documents.ts";
import { frameVerdict, placeOf } from "./frame-fault.ts";

type Stream = NonNullable<FormatDescription["stream"]>;

/** Chunks come in the order that clients fold them in: what the model writes, then why it stopped, then counts and metrics. */
export const chunkOrder: Check = {
  id: "chunk-order",
  level: "MUST",
  rule: "The model writes nothing after its stop reason, which comes once, and nothing comes after the metrics.",
  documented: (context) => caseDocument(context.case),
  verdict,
};

function verdict({ answer: { stream: reading }, validators: { stream } }: CheckContext): Verdict {
  const chunks = chunksOf(reading);
  if (reading === undefined || stream === undefined || chunks.length === 0) {
    return "not-applicable";
  }
  const order = new Order(stream);
  const inside = frameVerdict(chunks, (chunk) => order.faultsOf(chunk));
  const isComplete = isWhole(reading) && exceptionOf(reading) === undefined;
  return inside === "holds" && isComplete ? order.verdictAtEnd(chunks) : inside;
}

/** Follows a stream chunk by chunk. */
class Order {
  readonly #stream: Stream;
  readonly #keyNames: KeyNames;
  /** Where a format puts what the model writes: texts and lists that chunks add to. */
  readonly #written: readonly string[];
  readonly #stopped = new Set<string>();
  readonly #choices = new Set<string>();
  #hasMetrics = false;

  constructor(stream: Stream) {
    this.#stream = stream;
    const { fold } = stream;
    this.#keyNames = Object.fromEntries(fold.flatMap(({ from, key }) => (key === undefined ? [] : [[from, key]])));
    this.#written = [
      stream.text,
      ...fold.filter(({ how }) => how === "append" || how === "extend").map((rule) => rule.from),
    ];
  }

  faultsOf(chunk: Chunk): readonly Difference[] {
    const said = this.#valuesAt(chunk, this.#stream.stopReason);
    const stops = said.filter(({ value }) => value !== "");
    const faults = [
      ...this.#afterMetrics(chunk),
      ...this.#afterStop(chunk),
      ...said.filter((stop) => !stops.includes(stop)).map(() => emptyStop(chunk, this.#stream.stopReason)),
      ...this.#secondStops(chunk, stops),
    ];
    for (const { keys } of stops) {
      this.#stopped.add(choiceOf(keys, this.#depth));
    }
    this.#hasMetrics ||= this.#valuesAt(chunk, this.#stream.metrics).length > 0;
    return faults.slice(0, 1);
  }

  /** Each choice that the model wrote in says why it stopped, unless a guardrail stopped it. */
  verdictAtEnd(chunks: readonly Chunk[]): Verdict {
    const last = chunks.at(-1);
    const unstopped = [...this.#choices].filter((choice) => !this.#stopped.has(choice));
    const hasStopped = this.#stopped.size > 0 && unstopped.length === 0;
    if (last === undefined || hasStopped || chunks.some(({ value }) => isGuarded(value))) {
      return "holds";
    }
    const which = unstopped[0] === undefined || unstopped[0] === "" ? "" : ` of choice ${unstopped[0]}`;
    return {
      pointer: this.#stream.stopReason,
      message: `the stream ends without a stop reason${which}`,
      expected: "a stop reason in the last chunk that the model wrote",
      received: "no chunk has one",
      frame: placeOf(last.frame),
    };
  }

  #afterMetrics(chunk: Chunk): readonly Difference[] {
    return this.#hasMetrics
      ? [
          orderFault(chunk, {
            pointer: "",
            message: "a chunk comes after the metrics of the invocation",
            value: chunk.value,
          }),
        ]
      : [];
  }

  #afterStop(chunk: Chunk): readonly Difference[] {
    return this.#written.flatMap((pointer) =>
      this.#valuesAt(chunk, pointer).flatMap(({ keys, value }) => {
        const choice = choiceOf(keys, this.#depth);
        this.#choices.add(choice);
        return isEmpty(value) || !this.#stopped.has(choice)
          ? []
          : [orderFault(chunk, { pointer, message: "the model goes on after its stop reason", value })];
      }),
    );
  }

  #secondStops(chunk: Chunk, stops: readonly PlacedValue[]): readonly Difference[] {
    return stops
      .filter(({ keys }) => this.#stopped.has(choiceOf(keys, this.#depth)))
      .map(({ value }) => {
        const pointer = this.#stream.stopReason;
        return orderFault(chunk, { pointer, message: "a second stop reason comes after the first", value });
      });
  }

  #valuesAt({ value }: Chunk, pointer: string): readonly PlacedValue[] {
    return valuesAt(value, pointer, this.#keyNames);
  }

  /** How many `*` lead to the stop reason: so many keys name a choice. */
  get #depth(): number {
    return this.#stream.stopReason.split("/").filter((name) => name === "*").length;
  }
}

/** Null, or nothing, says that the model goes on; clients take any string for the end. */
function emptyStop({ frame }: Chunk, pointer: string): Difference {
  return {
    pointer,
    message: "the empty string is not a stop reason",
    expected: "null until the model stops, then why",
    received: '""',
    frame: placeOf(frame),
  };
}

function choiceOf(keys: readonly string[], depth: number): string {
  return keys.slice(0, depth).join("/");
}

function isEmpty(value: unknown): boolean {
  return value === "" || (Array.isArray(value) && value.length === 0);
}

function orderFault(
  { frame }: Chunk,
  { pointer, message, value }: { readonly pointer: string; readonly message: string; readonly value: unknown },
): Difference {
  const received = JSON.stringify(value) ?? "nothing";
  return {
    pointer,
    message,
    expected: "nothing of the model but counts and metrics",
    received: received.length > 160 ? `${received.slice(0, 160)}…` : received,
    frame: placeOf(frame),
  };
}
