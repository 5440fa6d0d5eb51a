import { SPECS_FOLDER } from "../assemble/spec-folders.ts";
import type { SpecModel } from "../model/spec-model.ts";
import { header } from "./header.ts";
import { literal } from "./literal.ts";

/** `gen/guardrails.ts` of the validators: where responses say what a guardrail did. */
export function emitGuardrails(model: SpecModel): string {
  const operations = model.apis
    .flatMap((api) => api.operations)
    .flatMap(({ id, guardrail }) => (guardrail ? [[id, guardrail.value] as const] : []));
  const members = operations.map(([id]) => `  readonly ${id}: GuardrailDescription;\n`);
  return `${header(SPECS_FOLDER)}import type { GuardrailDescription } from "../format-description.ts";

/** Where responses say what a guardrail did, by the operation's name. */
export const guardrails: {
${members.join("")}} = ${literal(Object.fromEntries(operations))};
`;
}
