import { readPointer } from "@bedrock-contract/validators";

/** The data of the events of a recorded stream, one line each. */
export function eventsOf(body: Buffer): readonly string[] {
  return body
    .toString("utf8")
    .split("\n\n")
    .filter((event) => event !== "")
    .map((event) => event.replace(/^(?:event: .*\n)?data: /, ""));
}

/** A stream of events, one data line each. */
export function sseBody(events: readonly string[]): Buffer {
  return Buffer.from(events.map(sseEvent).join(""));
}

/** One event as it is written: by the name of its type, where its data has one. */
export function sseEvent(data: string): string {
  const value: unknown = data.startsWith("{") ? JSON.parse(data) : undefined;
  const type = readPointer(value, "/type");
  return `${typeof type === "string" ? `event: ${type}\n` : ""}data: ${data}\n\n`;
}
