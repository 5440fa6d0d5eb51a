import { type ConversationDescription, readPointer } from "@bedrock-contract/validators";
import { pointerKeys } from "@bedrock-contract/validators/pointer";
import { type Chunk, chunksOf } from "../../exchange/stream/chunks.ts";
import type { Difference } from "../../result.ts";
import type { Check, CheckContext, Verdict } from "../check.ts";
import { responseStream } from "./documents.ts";
import { frameVerdict, placeOf } from "./frame-fault.ts";

/** The blocks of a message come one after the other, each from its beginning to its end. Clients fold them by their numbers. */
export const blockOrder: Check = {
  id: "block-order",
  level: "MUST",
  rule: "A message begins once; its blocks are numbered from 0 and end before the next begins; their pieces are of their own kind.",
  documented: (context) => responseStream(context.case, "order of events"),
  verdict,
};

function verdict({ answer: { stream }, validators: { conversation } }: CheckContext): Verdict {
  if (conversation === undefined) {
    return "not-applicable";
  }
  const order = new Blocks(conversation.stream);
  return frameVerdict(chunksOf(stream), (event) => order.faultsOf(event).map((fault) => difference(event, fault)));
}

/** What is wrong with an event, without where it stands. */
interface OrderFault {
  readonly message: string;
  readonly expected: string;
}

interface OpenBlock {
  readonly index: unknown;
  /** The kind that the event which opened it says; undefined for a block that began with a piece. */
  readonly kind: string | undefined;
}

/** Follows a message event by event. */
class Blocks {
  readonly #places: ConversationDescription["stream"];
  #hasBegun = false;
  #hasEnded = false;
  #open: OpenBlock | undefined;
  /** The number of the next block. */
  #next = 0;

  constructor(places: ConversationDescription["stream"]) {
    this.#places = places;
  }

  faultsOf({ value }: Chunk): readonly OrderFault[] {
    const { role, blockStart, blockDelta, blockStop, stopReason } = this.#places;
    const is = (place: string): boolean => Object.hasOwn(Object(value), nameOf(place));
    const faults = is(role) ? this.#begin() : this.#beforeBeginning(nameOf(role));
    const isBlock = is(blockStart) || is(blockDelta) || is(blockStop);
    if (isBlock && this.#hasEnded) {
      return [...faults, { message: "a block goes on after the message has ended", expected: "no event of a block" }];
    }
    if (is(blockStart)) {
      return [...faults, ...this.#startBlock(value)];
    }
    if (is(blockDelta)) {
      return [...faults, ...this.#continueBlock(value)];
    }
    if (is(blockStop)) {
      return [...faults, ...this.#endBlock(value)];
    }
    return is(stopReason) ? [...faults, ...this.#end()] : faults;
  }

  #begin(): readonly OrderFault[] {
    const isFirst = !this.#hasBegun;
    this.#hasBegun = true;
    return isFirst ? [] : [{ message: "the message begins a second time", expected: "one beginning" }];
  }

  /** Told once: all that follows has no beginning either. */
  #beforeBeginning(name: string): readonly OrderFault[] {
    const isFirst = !this.#hasBegun;
    this.#hasBegun = true;
    return isFirst ? [{ message: "the message does not begin", expected: `${name} first` }] : [];
  }

  #startBlock(event: unknown): readonly OrderFault[] {
    const faults = [...this.#stillOpen("a block begins"), ...this.#numberFaults(event, this.#places.blockStart)];
    this.#opened(event, this.#places.blockStart, kindAt(event, this.#places.startKind));
    return faults;
  }

  #continueBlock(event: unknown): readonly OrderFault[] {
    const { blockDelta, deltaKind, openedKinds } = this.#places;
    const kind = kindAt(event, deltaKind);
    const open = this.#open;
    const numberFaults =
      open === undefined ? this.#numberFaults(event, blockDelta) : this.#otherBlock(event, blockDelta);
    if (open === undefined) {
      this.#opened(event, blockDelta, undefined);
    }
    const isUnopened = open?.kind === undefined && kind !== undefined && openedKinds.includes(kind);
    const isOther = open?.kind !== undefined && open.kind !== kind;
    const expected = open?.kind ?? `an event that opens the block, or a piece of another kind`;
    const kindFaults =
      isUnopened || isOther ? [{ message: `a piece of ${kind} is in a block of another kind`, expected }] : [];
    return [...numberFaults, ...kindFaults];
  }

  #endBlock(event: unknown): readonly OrderFault[] {
    const { blockStop } = this.#places;
    // A block without a piece only ends.
    const faults = this.#open === undefined ? this.#numberFaults(event, blockStop) : this.#otherBlock(event, blockStop);
    if (this.#open === undefined) {
      this.#next += 1;
    }
    this.#open = undefined;
    return faults;
  }

  #end(): readonly OrderFault[] {
    const faults = this.#stillOpen("the message ends");
    this.#hasEnded = true;
    this.#open = undefined;
    return faults;
  }

  #opened(event: unknown, place: string, kind: string | undefined): void {
    this.#open = { index: this.#indexOf(event, place), kind };
    this.#next += 1;
  }

  #stillOpen(what: string): readonly OrderFault[] {
    return this.#open === undefined
      ? []
      : [
          {
            message: `${what} before block ${String(this.#open.index)} has ended`,
            expected: nameOf(this.#places.blockStop),
          },
        ];
  }

  #numberFaults(event: unknown, place: string): readonly OrderFault[] {
    return this.#indexOf(event, place) === this.#next
      ? []
      : [{ message: "the block does not have the next number", expected: String(this.#next) }];
  }

  #otherBlock(event: unknown, place: string): readonly OrderFault[] {
    const index = this.#indexOf(event, place);
    return index === this.#open?.index
      ? []
      : [{ message: "the event is of a block that is not open", expected: String(this.#open?.index) }];
  }

  #indexOf(event: unknown, place: string): unknown {
    return readPointer(event, `${place}${this.#places.blockIndex}`);
  }
}

/** The name of the event that a place is in. */
function nameOf(place: string): string {
  return pointerKeys(place)[0] ?? "";
}

function kindAt(event: unknown, place: string): string | undefined {
  return Object.keys(Object(readPointer(event, place)))[0];
}

function difference({ frame, value }: Chunk, fault: OrderFault): Difference {
  const text = JSON.stringify(value) ?? "nothing";
  const received = text.length > 160 ? `${text.slice(0, 160)}…` : text;
  return { pointer: "", ...fault, received, frame: placeOf(frame) };
}
