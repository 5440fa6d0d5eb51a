import { isSchema } from "./json-schema.ts";

/**
 * Whether a branch of a union is that of values of unknown type: an object whose tag is a string that is `not` one of
 * those of the other branches.
 */
export function isOpenBranch(branch: unknown): boolean {
  if (!isSchema(branch) || !isSchema(branch.properties) || !Array.isArray(branch.required)) return false;
  const { properties, required } = branch;
  return required.some((name) => isOpenTag(Object.hasOwn(properties, name) ? properties[name] : undefined));
}

/** Whether a schema is the tag of such a branch. */
export function isOpenTag(tag: unknown): boolean {
  if (!isSchema(tag) || tag.type !== "string" || !isSchema(tag.not)) return false;
  return [tag.not, ...(Array.isArray(tag.not.anyOf) ? tag.not.anyOf : [])].some(
    (part) => isSchema(part) && Array.isArray(part.enum),
  );
}
