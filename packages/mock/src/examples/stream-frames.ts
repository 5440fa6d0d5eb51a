import { encodeChunk, encodeEvent, encodeException, type Operation } from "@bedrock-contract/wire";
import type { MockExample } from "../example.ts";
import { eventNames } from "../request/event-operation.ts";

/** The frames of an example's stream. */
export interface StreamFrames {
  readonly chunks: readonly Uint8Array[];
  /** The exception that ends the stream, if one does. */
  readonly exceptions: readonly Uint8Array[];
}

/** Whose stream it is. */
export interface StreamSource {
  readonly operation: Operation;
  readonly example: MockExample | undefined;
}

/**
 * The frames of a stream: of an operation whose events are chunks, a list of their JSON values; of one with typed
 * events, a list of these by their names, exceptions among them.
 */
export function streamFrames(answer: unknown, { operation, example }: StreamSource): StreamFrames {
  if (!Array.isArray(answer)) {
    throw new Error("The response of a stream must be a list of chunks or events");
  }
  const { chunks, exceptions } = eventNames(operation).includes("chunk")
    ? { chunks: answer.map(chunkFrame), exceptions: [] }
    : eventFrames(answer, operation);
  const { type, members } = example?.streamException ?? {};
  const last = type === undefined || members === undefined ? [] : [encodeException(type, members)];
  return { chunks, exceptions: [...exceptions, ...last] };
}

function chunkFrame(chunk: unknown, index: number): Uint8Array {
  const bytes = Buffer.from(JSON.stringify(chunk));
  return encodeChunk(bytes, paddingLength(bytes, index));
}

function eventFrames(answer: readonly unknown[], operation: Operation): StreamFrames {
  const events = eventNames(operation);
  const entries = answer.flatMap((event) => Object.entries(Object(event)));
  return {
    chunks: entries
      .filter(([type]) => events.includes(type))
      .map(([type, members], index) => eventFrame(type, members, index)),
    exceptions: entries
      .filter(([type]) => !events.includes(type))
      .map(([type, members]) => encodeException(type, Object(members))),
  };
}

/** An event is padded where it does not say itself how. */
function eventFrame(type: string, members: unknown, index: number): Uint8Array {
  const { p, ...own } = Object(members);
  const length = typeof p === "string" ? p.length : paddingLength(Buffer.from(JSON.stringify(own)), index);
  return encodeEvent(type, own, length);
}

const SHORTEST_PADDING = 2;
const LONGEST_PADDING = 61;

/** Bedrock pads by 2 to 61 characters at random; the mock's lengths vary too, but are the same for the same stream. */
export function paddingLength(bytes: Uint8Array, index: number): number {
  let sum = index;
  // By index: an iterator takes several times as long.
  for (let at = 0; at < bytes.length; at += 1) {
    sum = (sum * 31 + (bytes[at] ?? 0)) % 65_521;
  }
  return SHORTEST_PADDING + (sum % (LONGEST_PADDING - SHORTEST_PADDING + 1));
}
