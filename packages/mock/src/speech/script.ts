import { readPointer } from "@bedrock-contract/validators";

/** What a session says, as an example tells it: event by event, in parts. */
export interface Script {
  /** What opens the completion, once. */
  readonly opening: readonly unknown[];
  /** What answers what the user said; up to a tool call, if there is one. */
  readonly turn: readonly unknown[];
  /** What comes after the result of the tool call. */
  readonly afterResult: readonly unknown[];
  /** What ends the completion, once. */
  readonly closing: readonly unknown[];
}

/** Cuts the events that an example answers with into parts. */
export function readScript(events: readonly unknown[]): Script {
  const isOf = (name: string) => (event: unknown) => readPointer(event, `/event/${name}`) !== undefined;
  const opening = events.filter(isOf("completionStart"));
  const closing = events.filter(isOf("completionEnd"));
  const between = events.filter((event) => !opening.includes(event) && !closing.includes(event));
  const call = between.findIndex((event) => readPointer(event, "/event/contentEnd/stopReason") === "TOOL_USE");
  return {
    opening,
    turn: call === -1 ? between : between.slice(0, call + 1),
    afterResult: call === -1 ? [] : between.slice(call + 1),
    closing,
  };
}

/** Whether the events of an example call a tool. */
export function callsTool(events: readonly unknown[]): boolean {
  return events.some((event) => readPointer(event, "/event/toolUse") !== undefined);
}
