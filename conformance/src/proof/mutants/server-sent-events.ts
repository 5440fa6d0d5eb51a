/** The data of the events of a recorded stream, one line each. */
export function eventsOf(body: Buffer): readonly string[] {
  return body
    .toString("utf8")
    .split("\n\n")
    .filter((event) => event !== "")
    .map((event) => event.replace(/^data: /, ""));
}

/** A stream of events, one data line each. */
export function sseBody(events: readonly string[]): Buffer {
  return Buffer.from(events.map(sseEvent).join(""));
}

/** One event as it is written. */
export function sseEvent(data: string): string {
  return `data: ${data}\n\n`;
}
