import type { FrameHeader } from "@bedrock-contract/wire";
import type { StreamFrame } from "../../exchange/stream/stream-frame.ts";
import type { Difference } from "../../result.ts";
import type { Check, CheckContext, Verdict } from "../check.ts";
import { eventStreams } from "./documents.ts";
import { frameVerdict, placeOf } from "./frame-fault.ts";

/**
 * Each frame says in headers of type string what it is. Their order means nothing, and further headers are no fault.
 */
export const frameHeaders: Check = {
  id: "frame-headers",
  level: "MUST",
  rule: "A frame has these string headers, each once: :message-type, :event-type or :exception-type, :content-type.",
  documented: () => eventStreams("Amazon Event Semantics"),
  verdict,
};

/** The headers that a frame needs, by its `:message-type`; a text that is given is the only value. */
const WANTED: Readonly<Record<string, Readonly<Record<string, string | undefined>>>> = {
  event: { ":event-type": undefined, ":content-type": "application/json" },
  exception: { ":exception-type": undefined, ":content-type": "application/json" },
  error: { ":error-code": undefined, ":error-message": undefined },
};

function verdict({ answer: { stream } }: CheckContext): Verdict {
  if (stream?.fault?.code === "InvalidHeaders") {
    const { fault } = stream;
    const expected = "headers that can be read";
    return {
      message: "the headers of a frame cannot be read",
      expected,
      received: fault.message,
      frame: placeOf(fault),
    };
  }
  return frameVerdict(stream?.frames ?? [], faultsOf);
}

function faultsOf(frame: StreamFrame): readonly Difference[] {
  const type = frame.headers.find(({ name }) => name === ":message-type");
  const wanted = type?.type === "string" ? WANTED[String(type.value)] : undefined;
  if (wanted === undefined) {
    return [faultOf(frame, { name: ":message-type", received: type, expected: "event, exception or error" })];
  }
  const names = frame.headers.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    const message = "a frame has a header more than once";
    return [{ pointer: "", message, expected: `${twice} once`, received: names.join(", "), frame: placeOf(frame) }];
  }
  return Object.entries(wanted).flatMap(([name, value]) => {
    const received = frame.headers.find((header) => header.name === name);
    const isRight = received?.type === "string" && received.value !== "" && isSame(received.value, value);
    return isRight ? [] : [faultOf(frame, { name, received, expected: value ?? "a text" })];
  });
}

function isSame(value: FrameHeader["value"], wanted: string | undefined): boolean {
  return wanted === undefined || String(value).split(";")[0]?.trim().toLowerCase() === wanted;
}

function faultOf(
  frame: StreamFrame,
  header: { readonly name: string; readonly received: FrameHeader | undefined; readonly expected: string },
): Difference {
  const { name, received, expected } = header;
  const others = frame.headers.map((each) => each.name).join(", ");
  return {
    pointer: "",
    message: received === undefined ? `a frame has no header ${name}` : `the header ${name} of a frame differs`,
    expected: `${name}: ${expected}, of type string`,
    received:
      received === undefined
        ? `only ${others || "none"}`
        : `${name}: ${shown(received.value)}, of type ${received.type}`,
    frame: placeOf(frame),
  };
}

function shown(value: FrameHeader["value"]): string {
  return value instanceof Uint8Array ? Buffer.from(value.subarray(0, 32)).toString("hex") : String(value).slice(0, 160);
}
