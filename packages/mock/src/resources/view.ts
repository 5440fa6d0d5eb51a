import type { KeptOperation } from "@bedrock-contract/validators";
import { writeAt } from "../generate/place.ts";
import { fillMembers } from "./fill.ts";
import { type Kept, kindNamed, type Members } from "./memory.ts";

/** A resource as an operation shows it: those of its members that the response has. */
export function viewOf({ kind, id, members }: Kept, { members: names }: KeptOperation, now: number): Members {
  const follows = fillMembers(kindNamed(kind).shown ?? {}, { scope: members, id, now });
  const shown: Members = { ...members, ...follows };
  return Object.fromEntries(names.flatMap((name) => (shown[name] === undefined ? [] : [[name, shown[name]]])));
}

/** A response that holds a value at the place that the operation says. */
export function responseWith({ at = "" }: Pick<KeptOperation, "at">, value: unknown): unknown {
  if (at === "") {
    return value;
  }
  const response = {};
  writeAt(response, at, value);
  return response;
}
