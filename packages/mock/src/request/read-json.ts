import type { Operation } from "@bedrock-contract/wire";
import { invalid, Refusal } from "../http/refusal.ts";
import { parseBody } from "./parse-body.ts";

/**
 * Parses the body of a request. Bedrock reads a missing body as an object without members, unless it is that of a format.
 * Throws what Bedrock answers to malformed JSON: a ValidationException about a malformed input request where the body is
 * that of a format, else a SerializationException.
 */
export function readJson(operation: Operation, body: Uint8Array): unknown {
  if (operation.requestBody === "none") {
    return undefined;
  }
  if (body.byteLength === 0 && !operation.hasFormat) {
    return {};
  }
  const parsed = parseBody(body);
  if ("value" in parsed) {
    return parsed.value;
  }
  const { fault } = parsed;
  throw operation.hasFormat ? malformedInput(fault) : new Refusal("SerializationException", 400, fault);
}

/** What Bedrock answers to a body that the model's format does not admit. */
export function malformedInput(message: string): Refusal {
  return invalid(`Malformed input request: ${message}, please reformat your input and try again.`);
}
