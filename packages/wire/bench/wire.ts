import { decodeStreamEvent, FrameDecoder } from "@bedrock-contract/wire";

export function ourFrames(frames: readonly Uint8Array[]): number {
  const decoder = new FrameDecoder();
  let count = 0;
  for (const frame of frames) {
    count += decoder.push(frame).length;
  }
  decoder.end();
  return count;
}

export function ourEvents(frames: readonly Uint8Array[]): number {
  const decoder = new FrameDecoder();
  let count = 0;
  const onFrame: Parameters<FrameDecoder["decode"]>[1] = (frame) => {
    const event = decodeStreamEvent(frame);
    count += event.kind === "chunk" && event.bytes.length > 0 ? 1 : 0;
  };
  for (const frame of frames) {
    decoder.decode(frame, onFrame);
  }
  decoder.end();
  return count;
}

/** Reads a body that arrives, as the client does. */
export async function readWithOurs(pieces: readonly Uint8Array[]): Promise<number> {
  const decoder = new FrameDecoder();
  let count = 0;
  for await (const piece of arriving(pieces)) {
    for (const frame of decoder.push(piece)) {
      const event = decodeStreamEvent(frame);
      count += event.kind === "chunk" && event.bytes.length > 0 ? 1 : 0;
    }
  }
  decoder.end();
  return count;
}

export async function* arriving(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}
