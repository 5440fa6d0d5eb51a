import { loadOperation, type Validator } from "@bedrock-contract/validators";
import { pointerKeys } from "@bedrock-contract/validators/pointer";
import type { KnownOperation } from "@bedrock-contract/wire";

/** A member that is null, and the object that has it. */
interface NullMember {
  readonly pointer: string;
  readonly owner: object;
  readonly name: string;
}

/**
 * The body of a request to an AWS service as restJson1 reads it: a member that is null is absent, so that a required
 * one is missing. Null stays where the specs admit it, such as within a document, and where the protocol refuses it: as
 * an element of a list, or as a value of a map.
 */
export async function withoutNulls(operation: KnownOperation, body: unknown): Promise<unknown> {
  const validator: Validator<unknown> | undefined = (await loadOperation(operation.name)).request;
  if (validator === undefined || nullMembers(validator, body).length === 0) {
    return body;
  }
  const rest = structuredClone(body);
  const nulls = nullMembers(validator, rest);
  const mapNulls = valuesOfMaps(validator, rest, nulls);
  for (const { pointer, owner, name } of nulls) {
    if (!mapNulls.has(pointer)) {
      Reflect.deleteProperty(owner, name);
    }
  }
  return rest;
}

/** The members that are null and should not be. */
function nullMembers(validator: Validator<unknown>, body: unknown): readonly NullMember[] {
  return validator.issues(body).flatMap(({ pointer }) => {
    const keys = pointerKeys(pointer);
    const name = keys.at(-1);
    const owner = keys.slice(0, -1).reduce(ownMember, body);
    return name !== undefined && isObject(owner) && !Array.isArray(owner) && ownMember(owner, name) === null
      ? [{ pointer, owner, name }]
      : [];
  });
}

/** No member of the specs has this name: an object that wants a value of it is a map. */
const NO_NAME = "\u0000";

/** The places of the null members whose owner takes members of any name. */
function valuesOfMaps(validator: Validator<unknown>, body: unknown, nulls: readonly NullMember[]): ReadonlySet<string> {
  const owners = new Set(nulls.map(({ owner }) => owner));
  for (const owner of owners) {
    Reflect.set(owner, NO_NAME, null);
  }
  const maps = new Set(nullMembers(validator, body).flatMap(({ owner, name }) => (name === NO_NAME ? [owner] : [])));
  for (const owner of owners) {
    Reflect.deleteProperty(owner, NO_NAME);
  }
  return new Set(nulls.flatMap(({ pointer, owner }) => (maps.has(owner) ? [pointer] : [])));
}

function ownMember(owner: unknown, name: string): unknown {
  return isObject(owner) && Object.hasOwn(owner, name) ? Reflect.get(owner, name) : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
