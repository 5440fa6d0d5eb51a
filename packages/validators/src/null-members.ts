import { pointerKeys } from "./pointer.ts";
import type { Validator } from "./validator.ts";

/** A member that is null, and the object that has it. */
interface NullMember {
  readonly pointer: string;
  readonly owner: object;
  readonly name: string;
}

/**
 * Where a value has members that are null and should not be, as JSON pointers: readers of restJson1, and most clients,
 * take such a member for absent. Null stays where the specs admit it, such as within a document, and where the protocol
 * refuses it: as an element of a list, or as a value of a map.
 */
export function refusedNullMembers(validator: Pick<Validator<unknown>, "issues">, value: unknown): readonly string[] {
  if (nullsRefused(validator, value).length === 0) return [];
  const copy = structuredClone(value);
  const nulls = nullsRefused(validator, copy);
  const maps = mapsAmong(validator, copy, new Set(nulls.map(({ owner }) => owner)));
  return nulls.flatMap(({ pointer, owner }) => (maps.has(owner) ? [] : [pointer]));
}

/** A copy of a value without some of its members. */
export function withoutMembers(value: unknown, pointers: readonly string[]): unknown {
  const rest = structuredClone(value);
  for (const pointer of pointers) {
    const { owner, name } = memberAt(rest, pointer) ?? {};
    if (owner !== undefined && name !== undefined) Reflect.deleteProperty(owner, name);
  }
  return rest;
}

function nullsRefused(validator: Pick<Validator<unknown>, "issues">, value: unknown): readonly NullMember[] {
  return validator.issues(value).flatMap(({ pointer }) => {
    const member = memberAt(value, pointer);
    return member !== undefined && ownMember(member.owner, member.name) === null ? [{ pointer, ...member }] : [];
  });
}

/** No member of the specs has this name: an object that wants a value of it is a map. */
const NO_NAME = "\u0000";

/** Those of some objects in a value whose members have any names. */
function mapsAmong(
  validator: Pick<Validator<unknown>, "issues">,
  value: unknown,
  owners: ReadonlySet<object>,
): ReadonlySet<object> {
  for (const owner of owners) Reflect.set(owner, NO_NAME, null);
  const maps = nullsRefused(validator, value).flatMap(({ owner, name }) => (name === NO_NAME ? [owner] : []));
  for (const owner of owners) Reflect.deleteProperty(owner, NO_NAME);
  return new Set(maps);
}

/** The object that has a member, and the member's name. */
function memberAt(root: unknown, pointer: string): { readonly owner: object; readonly name: string } | undefined {
  const keys = pointerKeys(pointer);
  const name = keys.at(-1);
  const owner = keys.slice(0, -1).reduce(ownMember, root);
  return name !== undefined && isObject(owner) && !Array.isArray(owner) ? { owner, name } : undefined;
}

function ownMember(owner: unknown, name: string): unknown {
  return isObject(owner) && Object.hasOwn(owner, name) ? Reflect.get(owner, name) : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
