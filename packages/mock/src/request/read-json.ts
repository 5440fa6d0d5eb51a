import type { Operation } from "@bedrock-contract/wire";
import { invalid, Refusal } from "../http/refusal.ts";

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
  try {
    return JSON.parse(decodeUtf8(body));
  } catch (reason) {
    const message = body.byteLength === 0 ? "the body is empty" : describe(reason);
    throw operation.api === "runtime" ? malformedInput(message) : new Refusal("SerializationException", 400, message);
  }
}

/** What Bedrock answers to a body that the model's format does not admit. */
export function malformedInput(message: string): Refusal {
  return invalid(`Malformed input request: ${message}, please reformat your input and try again.`);
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

function decodeUtf8(body: Uint8Array): string {
  try {
    return utf8.decode(body);
  } catch (cause) {
    throw new SyntaxError("it is not valid UTF-8", { cause });
  }
}

function describe(reason: unknown): string {
  return `the body is not JSON: ${reason instanceof Error ? reason.message : reason}`;
}
