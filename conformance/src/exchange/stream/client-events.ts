import { readPointer } from "@bedrock-contract/validators";
import {
  type Credentials,
  EVENT_STREAM_MEDIA_TYPE,
  EVENTS_CONTENT_HASH,
  type EventStreamShape,
  encodeChunk,
  encodeEvent,
  eventSigner,
  eventStreams,
  type WireRequest,
} from "@bedrock-contract/wire";
import type { Case } from "../../case.ts";
import { CHUNK } from "./event-names.ts";

const SHAPES: Readonly<Record<string, EventStreamShape>> = eventStreams;

/** Whether the client of an operation streams events while the service does. */
export function isSession(operation: string): boolean {
  return SHAPES[operation]?.requestEvents !== undefined;
}

/**
 * The frames of the events that a client streams; those of a format are what is in the chunks. What is no list of
 * events has none.
 */
export function clientFrames({ body, format }: Pick<Case, "body" | "format">): readonly Uint8Array[] {
  const events: readonly unknown[] = Array.isArray(body) ? body : [];
  if (format !== undefined) {
    return events.map((event) => encodeChunk(Buffer.from(JSON.stringify(event))));
  }
  return events.flatMap((event) =>
    Object.entries(Object(event)).map(([name, members]) => {
      const bytes = readPointer(members, "/bytes");
      return name === CHUNK && typeof bytes === "string"
        ? encodeChunk(Buffer.from(bytes, "base64"))
        : encodeEvent(name, Object(members));
    }),
  );
}

/**
 * The request of a session before its events are framed. `isSigned`: its signature covers the headers alone, and the
 * first event that signature.
 */
export function sessionRequest(request: WireRequest, { isSigned }: { readonly isSigned: boolean }): WireRequest {
  const hash = isSigned ? EVENTS_CONTENT_HASH : {};
  return { ...request, headers: { ...request.headers, "content-type": EVENT_STREAM_MEDIA_TYPE, ...hash } };
}

/**
 * The body of a session: its frames one after the other; signed, where there is something to sign with, and an empty
 * one at the end.
 */
export async function sessionBody(
  frames: readonly Uint8Array[],
  {
    headers,
    credentials,
  }: { readonly headers: WireRequest["headers"]; readonly credentials?: Credentials | undefined },
): Promise<Uint8Array> {
  if (credentials === undefined) {
    return Buffer.concat(frames);
  }
  const signer = eventSigner(headers, credentials);
  const signed: Uint8Array[] = [];
  for (const frame of [...frames, new Uint8Array()]) {
    signed.push(await signer.sign(frame));
  }
  return Buffer.concat(signed);
}
