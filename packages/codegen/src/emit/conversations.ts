import { SPECS_FOLDER } from "../assemble/spec-folders.ts";
import type { SpecModel } from "../model/spec-model.ts";
import { header } from "./header.ts";
import { literal } from "./literal.ts";

/** `gen/conversations.ts` of the validators: where things stand in the bodies of operations that continue a conversation. */
export function emitConversations(model: SpecModel): string {
  const operations = model.apis
    .flatMap((api) => api.operations)
    .flatMap(({ id, conversation }) => (conversation ? [[id, conversation.value] as const] : []));
  const members = operations.map(([id]) => `  readonly ${id}: ConversationDescription;\n`);
  return `${header(SPECS_FOLDER)}import type { ConversationDescription } from "../format-description.ts";

/** The conversations, by the name of the operation that continues them. */
export const conversations: {
${members.join("")}} = ${literal(Object.fromEntries(operations))};
`;
}
