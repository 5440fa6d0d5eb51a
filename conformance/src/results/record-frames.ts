import type { FrameContent, StreamFrame } from "../exchange/stream/stream-frame.ts";
import type { StreamReading } from "../exchange/stream/stream-reader.ts";
import type { FrameRecord } from "../result.ts";
import type { Redact } from "./redact/redact.ts";
import { redactSplit } from "./redact/split-texts.ts";

/** Frames that are recorded: enough to see what a stream is like. */
const MOST_FRAMES = 50;
const LONGEST_CONTENT = 2_048;

/** Writes down the first frames of a stream for a report, without secrets, long chunks cut. */
export function recordFrames({ frames }: StreamReading, redact: Redact): readonly FrameRecord[] {
  const contents = redactSplit(
    frames.map(({ content }) => contentValue(content)),
    redact,
  );
  return frames.slice(0, MOST_FRAMES).map((frame, index) => recordFrame(frame, contents[index], redact));
}

function recordFrame(
  { index, offset, length, headers, receivedMs }: StreamFrame,
  content: unknown,
  redact: Redact,
): FrameRecord {
  const values = headers.map(({ name, value }) => [redact(name), redact(textOf(value))]);
  return {
    index,
    offset,
    length,
    headers: Object.fromEntries(values),
    content: recordContent(content, redact),
    ...(receivedMs === undefined ? {} : { receivedMs: Math.round(receivedMs * 10) / 10 }),
  };
}

function textOf(value: StreamFrame["headers"][number]["value"]): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString("hex") : String(value);
}

function recordContent(content: unknown, redact: Redact): unknown {
  const text = redact(JSON.stringify(content) ?? "");
  // Secrets hold nothing that JSON writes with quotes, so that what is left is JSON still; a long value is told as a
  // text.
  return text.length > LONGEST_CONTENT ? `${text.slice(0, LONGEST_CONTENT)}… (cut)` : parsed(text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function contentValue(content: FrameContent): unknown {
  switch (content.kind) {
    case "chunk":
      return content.value;
    case "exception":
      return content.members ?? content.payload;
    case "unreadable-chunk":
    case "other":
      return content.payload;
    default:
      return content satisfies never;
  }
}
