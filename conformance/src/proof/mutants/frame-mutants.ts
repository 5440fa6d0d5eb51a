import { defined } from "../../defined.ts";
import { CHUNK, hasTypedEvents } from "../../exchange/stream/event-names.ts";
import { type BlockSteps, blockStepsOf } from "../../meaning/block-steps.ts";
import { type ChoiceValue, isEmpty, StreamPlaces } from "../../meaning/stream-places.ts";
import type { EquivalenceName } from "../equivalences.ts";
import { withHeader } from "./envelope-mutants.ts";
import { flipped, frameOf, framesOf, type RecordedFrame, resigned } from "./frames.ts";
import type { Because, Mutant, RawAnswer } from "./mutant.ts";
import type { MutantContext, MutantSource } from "./mutant-source.ts";
import { FEWEST_PIECES, pacedPieces } from "./paced-pieces.ts";

/** A stream of frames, changed in its bytes, its headers, its order and its exceptions. */
export const frameMutants: MutantSource = function* (context) {
  if (context.recording.answer.headers["content-type"] !== "application/vnd.amazon.eventstream") {
    return;
  }
  const frames = framesOf(context.recording.answer.body);
  const { name } = context.recording.operation;
  for (const index of chosen(frames.length)) {
    const { chunk, headers } = frames[index] ?? {};
    if (hasTypedEvents(name) && context.shapes.isExhausted(`frame of ${name}`, chunk ?? headers)) {
      continue;
    }
    yield* ofOneFrame(context, frames, index);
  }
  yield* ofTheWhole(context, frames);
  yield* ofTheOrder(context, frames);
  yield* ofExceptions(context, frames);
};

/** The first two frames and the last two. */
function chosen(count: number): readonly number[] {
  return [...new Set([0, 1, count - 2, count - 1])].filter((index) => index >= 0 && index < count).toSorted();
}

/** A stream made of pieces. */
function stream({ recording: { answer } }: MutantContext, pieces: readonly Buffer[]): RawAnswer {
  return { ...answer, body: Buffer.concat(pieces) };
}

type Named = readonly [
  name: string,
  what: string,
  piece: Buffer | readonly Buffer[],
  harmlessBecause?: EquivalenceName,
];

function* ofOneFrame(context: MutantContext, frames: readonly RecordedFrame[], index: number): Generator<Mutant> {
  const frame = frames[index];
  if (frame === undefined) {
    return;
  }
  for (const [name, what, pieces, because] of [
    ...byteChanges(frame),
    ...headerChanges(frame),
    ...payloadChanges(frame),
  ]) {
    const bytes = frames.map((each) => each.bytes).toSpliced(index, 1, ...(Array.isArray(pieces) ? pieces : [pieces]));
    yield {
      class: name,
      place: `frame ${index}: ${what}`,
      answer: stream(context, bytes),
      ...defined({ harmlessBecause: because }),
    };
  }
}

function byteChanges({ bytes }: RecordedFrame): readonly Named[] {
  const length = (at: number, by: number) => (frame: Buffer) => {
    frame.writeUInt32BE(frame.readUInt32BE(at) + by, at);
  };
  return [
    ["frame-crc-wrong", "the checksum of the message", flipped(bytes, -1)],
    ["frame-crc-wrong", "the checksum of the prelude", flipped(bytes, 9)],
    ["frame-crc-wrong", "a byte of the payload", flipped(bytes, -8)],
    ["frame-length-wrong", "one byte more than there are", resigned(bytes, length(0, 1))],
    ["frame-length-wrong", "one byte less than there are", resigned(bytes, length(0, -1))],
    ["frame-length-wrong", "headers longer than the frame", resigned(bytes, length(4, bytes.length))],
    ["frame-length-wrong", "headers one byte too short", resigned(bytes, length(4, -1))],
  ];
}

/** The offset of the first header's type, after the prelude, the length of the name and the name. */
const FIRST_HEADER = 12;

function headerChanges({ bytes, headers, payload }: RecordedFrame): readonly Named[] {
  const names = Object.keys(headers);
  const [first = ""] = names;
  const missing = names.map((name): Named => {
    const { [name]: _, ...others } = headers;
    return ["frame-header-missing", name, frameOf(others, payload)];
  });
  const wrong = names.flatMap((name) =>
    ["", "other"].map((value): Named => {
      const isException = name === ":exception-type";
      const changed = frameOf({ ...headers, [name]: value }, payload);
      return [isException ? "exception-type-wrong" : "frame-header-wrong", `${name}: ${value || "(empty)"}`, changed];
    }),
  );
  const typed = resigned(bytes, (frame) => {
    frame[FIRST_HEADER + 1 + first.length] = 6;
  });
  const twice = bytes.indexOf(names.at(-1) ?? "");
  const same = names.find((name, index) => index < names.length - 1 && name.length === names.at(-1)?.length);
  const repeated = resigned(bytes, (frame) => void frame.write(same ?? "", twice));
  return [
    ...missing,
    ...wrong,
    ["frame-header-wrong", `${first} of another type`, typed],
    ...(same === undefined ? [] : [["frame-header-wrong", `${same} twice`, repeated] satisfies Named]),
    ["frame-header-wrong", "runs past its block", resigned(bytes, (frame) => void frame.writeUInt8(200, FIRST_HEADER))],
  ];
}

function payloadChanges({ headers, payload, chunk }: RecordedFrame): readonly Named[] {
  if (chunk === undefined) {
    return [];
  }
  if (headers[":event-type"] !== CHUNK) {
    return eventPayloads(payload).map(
      ([what, changed]): Named => ["chunk-payload-wrong", what, frameOf(headers, changed)],
    );
  }
  const { bytes, ...others } = payload;
  const coded = (text: string): unknown => ({ ...others, bytes: Buffer.from(text).toString("base64") });
  const text = Buffer.from(String(bytes), "base64").toString("utf8");
  const payloads: readonly (readonly [string, unknown])[] = [
    ['"Bytes" instead of "bytes"', { ...others, Bytes: bytes }],
    ["without bytes", others],
    ["the bare chunk", chunk],
    ["bytes that are the chunk itself", { ...others, bytes: chunk }],
    ["bytes that are not coded", { ...others, bytes: text }],
    ["bytes in base64url", { ...others, bytes: `-_${String(bytes)}` }],
    ["bytes of half a chunk", coded(text.slice(0, -1))],
    ["bytes of a server-sent event", coded(`data: ${text}\n\n`)],
    ["padding that is a number", { ...payload, p: 7 }],
    ["no JSON", text.slice(1)],
    ["empty", ""],
  ];
  return payloads.map(([what, changed]): Named => ["chunk-payload-wrong", what, frameOf(headers, changed)]);
}

/** An event is the JSON of its payload. */
function eventPayloads(payload: RecordedFrame["payload"]): readonly (readonly [string, unknown])[] {
  const text = JSON.stringify(payload);
  return [
    ["padding that is a number", { ...payload, p: 7 }],
    ["a list", [payload]],
    ["a server-sent event", `data: ${text}\n\n`],
    ["base64", Buffer.from(text).toString("base64")],
    ["no JSON", text.slice(1)],
    ["empty", ""],
  ];
}

function* ofTheWhole(context: MutantContext, frames: readonly RecordedFrame[]): Generator<Mutant> {
  const { answer } = context.recording;
  const { body } = answer;
  const last = frames.at(-1)?.bytes.length ?? 0;
  const bodies: readonly (readonly [string, Buffer])[] = [
    ["empty", Buffer.alloc(0)],
    ["in its first frame", body.subarray(0, 5)],
    ["in the headers of its last frame", body.subarray(0, body.length - last + 14)],
    ["by one byte", body.subarray(0, -1)],
  ];
  for (const [what, cut] of bodies) {
    yield { class: "stream-truncated", place: `cut: ${what}`, answer: { ...answer, body: cut } };
  }
  const rest = { ...answer, body: Buffer.concat([body, Buffer.from("\r\n")]) };
  yield { class: "stream-trailing-bytes", place: "a line after the last frame", answer: rest };
  const events = frames.map(({ chunk, payload }) => `data: ${JSON.stringify(chunk ?? payload)}\n\n`).join("");
  const asEvents = { ...withHeader(answer, "content-type", "text/event-stream"), body: Buffer.from(events) };
  yield { class: "stream-of-another-kind", place: "server-sent events", answer: asEvents };
  const list = Buffer.from(JSON.stringify(frames.map(({ chunk }) => chunk)));
  const asJson = { ...withHeader(answer, "content-type", "application/json"), body: list };
  yield { class: "stream-of-another-kind", place: "one JSON body", answer: asJson };
  yield {
    class: "stream-buffered",
    place: "every frame at the end",
    answer: {
      ...answer,
      pieces: pacedPieces(
        frames.map(({ bytes }) => bytes),
        "at-the-end",
      ),
    },
    ...(frames.length < FEWEST_PIECES ? { harmlessBecause: "made-at-once" } : {}),
  };
}

function* ofTheOrder(context: MutantContext, frames: readonly RecordedFrame[]): Generator<Mutant> {
  const { validators } = context.recording;
  const bytes = frames.map((frame) => frame.bytes);
  const places = validators.stream === undefined ? undefined : new StreamPlaces(validators.stream);
  const steps = blockStepsOf(validators);
  const none = "order-untold";
  for (const [index, frame] of frames.entries()) {
    const next = frames[index + 1];
    if (frame.chunk === undefined) {
      continue;
    }
    const says = (places !== undefined && isEnding(places, frame.chunk)) || isStep(steps, frame.chunk);
    const may = frames.some(isException) ? "exception-at-any-time" : none;
    if (next?.chunk !== undefined) {
      const swapped = bytes.toSpliced(index, 2, next.bytes, frame.bytes);
      const isBound =
        (places !== undefined && isOrdered(places, frame.chunk, next.chunk)) ||
        isStep(steps, frame.chunk) ||
        isStep(steps, next.chunk);
      yield {
        class: "chunks-swapped",
        place: `frames ${index} and ${index + 1}`,
        answer: stream(context, swapped),
        ...swapReason(isBound, [frame.chunk, next.chunk]),
      };
    }
    const twice = stream(context, bytes.toSpliced(index, 0, frame.bytes));
    const repeated = { class: "chunk-repeated", place: `frame ${index}`, answer: twice };
    yield says ? repeated : { ...repeated, harmlessBecause: none };
    const dropped = stream(context, bytes.toSpliced(index, 1));
    const isLast = next === undefined;
    const missing = {
      class: isLast ? "last-chunk-missing" : "chunk-missing",
      place: `frame ${index}`,
      answer: dropped,
    };
    if (isEmptyBlock(steps, frame.chunk, next?.chunk)) {
      yield { ...missing, harmlessBecause: "block-only-ends" };
    } else {
      yield (says && may === none) || bytes.length === 1 ? missing : { ...missing, harmlessBecause: may };
    }
  }
}

function swapReason(isBound: boolean, chunks: readonly unknown[]): Because {
  if (chunks.some((chunk) => typeof chunk === "string")) {
    return { harmlessBecause: "marker-unplaced" };
  }
  return isBound ? {} : { harmlessBecause: "order-untold" };
}

/** Whether a chunk begins a block that the next one ends, where a block without pieces need not begin. */
function isEmptyBlock(steps: BlockSteps | undefined, chunk: unknown, next: unknown): boolean {
  const isOpened = steps?.read(chunk)?.what === "start" && steps.read(next)?.what === "stop";
  return isOpened && !steps.isExplicit;
}

function isException({ headers }: RecordedFrame): boolean {
  return headers[":message-type"] === "exception";
}

/** Whether a chunk says that something comes to its end: a choice, or the stream. */
function isEnding(places: StreamPlaces, chunk: unknown): boolean {
  return places.hasMetrics(chunk) || stopsIn(places, chunk).length > 0;
}

/** Whether a chunk says that a block, or the message, begins or ends. */
function isStep(steps: BlockSteps | undefined, chunk: unknown): boolean {
  const what = steps?.read(chunk)?.what;
  return what !== undefined && what !== "piece";
}

/**
 * Whether two neighbours may not change places: a choice goes on no more after its stop reason, nothing comes after the
 * metrics.
 */
function isOrdered(places: StreamPlaces, one: unknown, other: unknown): boolean {
  const written = places.written(one).filter((each) => !isEmpty(each));
  const isStopped = stopsIn(places, other).some(({ choice }) => written.some((each) => each.choice === choice));
  return places.hasMetrics(one) || places.hasMetrics(other) || isStopped;
}

function stopsIn(places: StreamPlaces, chunk: unknown): readonly ChoiceValue[] {
  return places.stops(chunk).filter((stop) => !isEmpty(stop));
}

function* ofExceptions(context: MutantContext, frames: readonly RecordedFrame[]): Generator<Mutant> {
  const bytes = frames.map((frame) => frame.bytes);
  const index = frames.findIndex(isException);
  const exception = frames[index];
  if (exception === undefined) {
    for (const type of [
      "modelStreamErrorException",
      "internalServerException",
      "throttlingException",
      "otherException",
    ]) {
      const frame = frameOf(EXCEPTION_HEADERS(type), { message: "It failed." });
      yield { class: "exception-added", place: type, answer: stream(context, [...bytes, frame]) };
    }
    return;
  }
  const { headers, payload } = exception;
  const type = headers[":exception-type"] ?? "";
  const chunkHeaders = { ":event-type": "chunk", ":content-type": "application/json", ":message-type": "event" };
  const changes: readonly (readonly [string, string, readonly Buffer[]])[] = [
    ["exception-dropped", "the stream just ends", []],
    ["exception-as-event", "an event of its type", [frameOf({ ...chunkHeaders, ":event-type": type }, payload)]],
    [
      "exception-as-event",
      "a chunk that holds it",
      [frameOf(chunkHeaders, { bytes: Buffer.from(JSON.stringify({ [type]: payload })).toString("base64") })],
    ],
    [
      "exception-as-error",
      ":message-type: error",
      [frameOf({ ":message-type": "error", ":error-code": type, ":error-message": "It failed." }, "")],
    ],
    ["exception-type-wrong", "in upper case", [frameOf(EXCEPTION_HEADERS(type.toUpperCase()), payload)]],
    ["exception-type-wrong", "of another union", [frameOf(EXCEPTION_HEADERS("conflictException"), payload)]],
    ["exception-payload-wrong", "a text", [frameOf(headers, "It failed.")]],
    ["exception-payload-wrong", "without message", [frameOf(headers, { ...payload, message: undefined })]],
    ["exception-payload-wrong", "a message that is not text", [frameOf(headers, { ...payload, message: 7 })]],
    ["exception-payload-wrong", "empty", [frameOf(headers, "")]],
    ["frame-after-exception", "the exception again", [exception.bytes, exception.bytes]],
    ...frames
      .slice(0, 1)
      .map(({ bytes: first }) => ["frame-after-exception", "a frame", [exception.bytes, first]] as const),
  ];
  for (const [name, place, pieces] of changes) {
    yield { class: name, place, answer: stream(context, bytes.toSpliced(index, 1, ...pieces)) };
  }
}

const EXCEPTION_HEADERS = (type: string): Readonly<Record<string, string>> => ({
  ":exception-type": type,
  ":content-type": "application/json",
  ":message-type": "exception",
});
