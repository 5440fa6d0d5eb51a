import { SPECS_FOLDER } from "../assemble/spec-folders.ts";
import type { Operation } from "../model/operation.ts";
import type { SpecModel } from "../model/spec-model.ts";
import { child, type SpecNode } from "../source/spec-node.ts";
import { header } from "./header.ts";
import { literal } from "./literal.ts";

/** `packages/wire/src/gen/event-streams.ts`: the events of each operation that streams. */
export function emitEventStreams(model: SpecModel): string {
  const operations = model.apis.flatMap((api) => api.operations).filter(({ success }) => success.stream);
  const table = Object.fromEntries(operations.map((operation) => [operation.id, streamData(operation)]));
  return `${header(SPECS_FOLDER)}/** The events of each operation that streams, by the operation's name. */
export const eventStreams = ${literal(table)} as const;
`;
}

function streamData({ success, requestStream, conversation }: Operation): unknown {
  const { names: events, exceptions } = success.stream ?? {};
  return { events, exceptions, end: endOf(conversation), requestEvents: requestStream?.names };
}

/** The event that ends the response: the one that says why it stopped. */
function endOf(conversation: SpecNode | undefined): string | undefined {
  const stream = conversation && child(conversation, "stream");
  const stopReason = stream && child(stream, "stopReason")?.value;
  return typeof stopReason === "string" ? stopReason.split("/")[1] : undefined;
}
