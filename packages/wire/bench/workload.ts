import { encodeChunk } from "@bedrock-contract/wire";

/** The length of a typical frame of a stream of text. */
export const FRAME_LENGTH = 242;

/** 1 MB of frames. Their texts differ, so that nothing but the headers repeats. */
export const frames: readonly Uint8Array[] = Array.from({ length: Math.floor(2 ** 20 / FRAME_LENGTH) }, (_, index) =>
  frameOf(index),
);

const stream = Buffer.concat(frames);

export const streamLength: number = stream.length;

const PIECE_LENGTH = 64 * 1024;

/** The same bytes as they come from a socket. */
export const pieces: readonly Uint8Array[] = Array.from(
  { length: Math.ceil(stream.length / PIECE_LENGTH) },
  (_, index) => stream.subarray(index * PIECE_LENGTH, (index + 1) * PIECE_LENGTH),
);

function frameOf(index: number): Uint8Array {
  const text = JSON.stringify({ completion: ` word ${index}`.padEnd(12), stop_reason: null, stop: null });
  const bytes = new TextEncoder().encode(text);
  // Without padding the member `p` is absent, and with it there are seven characters around it.
  const padding = FRAME_LENGTH - encodeChunk(bytes).length - ',"p":""'.length;
  const frame = encodeChunk(bytes, padding);
  if (frame.length !== FRAME_LENGTH) {
    throw new Error(`A frame of the workload has ${frame.length} bytes.`);
  }
  return frame;
}
