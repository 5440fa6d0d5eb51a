import { membersOf } from "../specs/spec-tree.ts";
import { framesOf, withChunk } from "./frames.ts";
import { jsonChanges } from "./json-changes.ts";
import type { MutantSource } from "./mutant-source.ts";
import { eventsOf, sseBody } from "./server-sent-events.ts";

/** Each chunk of a stream, changed in each place that the schema of chunks describes. */
export const chunkMutants: MutantSource = function* ({ recording, described, oracle, isStream }) {
  const { answer, validators } = recording;
  const items = isStream ? membersOf(described.of(recording)?.schema.items) : undefined;
  if (items === undefined || (validators.chunk ?? validators.sse) === undefined) {
    return;
  }
  for (const { chunk, index, put } of chunksOf(answer.body, validators.sse !== undefined)) {
    for (const change of jsonChanges(chunk, items)) {
      const value = change.value();
      yield {
        class: `chunk-${change.class}`,
        place: `chunk ${index}: ${change.pointer || "all of it"} ${change.what}`,
        answer: { ...answer, body: put(value) },
        ...(oracle.allows(items, value) ? { harmlessBecause: change.mayBecause } : {}),
      };
    }
  }
};

/** One chunk of a stream, and how another one takes its place. */
export interface ReplaceableChunk {
  readonly chunk: unknown;
  readonly index: number;
  /** The body of the stream with another chunk here. */
  put(value: unknown): Buffer;
}

/** The chunks of a recorded stream, of events or of frames. */
export function chunksOf(body: Buffer, isOfEvents: boolean): readonly ReplaceableChunk[] {
  if (isOfEvents) {
    const events = eventsOf(body);
    return events.flatMap((data, index) =>
      data.startsWith("{")
        ? [{ chunk: JSON.parse(data), index, put: (value) => sseBody(events.with(index, JSON.stringify(value) ?? "")) }]
        : [],
    );
  }
  const frames = framesOf(body);
  return frames.flatMap((frame, index) =>
    frame.chunk === undefined
      ? []
      : [
          {
            chunk: frame.chunk,
            index,
            put: (value) => Buffer.concat(frames.map(({ bytes }) => bytes).with(index, withChunk(frame, value))),
          },
        ],
  );
}
