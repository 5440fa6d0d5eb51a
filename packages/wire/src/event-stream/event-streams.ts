import { eventStreams as table } from "../gen/event-streams.ts";

/** Name of an operation whose response is a stream of events. */
export type StreamOperation = keyof typeof table;

/** The events of an operation that streams. */
export interface EventStreamShape {
  /** The names of the events that are not exceptions. A `chunk` carries bytes, any other event its members. */
  readonly events: readonly string[];
  /** The names of the exceptions that may end it, `throttlingException` for example. */
  readonly exceptions: readonly string[];
  /** The event without which a response is not whole; absent where the bytes of the chunks decide. */
  readonly end?: string;
  /** The names of the events that the client streams; absent where the request is one body. */
  readonly requestEvents?: readonly string[];
}

/** The events of each operation that streams, by the operation's name. */
export const eventStreams: Readonly<Record<StreamOperation, EventStreamShape>> = table;
