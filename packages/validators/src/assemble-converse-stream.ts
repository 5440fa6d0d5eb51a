import { foldChunks } from "./fold/fold-chunks.ts";
import { conversations } from "./gen/conversations.ts";
import type { OperationEvent, OperationResponse } from "./types.ts";

type Event = OperationEvent<"ConverseStream">;
type Response = OperationResponse<"Converse">;

/**
 * The response that the events of ConverseStream make up, as Converse would give it whole: text joined, arguments of
 * tool calls read as JSON, reasoning with its signature, citations beside what they support. How events fold is data,
 * `x-conversation.stream.fold`. The events are taken as they are: check them with `converseStreamEvent`, and the
 * response with `converseResponse`, where their sender is not trusted. A stream that broke off gives the response up to
 * there, and one without events none.
 */
export function assembleConverseStream(events: readonly [Event, ...Event[]]): Response;
export function assembleConverseStream(events: Iterable<Event>): Response | undefined;
export function assembleConverseStream(events: Iterable<Event>): Response | undefined {
  // The fold rules turn the events into the response: a test holds them to it for every example of the specs.
  return foldChunks(conversations.ConverseStream.stream, events) as Response | undefined;
}
