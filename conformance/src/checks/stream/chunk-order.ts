import { type FormatStream, readPointer } from "@bedrock-contract/validators";
import type { Chunk } from "../../exchange/stream/chunks.ts";
import { type ChoiceValue, isEmpty, StreamPlaces } from "../../meaning/stream-places.ts";
import { streamedChunks } from "../../meaning/streamed-chunks.ts";
import { isGuarded } from "../../meaning/values-at.ts";
import type { Difference } from "../../result.ts";
import type { Check, CheckContext, Verdict } from "../check.ts";
import { caseDocument } from "../documents.ts";
import { frameVerdict, placeOf } from "./frame-fault.ts";

/**
 * Chunks come in the order that clients fold them in: what the model writes, then why it stopped, then counts and
 * metrics.
 */
export const chunkOrder: Check = {
  id: "chunk-order",
  level: "MUST",
  rule: "The first chunk begins the message; the model writes nothing after its stop reason, which comes once, and nothing comes after the metrics.",
  documented: (context) => caseDocument(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const { stream } = context.validators;
  const { chunks = [], isComplete = false } = streamedChunks(context) ?? {};
  if (stream === undefined || chunks.length === 0) {
    return "not-applicable";
  }
  const fault = stream.begin === undefined ? undefined : beginningFault(chunks, stream.begin);
  if (fault !== undefined) {
    return fault;
  }
  const order = new Order(stream);
  const inside = frameVerdict(chunks, (chunk) => order.faultsOf(chunk));
  return inside === "holds" && isComplete ? order.verdictAtEnd(chunks) : inside;
}

/** Clients make the message of what it begins with. A guardrail's own message is no model's. */
function beginningFault(chunks: readonly Chunk[], begin: string): Difference | undefined {
  const [first] = chunks;
  if (
    first === undefined ||
    readPointer(first.value, begin) !== undefined ||
    chunks.some(({ value }) => isGuarded(value))
  ) {
    return undefined;
  }
  const expected = `${begin.slice(1)} in the first chunk`;
  return orderFault(first, { pointer: begin, message: "the stream does not begin", value: first.value, expected });
}

/** Follows a stream chunk by chunk. */
class Order {
  readonly #places: StreamPlaces;
  readonly #expectedAt: string;
  readonly #stopped = new Set<string>();
  readonly #choices = new Set<string>();
  #hasMetrics = false;

  constructor(stream: FormatStream) {
    this.#places = new StreamPlaces(stream);
    this.#expectedAt = [stream.stopReason].flat()[0] ?? "";
  }

  faultsOf(chunk: Chunk): readonly Difference[] {
    const said = this.#places.stops(chunk.value);
    const stops = said.filter((stop) => !isEmpty(stop));
    const faults = [
      ...this.#afterMetrics(chunk),
      ...this.#afterStop(chunk),
      ...said.filter(isEmpty).map((stop) => emptyStop(chunk, stop)),
      ...this.#secondStops(chunk, stops),
    ];
    for (const { choice, isUnnumbered } of stops) {
      this.#stopped.add(choice);
      // One stop reason, the last thing that is said, may be that of every choice.
      for (const each of isUnnumbered ? this.#choices : []) {
        this.#stopped.add(each);
      }
    }
    this.#hasMetrics ||= this.#places.hasMetrics(chunk.value);
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
      pointer: this.#expectedAt,
      message: `the stream ends without a stop reason${which}`,
      expected: "a stop reason in the last chunk that the model wrote",
      received: "no chunk has one",
      frame: placeOf(last.frame),
    };
  }

  #afterMetrics(chunk: Chunk): readonly Difference[] {
    const { value } = chunk;
    const message = "a chunk comes after the metrics of the invocation";
    // What is not an object is the marker of the end, or a matter of the schema.
    const isMarker = typeof value !== "object";
    return this.#hasMetrics && !isMarker ? [orderFault(chunk, { pointer: "", message, value })] : [];
  }

  #afterStop(chunk: Chunk): readonly Difference[] {
    const written = this.#places.written(chunk.value);
    for (const { choice } of written) {
      this.#choices.add(choice);
    }
    const message = "the model continues after its stop reason";
    return written
      .filter((each) => !isEmpty(each) && this.#stopped.has(each.choice))
      .map(({ place: pointer, value }) => orderFault(chunk, { pointer, message, value }));
  }

  #secondStops(chunk: Chunk, stops: readonly ChoiceValue[]): readonly Difference[] {
    const message = "the choice has a second stop reason";
    return stops
      .filter(({ choice }) => this.#stopped.has(choice))
      .map(({ place: pointer, value }) => orderFault(chunk, { pointer, message, value }));
  }
}

/** Null, or nothing, says that the model goes on; clients take any string for the end. */
function emptyStop({ frame }: Chunk, { place: pointer }: ChoiceValue): Difference {
  return {
    pointer,
    message: "the empty string is not a stop reason",
    expected: "null until the model stops, then why",
    received: '""',
    frame: placeOf(frame),
  };
}

function orderFault(
  { frame }: Chunk,
  {
    pointer,
    message,
    value,
    expected = "nothing of the model but counts and metrics",
  }: { readonly pointer: string; readonly message: string; readonly value: unknown; readonly expected?: string },
): Difference {
  const received = JSON.stringify(value) ?? "nothing";
  return {
    pointer,
    message,
    expected,
    received: received.length > 160 ? `${received.slice(0, 160)}…` : received,
    frame: placeOf(frame),
  };
}
