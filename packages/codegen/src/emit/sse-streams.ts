import { SPECS_FOLDER } from "../assemble/spec-folders.ts";
import type { SpecModel } from "../model/spec-model.ts";
import { isSchema } from "../schema/json-schema.ts";
import { header } from "./header.ts";
import { literal } from "./literal.ts";

/** `gen/sse-streams.ts` of the validators: how the server-sent events of each operation go that has some. */
export function emitSseStreams(model: SpecModel): string {
  const operations = model.apis
    .flatMap((api) => api.operations)
    .flatMap(({ id, success }) => (success.sse ? [[id, success.sse.stream.value] as const] : []));
  const members = operations.map(([id, stream]) => `  readonly ${id}: ${typeOf(stream)};\n`);
  return `${header(SPECS_FOLDER)}import type { SseStreamDescription } from "../format-description.ts";

/** The streams of server-sent events, by the operation's name. */
export const sseStreams: {
${members.join("")}} = ${literal(Object.fromEntries(operations))};
`;
}

/** A description is known to have what it has. */
function typeOf(stream: unknown): string {
  const names = OPTIONAL.filter((name) => isSchema(stream) && stream[name] !== undefined);
  const present = names.map((name) => JSON.stringify(name)).join(" | ");
  return present === ""
    ? "SseStreamDescription"
    : `SseStreamDescription & Required<Pick<SseStreamDescription, ${present}>>`;
}

const OPTIONAL = ["doneMarker", "bodies", "chunks", "items", "eventName"];
