import type { Check, CheckContext, Verdict } from "../check.ts";
import { eventStreams } from "./documents.ts";
import { placeOf } from "./frame-fault.ts";

/**
 * Each frame is sound: its lengths fit together, and both checksums are those of its bytes. Every SDK ends a stream
 * that breaks this.
 */
export const frameCrc: Check = {
  id: "frame-crc",
  level: "MUST",
  rule: "The lengths of a frame are consistent, and its two CRC-32 checksums match its bytes.",
  documented: () => eventStreams("Message Format"),
  verdict,
};

const EXPECTED: Readonly<Record<string, string>> = {
  PreludeChecksumMismatch: "the CRC-32 of the frame's first 8 bytes in the 4 bytes after them",
  MessageChecksumMismatch: "the CRC-32 of the frame's bytes before it in its last 4 bytes",
  InvalidLength: "a frame whose lengths fit together",
};

function verdict({ answer: { stream } }: CheckContext): Verdict {
  if (stream === undefined || (stream.bytes === 0 && stream.fault === undefined)) {
    return "not-applicable";
  }
  const { fault } = stream;
  const expected = fault === undefined ? undefined : EXPECTED[fault.code];
  return fault === undefined || expected === undefined
    ? "holds"
    : { message: "a frame is invalid", expected, received: fault.message, frame: placeOf(fault) };
}
