import { readPointer } from "@bedrock-contract/validators";
import { withHeader } from "../mutants/envelope-mutants.ts";
import { frameOf, framesOf, withChunk } from "../mutants/frames.ts";
import type { Mutant } from "../mutants/mutant.ts";
import type { MutantContext } from "../mutants/mutant-source.ts";
import { pacedPieces } from "../mutants/paced-pieces.ts";
import { eventsOf, sseEvent } from "../mutants/server-sent-events.ts";
import { membersOf } from "../specs/spec-tree.ts";

/** Streams that say the same in other pieces, paddings, orders of headers, lines. */
export function* harmlessStreams(context: MutantContext): Generator<Mutant> {
  const { answer, validators } = context.recording;
  if (!context.isStream) {
    return;
  }
  yield* validators.sse === undefined ? ofFrames(context) : ofEvents(context);
  const single = [...answer.body].map((byte, index) => ({ bytes: Buffer.from([byte]), atMs: index / 100 }));
  yield { class: "stream-in-single-bytes", place: "every byte", answer: { ...answer, pieces: single } };
}

function* ofFrames({ recording: { answer, validators } }: MutantContext): Generator<Mutant> {
  const frames = framesOf(answer.body);
  const paced = pacedPieces(
    frames.map(({ bytes }) => bytes),
    "as-made",
  );
  yield { class: "stream-delivered-as-made", place: "frame by frame", answer: { ...answer, pieces: paced } };
  const changes: readonly (readonly [string, string, readonly Buffer[]])[] = [
    ["padding-other", "none", frames.map(({ headers, payload: { p: _, ...payload } }) => frameOf(headers, payload))],
    [
      "padding-other",
      "the longest",
      frames.map((frame) =>
        frame.chunk === undefined ? frame.bytes : frameOf(frame.headers, { ...frame.payload, p: "p".repeat(62) }),
      ),
    ],
    [
      "frame-headers-reordered",
      "backwards",
      frames.map(({ headers, payload }) => frameOf(Object.fromEntries(Object.entries(headers).toReversed()), payload)),
    ],
    [
      "unknown-frame-header",
      ":not-described",
      frames.map(({ headers, payload }) => frameOf({ ...headers, ":not-described": "1" }, payload)),
    ],
    ["members-reordered", "of the payload", frames.map((frame) => frameOf(frame.headers, reversed(frame.payload)))],
  ];
  for (const [name, place, bytes] of changes) {
    yield { class: name, place, answer: { ...answer, body: Buffer.concat(bytes) } };
  }
  const last = frames.at(-1);
  const metrics = validators.stream?.metrics;
  const members = membersOf(last?.chunk);
  const [, name = ""] = metrics?.split("/") ?? [];
  if (last !== undefined && members !== undefined && metrics !== undefined && readPointer(members, metrics)) {
    const { [name]: counts, ...others } = members;
    const isAlone = Object.keys(others).length === 0;
    const own = [others, { ...empty(others), [name]: counts }];
    const all = [...frames.slice(0, -1).map(({ bytes }) => bytes), ...own.map((chunk) => withChunk(last, chunk))];
    if (!isAlone && own.every((chunk) => validators.chunk?.is(chunk) !== false)) {
      yield { class: "metrics-alone", place: "a chunk of their own", answer: { ...answer, body: Buffer.concat(all) } };
    }
  }
}

/** What every chunk of a format has, without anything of the model: the choices go. */
function empty({ choices, ...others }: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return choices === undefined ? {} : { ...others, choices: [] };
}

function* ofEvents({ recording: { answer } }: MutantContext): Generator<Mutant> {
  const events = eventsOf(answer.body);
  const text = answer.body.toString("utf8");
  const paced = pacedPieces(
    events.map((data) => Buffer.from(sseEvent(data))),
    "as-made",
  );
  yield { class: "stream-delivered-as-made", place: "event by event", answer: { ...answer, pieces: paced } };
  const charset = withHeader(answer, "content-type", "text/event-stream; charset=UTF-8");
  yield { class: "content-type-with-charset", place: "UTF-8", answer: charset };
  // What is added comes before the first line of an event, which is its name where the protocol names its events.
  const isNamed = /^event: /m.test(text);
  const line = isNamed ? "event: " : "data: ";
  const texts: readonly (readonly [string, string, string])[] = [
    ["sse-lines-other", "CR LF", text.replaceAll("\n", "\r\n")],
    ["sse-lines-other", "CR", text.replaceAll("\n", "\r")],
    ["sse-lines-other", "no space after the colon", text.replaceAll("data: ", "data:")],
    ["sse-lines-other", "a comment before each event", text.replaceAll(line, `: ping\n\n${line}`)],
    ["sse-lines-other", "ids and names", text.replaceAll(line, `id: 1\n${isNamed ? "" : "event: message\n"}${line}`)],
    ["sse-lines-other", "a byte order mark", `\uFEFF${text}`],
  ];
  for (const [name, place, changed] of texts) {
    yield { class: name, place, answer: { ...answer, body: Buffer.from(changed) } };
  }
}

function reversed(members: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(members).toReversed());
}
