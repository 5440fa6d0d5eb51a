import { memberPointer } from "@bedrock-contract/validators/pointer";
import { BedrockError } from "../errors/bedrock-error.ts";
import type { BedrockErrorIssue } from "../errors/bedrock-error-options.ts";

/**
 * Writes a body as JSON. Throws an `InvalidRequest` that names the place of what JSON cannot hold, such as a BigInt or
 * an object inside itself.
 */
export function jsonBody(body: unknown, operation?: string): string {
  let cause: unknown;
  try {
    const text: string | undefined = JSON.stringify(body);
    if (text !== undefined) {
      return text;
    }
  } catch (reason) {
    cause = reason;
  }
  const issue = findFault(body, { pointer: "", within: new Set(), sound: new Set() }) ?? NOT_JSON;
  const message = `${issue.pointer || "(body)"}: ${issue.message}`;
  throw new BedrockError({ code: "InvalidRequest", message, operation, issues: [issue], cause });
}

interface Place {
  readonly pointer: string;
  /** The objects around the value. */
  readonly within: Set<object>;
  /** The objects that were looked through already. */
  readonly sound: Set<object>;
}

const NOT_JSON: BedrockErrorIssue = { pointer: "", message: "must be a value that JSON can hold" };
const TOO_DEEP: BedrockErrorIssue = { pointer: "", message: "is nested too deeply for JSON" };
const DEEPEST = 1_000;

/** Where JSON.stringify fails. It asks `toJSON` first, and calls getters. */
function findFault(value: unknown, place: Place): BedrockErrorIssue | undefined {
  const { pointer, within, sound } = place;
  if (typeof value === "bigint") {
    return { pointer, message: "is a BigInt, which JSON cannot hold: pass a number or a string" };
  }
  if (typeof value !== "object" || value === null || sound.has(value)) {
    return undefined;
  }
  if (within.has(value)) {
    return { pointer, message: "is an object that contains itself, which JSON cannot hold" };
  }
  if (within.size > DEEPEST) {
    return TOO_DEEP;
  }
  within.add(value);
  const fault = findInner(value, place);
  within.delete(value);
  sound.add(value);
  return fault;
}

function findInner(value: object, place: Place): BedrockErrorIssue | undefined {
  for (const key of Object.keys(value)) {
    const pointer = memberPointer(place.pointer, key);
    const fault = findIn(() => written(Reflect.get(value, key), key), { ...place, pointer });
    if (fault !== undefined) {
      return fault;
    }
  }
  return undefined;
}

function findIn(read: () => unknown, place: Place): BedrockErrorIssue | undefined {
  let value: unknown;
  try {
    value = read();
  } catch (reason) {
    const why = reason instanceof Error ? reason.message : String(reason);
    return { pointer: place.pointer, message: `cannot be read: ${why}` };
  }
  return findFault(value, place);
}

function written(value: unknown, key: string): unknown {
  const toJson = typeof value === "object" && value !== null ? Reflect.get(value, "toJSON") : undefined;
  return typeof toJson === "function" ? toJson.call(value, key) : value;
}
