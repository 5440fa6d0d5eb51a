import { hasTypedEvents } from "../../exchange/stream/event-names.ts";
import { membersOf } from "../specs/spec-tree.ts";
import { takesExpected } from "./expected-places.ts";
import { jsonChanges } from "./json-changes.ts";
import type { MutantSource } from "./mutant-source.ts";
import { chunksOf } from "./stream-chunks.ts";

/** Each chunk of a stream, changed in each place that the schema of chunks describes. */
export const chunkMutants: MutantSource = function* (context) {
  const { recording, described, oracle, shapes, isStream } = context;
  const { answer, validators } = recording;
  const items = isStream ? membersOf(described.of(recording)?.schema.items) : undefined;
  if (items === undefined || (validators.chunk ?? validators.sse) === undefined) {
    return;
  }
  const { operation } = recording;
  for (const { chunk, index, put, holds } of chunksOf(answer.body, validators.sse !== undefined)) {
    if (hasTypedEvents(operation.name) && shapes.isExhausted(`chunk of ${operation.name}`, chunk)) {
      continue;
    }
    for (const change of jsonChanges(chunk, items)) {
      const value = change.value();
      if (!holds(value)) {
        continue;
      }
      yield {
        class: `chunk-${change.class}`,
        place: `chunk ${index}: ${change.pointer || "all of it"} ${change.what}`,
        answer: { ...answer, body: put(value) },
        ...(!takesExpected(context, change) && oracle.allows(items, value)
          ? { harmlessBecause: change.mayBecause }
          : {}),
      };
    }
  }
};
