import { type ChunkStream, readPointer, type SseStreamDescription } from "@bedrock-contract/validators";
import { tellsError } from "../../meaning/sse-context.ts";
import { valuesAt } from "../../meaning/values-at.ts";
import { withHeader } from "./envelope-mutants.ts";
import type { Because, Mutant } from "./mutant.ts";
import type { MutantContext, MutantSource } from "./mutant-source.ts";
import { FEWEST_PIECES, pacedPieces } from "./paced-pieces.ts";
import { eventsOf, sseBody, sseEvent } from "./server-sent-events.ts";

/** A stream of server-sent events, changed in its lines, its order, its marker and its errors. */
export const eventMutants: MutantSource = function* (context) {
  const { answer, validators } = context.recording;
  if (!context.isStream || validators.sse === undefined) {
    return;
  }
  const events = eventsOf(answer.body);
  yield* ofTheText(context, events);
  yield* ofTheMarker(context, events, validators.sse);
  if (validators.sse.chunks !== undefined) {
    yield* ofTheOrder(context, events, validators.sse.chunks);
  }
  yield* ofThePadding(context, events, validators.sse);
  yield* ofErrors(context, events, validators.sse);
};

function* ofTheText({ recording: { answer } }: MutantContext, events: readonly string[]): Generator<Mutant> {
  const text = answer.body.toString("utf8");
  const [first = ""] = events;
  const texts: readonly (readonly [string, string, string | Buffer])[] = [
    ["sse-line-wrong", "no blank line after the last event", text.trimEnd()],
    ["sse-line-wrong", "no blank lines at all", text.replaceAll("\n\n", "\n")],
    ["sse-line-wrong", "the first event without data:", text.replace("data: ", "")],
    ["sse-line-wrong", "Data: in upper case", text.replace("data: ", "Data: ")],
    ["sse-line-wrong", "a line break inside the data", text.replace("{", "{\n")],
    ["sse-line-wrong", "data: written twice", text.replace("data: ", "data: data: ")],
    ["sse-event-no-json", "half of the first event", text.replace(first, first.slice(0, first.length / 2))],
    ["sse-event-no-json", "single quotes", text.replace(first, first.replaceAll('"', "'"))],
    ["stream-truncated", "an empty body", ""],
    ["stream-truncated", "in the middle of an event", text.slice(0, text.length / 2)],
    ["stream-truncated", "only comments", ": wait\n\n: wait\n\n"],
    ["sse-invalid-utf-8", "in the first event", Buffer.from(text.replace('"id":"', '"id":"ÿ'), "latin1")],
    ["stream-of-another-kind", "a list of chunks", JSON.stringify(events.slice(0, -1).map((data) => JSON.parse(data)))],
  ];
  const named: typeof texts = [
    ["event-name-wrong", "another word for the first event", text.replace(/^event: .*$/m, "event: message")],
    ["event-name-wrong", "no name for the first event", text.replace(/^event: .*\n/m, "")],
  ];
  for (const [name, place, changed] of [...texts, ...(/^event: /m.test(text) ? named : [])]) {
    yield { class: name, place, answer: { ...answer, body: Buffer.from(changed) } };
  }
  const latin = withHeader(answer, "content-type", "text/event-stream; charset=iso-8859-1");
  yield { class: "content-type-wrong", place: "another charset", answer: latin };
  yield {
    class: "stream-buffered",
    place: "every event at the end",
    answer: {
      ...answer,
      pieces: pacedPieces(
        events.map((data) => Buffer.from(sseEvent(data))),
        "at-the-end",
      ),
    },
    ...(events.length < FEWEST_PIECES ? { harmlessBecause: "made-at-once" } : {}),
  };
}

/** Padding where the request refuses it. */
function* ofThePadding(
  { recording: { answer, case: given } }: MutantContext,
  events: readonly string[],
  { items }: SseStreamDescription,
): Generator<Mutant> {
  const { padding, paddingRefusedBy } = items ?? {};
  const [first] = events;
  if (padding === undefined || first === undefined || readPointer(given.body, paddingRefusedBy) !== false) {
    return;
  }
  const padded = JSON.stringify({ ...JSON.parse(first), [padding.slice(1)]: "aaaa" });
  const body = sseBody([padded, ...events.slice(1)]);
  yield { class: "padding-unwanted", place: "the first event", answer: { ...answer, body } };
}

function* ofTheMarker(
  { recording: { answer } }: MutantContext,
  events: readonly string[],
  { doneMarker }: SseStreamDescription,
): Generator<Mutant> {
  if (doneMarker === undefined || events.at(-1) !== doneMarker) {
    return;
  }
  const chunks = events.slice(0, -1);
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ["left out", chunks],
    ["in lower case", [...chunks, doneMarker.toLowerCase()]],
    ["as JSON", [...chunks, JSON.stringify(doneMarker)]],
    ["twice", [...events, doneMarker]],
    ["first", [doneMarker, ...chunks]],
    ["before the last chunk", chunks.toSpliced(-1, 0, doneMarker)],
  ];
  for (const [what, list] of lists) {
    yield { class: "done-marker-wrong", place: what, answer: { ...answer, body: sseBody(list) } };
  }
}

function* ofTheOrder(
  { recording: { answer } }: MutantContext,
  events: readonly string[],
  places: ChunkStream,
): Generator<Mutant> {
  const chunks = events.map((data): unknown => (data.startsWith("{") ? JSON.parse(data) : undefined));
  const none = "order-untold";
  for (const [index, chunk] of chunks.entries()) {
    if (chunk === undefined) {
      continue;
    }
    const next = chunks[index + 1];
    const data = events[index] ?? "";
    const list = (changed: readonly string[]) => ({ ...answer, body: sseBody(changed) });
    const isBound = isMarked(chunk, places);
    const because: Because = isBound ? {} : { harmlessBecause: none };
    if (next !== undefined) {
      const isOrdered = isBound || isMarked(next, places);
      yield {
        class: "chunks-swapped",
        place: `events ${index} and ${index + 1}`,
        answer: list(events.toSpliced(index, 2, events[index + 1] ?? "", data)),
        ...(isOrdered ? {} : { harmlessBecause: none }),
      };
    }
    const isStart = valuesAt(chunk, `${places.choices}${places.role}`).length > 0;
    yield {
      class: "chunk-repeated",
      place: `event ${index}`,
      answer: list(events.toSpliced(index, 0, data)),
      ...(isBound && !isStart ? {} : { harmlessBecause: isStart ? ("role-repeated" as const) : none }),
    };
    yield { class: "chunk-missing", place: `event ${index}`, answer: list(events.toSpliced(index, 1)), ...because };
  }
}

/** Whether a chunk is bound to its place: the first of a choice, the one that ends it, the counts, no choices at all. */
function isMarked(chunk: unknown, places: ChunkStream): boolean {
  const { choices, role, stopReason, usage } = places;
  const isOfChoices = readPointer(chunk, choices.slice(0, -"/*".length)) !== undefined;
  return (
    !isOfChoices ||
    [`${choices}${role}`, stopReason, usage].some(
      (pointer) => pointer !== undefined && valuesAt(chunk, pointer).length > 0,
    )
  );
}

function* ofErrors(
  { recording: { answer } }: MutantContext,
  events: readonly string[],
  places: SseStreamDescription,
): Generator<Mutant> {
  const isError = (data: string): boolean => data.startsWith("{") && tellsError(JSON.parse(data), places);
  const marker = places.doneMarker === undefined ? [] : [places.doneMarker];
  const index = events.findIndex(isError);
  const failure = JSON.stringify({ error: { message: "It failed." } });
  const list = (changed: readonly string[]) => ({ ...answer, body: sseBody(changed) });
  if (index < 0) {
    yield {
      class: "exception-added",
      place: "an error before the end",
      answer: list([...events.slice(0, -1), failure]),
    };
    yield { class: "exception-added", place: "an error at once", answer: list([failure, ...marker]) };
    return;
  }
  const without = events.toSpliced(index, 1);
  yield { class: "exception-dropped", place: "the stream just ends", answer: list(without) };
  yield {
    class: "exception-dropped",
    place: "the stream ends with its marker",
    answer: list([...without, ...marker]),
  };
  yield {
    class: "frame-after-exception",
    place: "a chunk after the error",
    answer: list([...events.slice(0, index + 1), ...events.slice(0, 1)]),
  };
}
