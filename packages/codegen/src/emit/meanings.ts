import { SPECS_FOLDER } from "../assemble/spec-folders.ts";
import type { Operation, Parameter } from "../model/operation.ts";
import { boundMembers, isBoundMember, itemsOf } from "../model/response-meaning.ts";
import type { SpecModel } from "../model/spec-model.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { header } from "./header.ts";
import { literal } from "./literal.ts";

/** `gen/meanings.ts` of the validators: what responses mean, and what the parameters of a request bind in them. */
export function emitMeanings(files: SpecFiles, model: SpecModel): string {
  const meanings = model.apis
    .flatMap((api) => api.operations)
    .map((operation) => [operation.id, meaningOf(files, operation)] as const)
    .filter(([, meaning]) => Object.keys(meaning).length > 0);
  return `${header(SPECS_FOLDER)}import type { OperationMeaning } from "../format-description.ts";

/** What the response of an operation means, by the operation's name. */
export const meanings: Readonly<Record<string, OperationMeaning>> = ${literal(Object.fromEntries(meanings))};
`;
}

function meaningOf(files: SpecFiles, operation: Operation): Readonly<Record<string, unknown>> {
  const parameters = operation.parameters.flatMap((parameter) => {
    const binding = bindingOf(files, operation, parameter);
    return binding === undefined ? [] : [[parameter.name, binding] as const];
  });
  const written = operation.meaning?.value;
  const items = itemsOf(operation);
  const own: object = typeof written === "object" && written !== null ? written : {};
  return {
    ...own,
    // Parameters choose from the items, identifiers tell them apart.
    ...(items !== undefined && (parameters.length > 0 || "identifiers" in own) && { items }),
    ...(parameters.length > 0 && { parameters: Object.fromEntries(parameters) }),
  };
}

/** What a parameter binds in the responses of one of the operations that share it. */
function bindingOf(files: SpecFiles, operation: Operation, parameter: Parameter): unknown {
  const written = parameter.binding?.value;
  if (typeof written !== "object" || written === null) return undefined;
  const members = boundMembers(parameter);
  const own = members.filter((member) => isBoundMember(files, operation, parameter, member));
  if (members.length === 0) return itemsOf(operation) === undefined ? undefined : written;
  if (own.length === 0) return undefined;
  return "members" in written ? { ...written, members: own.map(({ value }) => value) } : written;
}
