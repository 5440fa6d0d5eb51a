import { SPECS_FOLDER } from "../assemble/spec-folders.ts";
import type { SpecModel } from "../model/spec-model.ts";
import { header } from "./header.ts";
import { literal } from "./literal.ts";

/** `gen/sse-streams.ts` of the validators: how the server-sent events of each operation go that has some. */
export function emitSseStreams(model: SpecModel): string {
  const operations = model.apis
    .flatMap((api) => api.operations)
    .flatMap(({ id, success }) => (success.sse ? [[id, success.sse.stream.value] as const] : []));
  const members = operations.map(([id]) => `  readonly ${id}: SseStreamDescription;\n`);
  return `${header(SPECS_FOLDER)}import type { SseStreamDescription } from "../format-description.ts";

/** The streams of server-sent events, by the operation's name. */
export const sseStreams: {
${members.join("")}} = ${literal(Object.fromEntries(operations))};
`;
}
