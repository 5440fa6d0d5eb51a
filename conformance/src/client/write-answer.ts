import { setTimeout as wait } from "node:timers/promises";
import {
  ERROR_TYPE_HEADER,
  EVENT_STREAM_MEDIA_TYPE,
  encodeChunk,
  encodeEvent,
  encodeException,
} from "@bedrock-contract/wire";
import type { ServerResponse } from "../exchange/dual-server.ts";
import type { ClientApi, How, ScriptedAnswer } from "./client-cases.ts";

/** What is written: head and body, and what is done with them. */
export interface WrittenAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The frames of a stream, one each. */
  readonly pieces: readonly Buffer[];
  /** How the stream ends. */
  readonly ending: "orderly" | "broken";
}

const REQUEST_ID = { "x-amzn-requestid": "00000000-0000-4000-8000-000000000000" };
const JSON_TYPE = { "content-type": "application/json", ...REQUEST_ID };

/** Prepares the answer that a script asks for. */
export function scriptedAnswer(script: ScriptedAnswer, how: How, api: ClientApi): WrittenAnswer {
  const { headers, ...answer } = unscriptedHeaders(script, how, api);
  return { ...answer, headers: { ...headers, ...script.headers } };
}

function unscriptedHeaders(script: ScriptedAnswer, how: How, api: ClientApi): WrittenAnswer {
  const { raw, error } = script;
  if (raw !== undefined) {
    return { ...raw, headers: { ...REQUEST_ID, ...raw.headers }, pieces: [Buffer.from(raw.body)], ending: "orderly" };
  }
  if (error !== undefined) {
    const isInBody = error.in === "body";
    const body = {
      message: "The server is scripted to respond with this error.",
      ...(isInBody ? { __type: error.type } : {}),
    };
    const headers = { ...JSON_TYPE, ...(isInBody ? {} : { [ERROR_TYPE_HEADER]: error.type }) };
    return { status: error.status, headers, pieces: [Buffer.from(JSON.stringify(body))], ending: "orderly" };
  }
  return how === "whole" ? wholeAnswer(script, api) : streamedAnswer(script, api);
}

function wholeAnswer({ answer = "hello", set = [] }: ScriptedAnswer, { whole }: ClientApi): WrittenAnswer {
  const members = Object.fromEntries(set.map(({ at, value }) => [at.slice(1), value]));
  const body = JSON.stringify({ ...whole.answers[answer], ...members });
  return { status: 200, headers: JSON_TYPE, pieces: [Buffer.from(body)], ending: "orderly" };
}

function streamedAnswer(script: ScriptedAnswer, { stream }: ClientApi): WrittenAnswer {
  const headers = {
    "content-type": EVENT_STREAM_MEDIA_TYPE,
    "x-amzn-bedrock-content-type": "application/json",
    ...REQUEST_ID,
  };
  const { answer = "hello", cut, isEmpty = false } = script;
  const frames = isEmpty ? [] : framesOf(stream.answers[answer] ?? [], script);
  if (cut === undefined) {
    return { status: 200, headers, pieces: frames, ending: "orderly" };
  }
  const part = frames[cut.frame]?.subarray(0, cut.bytes) ?? Buffer.alloc(0);
  const pieces = [...frames.slice(0, cut.frame), part];
  return { status: 200, headers, pieces, ending: cut.isOrderly === true ? "orderly" : "broken" };
}

function framesOf(events: readonly object[], script: ScriptedAnswer): readonly Buffer[] {
  const { exception, insert, repeat, setInEach = {}, corrupt } = script;
  const repeated = events.flatMap((event) =>
    repeat !== undefined && JSON.stringify(event).includes(JSON.stringify(repeat.having))
      ? Array.from({ length: repeat.times }, () => event)
      : [event],
  );
  const frames = repeated.map((event) => frameOf(event, setInEach));
  const withInserted =
    insert === undefined
      ? frames
      : [...frames.slice(0, insert.at), typedFrame(insert.event, {}), ...frames.slice(insert.at)];
  const ended =
    exception === undefined
      ? withInserted
      : [
          ...withInserted.slice(0, exception.after),
          Buffer.from(
            encodeException(exception.type, {
              message: "The server is scripted to end the stream with this exception.",
            }),
          ),
        ];
  return ended.map((frame, index) => (index === corrupt ? withWrongChecksum(frame) : frame));
}

/** An event of the model's own form is a chunk; one of the api's own has the name of its only member. */
function frameOf(event: object, members: object): Buffer {
  return "type" in event
    ? Buffer.from(encodeChunk(Buffer.from(JSON.stringify({ ...event, ...members }))))
    : typedFrame(event, members);
}

function typedFrame(event: object, members: object): Buffer {
  const [[name, payload] = ["", {}]] = Object.entries(event);
  return Buffer.from(encodeEvent(name, { ...payload, ...members }));
}

function withWrongChecksum(frame: Buffer): Buffer {
  const changed = Buffer.from(frame);
  changed.writeUInt32BE((changed.readUInt32BE(changed.length - 4) ^ 1) >>> 0, changed.length - 4);
  return changed;
}

/** Writes an answer as its script says. */
export async function writeScripted(
  response: ServerResponse,
  { status, headers, pieces, ending }: WrittenAnswer,
  { split, firstByteMs = 0 }: ScriptedAnswer,
): Promise<void> {
  await wait(firstByteMs);
  const isStream = headers["content-type"] === EVENT_STREAM_MEDIA_TYPE;
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  response.writeHead(status, { ...headers, ...(isStream ? {} : { "content-length": String(length) }) });
  for (const piece of split === undefined ? pieces : pieces.flatMap((each) => slices(each, split))) {
    await written(response, piece);
    if (split !== undefined) {
      // So that each is a write of its own on the wire.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  if (ending === "orderly") {
    response.end();
  } else {
    await wait(50);
    response.destroy();
  }
}

function written(response: ServerResponse, piece: Buffer): Promise<void> {
  return new Promise((resolve) => response.write(piece, () => resolve()));
}

function slices(bytes: Buffer, length: number): readonly Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) =>
    bytes.subarray(index * length, (index + 1) * length),
  );
}
