import { pointerSteps } from "../json-pointer.ts";
import { membersAt } from "../schema/members-at.ts";
import type { SpecFiles } from "../source/spec-file.ts";
import { child, children, type SpecNode } from "../source/spec-node.ts";
import type { Operation, Parameter } from "./operation.ts";

/** Each item of the list that parameters choose from; undefined where the operation names none. */
export function itemsOf({ meaning, pagination }: Operation): string | undefined {
  const written = meaning && child(meaning, "items")?.value;
  if (typeof written === "string") return written;
  return pagination === undefined ? undefined : `/${pagination.items}/*`;
}

/** The members that a parameter binds, as they are written. */
export function boundMembers({ binding }: Parameter): readonly SpecNode[] {
  const members = binding && (child(binding, "members") ?? child(binding, "choices"));
  return members ? children(members).map(([, node]) => node) : [];
}

/** Whether what a parameter binds stands in the body: an identity, or what is chosen. All else stands in each item. */
export function bindsBody({ binding }: Parameter): boolean {
  const how = binding && child(binding, "how")?.value;
  return how === "identity" || how === "chooses";
}

/** Whether the response has a member that a parameter binds, in the body or in each item. */
export function isBoundMember(files: SpecFiles, operation: Operation, parameter: Parameter, member: SpecNode): boolean {
  const items = bindsBody(parameter) ? "" : itemsOf(operation);
  return items !== undefined && isInResponse(files, operation, `${items}${String(member.value)}`);
}

/** Whether a place leads to a member of the response. Of one that has no schema nothing is known. */
export function isInResponse(files: SpecFiles, { success, hasFormat }: Operation, place: string): boolean {
  return !success.schema || hasFormat || leadsToMember(files, success.schema, place);
}

/** Whether a place leads to a member of the request. */
export function isInRequest(files: SpecFiles, { request }: Operation, place: string): boolean {
  return request !== undefined && leadsToMember(files, request, place);
}

function leadsToMember(files: SpecFiles, schema: SpecNode, place: string): boolean {
  let schemas: readonly SpecNode[] = [schema];
  for (const step of pointerSteps(place)) schemas = membersAt(files, schemas, step);
  return schemas.length > 0;
}
