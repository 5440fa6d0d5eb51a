import { SPECS_FOLDER } from "../assemble/spec-folders.ts";
import type { SpecModel } from "../model/spec-model.ts";
import { header } from "./header.ts";
import { literal } from "./literal.ts";

/**
 * `gen/conversations.ts` of the validators: where things stand in the bodies of operations that continue a
 * conversation.
 */
export function emitConversations(model: SpecModel): string {
  const operations = model.apis
    .flatMap((api) => api.operations)
    .flatMap(({ id, conversation }) => (conversation ? [{ id, text: literal(conversation.value) }] : []));
  // Operations of one family have one description, which is written once.
  const texts = [...new Set(operations.map(({ text }) => text))];
  const constants = texts.map(
    (text, index) => `\nconst CONVERSATION_${index + 1}: ConversationDescription = ${text};\n`,
  );
  const members = operations.map(({ id, text }) => `  ${id}: CONVERSATION_${texts.indexOf(text) + 1},\n`);
  const types = operations.map(({ id }) => `  readonly ${id}: ConversationDescription;\n`);
  return `${header(SPECS_FOLDER)}import type { ConversationDescription } from "../format-description.ts";
${constants.join("")}
/** The conversations, by the name of the operation that continues them. */
export const conversations: {
${types.join("")}} = {
${members.join("")}};
`;
}
