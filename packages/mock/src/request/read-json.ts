import type { Operation } from "@bedrock-contract/wire";
import { invalid, Refusal } from "../http/refusal.ts";
import { parseBody } from "./parse-body.ts";

/**
 * Parses the body of a request. Bedrock reads a missing body of a management operation as an object without members.
 * Throws what Bedrock answers to malformed JSON: a SerializationException on the management API, a ValidationException
 * about a malformed input request on InvokeModel.
 */
export function readJson(operation: Operation, body: Uint8Array): unknown {
  if (operation.requestBody === "none") {
    return undefined;
  }
  if (body.byteLength === 0 && operation.api === "management") {
    return {};
  }
  const parsed = parseBody(body);
  if ("value" in parsed) {
    return parsed.value;
  }
  const { fault } = parsed;
  throw operation.api === "runtime" ? malformedInput(fault) : new Refusal("SerializationException", 400, fault);
}

/** What Bedrock answers to a body that the model's format does not admit. */
export function malformedInput(message: string): Refusal {
  return invalid(`Malformed input request: ${message}, please reformat your input and try again.`);
}
