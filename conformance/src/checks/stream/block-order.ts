import type { Chunk } from "../../exchange/stream/chunks.ts";
import { type BlockStep, type BlockSteps, blockStepsOf } from "../../meaning/block-steps.ts";
import { streamedChunks } from "../../meaning/streamed-chunks.ts";
import { isGuarded } from "../../meaning/values-at.ts";
import type { Difference } from "../../result.ts";
import type { Check, CheckContext, Verdict } from "../check.ts";
import { responseStream } from "./documents.ts";
import { frameVerdict, placeOf } from "./frame-fault.ts";

/**
 * The blocks of a message come one after the other, each from its beginning to its end. Clients fold them by their
 * numbers.
 */
export const blockOrder: Check = {
  id: "block-order",
  level: "MUST",
  rule: "A message begins once; its blocks are numbered from 0, and each ends before the next begins; the pieces of a block are of its kind.",
  documented: (context) => responseStream(context.case, "order of events"),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const steps = blockStepsOf(context.validators);
  const stream = streamedChunks(context);
  const { chunks = [], isComplete = false } = stream ?? {};
  // What a guardrail writes follows no model's order.
  const isGuardrail = steps?.isExplicit === true && chunks.some(({ value }) => isGuarded(value));
  if (steps === undefined || stream === undefined || isGuardrail) {
    return "not-applicable";
  }
  const order = new Blocks(steps);
  const inside = frameVerdict(chunks, (chunk) => order.faultsOf(chunk).map((fault) => difference(chunk, fault)));
  const last = chunks.at(-1);
  const isOpen = steps.isExplicit && isComplete && !order.isClosed;
  return inside === "holds" && isOpen && last !== undefined
    ? difference(last, { message: "the message is incomplete", expected: steps.nameOf("close") })
    : inside;
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
  readonly #steps: BlockSteps;
  #hasBegun = false;
  #hasEnded = false;
  #open: OpenBlock | undefined;
  /** The number of the next block. */
  #next = 0;
  /** Whether the event came that closes the stream. */
  isClosed = false;

  constructor(steps: BlockSteps) {
    this.#steps = steps;
  }

  faultsOf({ value }: Chunk): readonly OrderFault[] {
    const step = this.#steps.read(value);
    if (step === undefined) {
      return [];
    }
    const faults = step.what === "begin" ? this.#begin() : this.#beforeBeginning();
    const isOfBlock = step.what === "start" || step.what === "piece" || step.what === "stop";
    if (isOfBlock && this.#hasEnded) {
      return [
        ...faults,
        { message: "a block continues after the end of the message", expected: "no event of a block" },
      ];
    }
    return [...faults, ...this.#follow(step)];
  }

  #follow(step: BlockStep): readonly OrderFault[] {
    switch (step.what) {
      case "begin":
        return [];
      case "start":
        return this.#startBlock(step);
      case "piece":
        return this.#continueBlock(step);
      case "stop":
        return this.#endBlock(step);
      case "end":
        return this.#end();
      default:
        return this.#close();
    }
  }

  #begin(): readonly OrderFault[] {
    const isFirst = !this.#hasBegun;
    this.#hasBegun = true;
    return isFirst ? [] : [{ message: "the message begins a second time", expected: "one beginning" }];
  }

  /** Told once: all that follows has no beginning either. */
  #beforeBeginning(): readonly OrderFault[] {
    const isFirst = !this.#hasBegun;
    this.#hasBegun = true;
    const expected = `${this.#steps.nameOf("begin")} first`;
    return isFirst ? [{ message: "the message does not begin", expected }] : [];
  }

  #startBlock(step: BlockStep): readonly OrderFault[] {
    const faults = [...this.#stillOpen("a block begins"), ...this.#numberFaults(step)];
    this.#opened(step, step.kind);
    return faults;
  }

  #continueBlock(step: BlockStep): readonly OrderFault[] {
    const open = this.#open;
    const numberFaults = open === undefined ? this.#numberFaults(step) : this.#otherBlock(step);
    if (open === undefined) {
      this.#opened(step, undefined);
    }
    const expected = open?.kind ?? `an event that opens the block, or a piece of another kind`;
    const kindFaults = this.#steps.admits(open?.kind, step.kind)
      ? []
      : [{ message: `a piece of ${step.kind} is in a block of another kind`, expected }];
    return [...numberFaults, ...kindFaults];
  }

  #endBlock(step: BlockStep): readonly OrderFault[] {
    const isOpen = this.#open !== undefined;
    const faults = isOpen ? this.#otherBlock(step) : this.#numberFaults(step);
    if (!isOpen) {
      this.#next += 1;
    }
    this.#open = undefined;
    // Where pieces begin blocks, one without a piece only ends.
    return isOpen || !this.#steps.isExplicit
      ? faults
      : [...faults, { message: "a block ends without having begun", expected: this.#steps.nameOf("start") }];
  }

  #end(): readonly OrderFault[] {
    const faults = this.#stillOpen("the message ends");
    this.#hasEnded = true;
    this.#open = undefined;
    return faults;
  }

  #close(): readonly OrderFault[] {
    this.isClosed = true;
    return this.#stillOpen("the stream ends");
  }

  #opened({ index }: BlockStep, kind: string | undefined): void {
    this.#open = { index, kind };
    this.#next += 1;
  }

  #stillOpen(what: string): readonly OrderFault[] {
    return this.#open === undefined
      ? []
      : [
          {
            message: `${what} before block ${String(this.#open.index)} has ended`,
            expected: this.#steps.nameOf("stop"),
          },
        ];
  }

  #numberFaults({ index }: BlockStep): readonly OrderFault[] {
    return index === this.#next
      ? []
      : [{ message: "the block does not have the next number", expected: String(this.#next) }];
  }

  #otherBlock({ index }: BlockStep): readonly OrderFault[] {
    return index === this.#open?.index
      ? []
      : [{ message: "the event belongs to a block that is not open", expected: String(this.#open?.index) }];
  }
}

function difference({ frame, value }: Chunk, fault: OrderFault): Difference {
  const text = JSON.stringify(value) ?? "nothing";
  const received = text.length > 160 ? `${text.slice(0, 160)}…` : text;
  return { pointer: "", ...fault, received, frame: placeOf(frame) };
}
