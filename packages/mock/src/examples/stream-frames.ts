import { encodeChunk, encodeException } from "@bedrock-contract/wire";
import type { MockExample } from "../example.ts";

/** The frames of an example's stream. */
export interface StreamFrames {
  readonly chunks: readonly Uint8Array[];
  /** The exception that ends the stream, if one does. */
  readonly exceptions: readonly Uint8Array[];
}

/**
 * The frames of an example's stream. A format's example lists chunks as JSON values; one of the runtime API lists
 * events, which hold what a frame carries: base64, padding, exceptions.
 */
export function streamFrames(answer: unknown, example: MockExample | undefined): StreamFrames {
  if (!Array.isArray(answer)) {
    throw new Error("The example of a stream must be a list of chunks");
  }
  if (example?.api === "runtime") {
    return eventFrames(answer);
  }
  const { type, members } = example?.streamException ?? {};
  return {
    chunks: answer.map(chunkFrame),
    exceptions: type === undefined || members === undefined ? [] : [encodeException(type, members)],
  };
}

function chunkFrame(chunk: unknown, index: number): Uint8Array {
  const bytes = Buffer.from(JSON.stringify(chunk));
  return encodeChunk(bytes, paddingLength(bytes, index));
}

function eventFrames(events: readonly unknown[]): StreamFrames {
  const entries = events.flatMap((event) => Object.entries(Object(event)));
  return {
    chunks: entries.filter(([type]) => type === "chunk").map(([, part]) => partFrame(part)),
    exceptions: entries
      .filter(([type]) => type !== "chunk")
      .map(([type, members]) => encodeException(type, Object(members))),
  };
}

function partFrame(part: unknown): Uint8Array {
  const { bytes, p } = Object(part);
  return encodeChunk(Buffer.from(String(bytes), "base64"), typeof p === "string" ? p.length : 0);
}

const SHORTEST_PADDING = 2;
const LONGEST_PADDING = 61;

/** Bedrock pads by 2 to 61 characters at random; the mock's lengths vary too, but are the same for the same stream. */
function paddingLength(bytes: Uint8Array, index: number): number {
  const sum = bytes.reduce((total, byte) => (total * 31 + byte) % 65_521, index);
  return SHORTEST_PADDING + (sum % (LONGEST_PADDING - SHORTEST_PADDING + 1));
}
