// The only file that knows the parser of server-sent events.
import { createParser, type EventSourceMessage } from "eventsource-parser";
import type { ByteReader } from "../event-stream/byte-reader.ts";

/**
 * The server-sent events of a response as they arrive; one that its blank line does not end is none. Letting go of the
 * reader is the caller's.
 */
export async function* readServerSentEvents(reader: ByteReader): AsyncGenerator<EventSourceMessage, void, undefined> {
  const arrived: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => arrived.push(event) });
  const decoder = new TextDecoder();
  for (let piece = await reader.read(); piece !== undefined; piece = await reader.read()) {
    parser.feed(decoder.decode(piece, { stream: true }));
    yield* arrived.splice(0);
  }
}
