import type { Operation } from "@bedrock-contract/wire";
import type { MockRequest } from "../http/mock-request.ts";
import { Refusal } from "../http/refusal.ts";
import { parseBody } from "./parse-body.ts";

/**
 * Parses the body of a request, which must not be compressed. Bedrock reads a missing body as an object without
 * members, unless it is that of a format. Throws what Bedrock answers to malformed JSON: a ValidationException about a
 * malformed input request where the body is that of a format, else a SerializationException.
 */
export function readJson(operation: Operation, { headers, body }: MockRequest): unknown {
  if (operation.requestBody === "none") {
    return undefined;
  }
  if (body.byteLength === 0 && !operation.hasFormat) {
    return {};
  }
  const encoding = headers["content-encoding"] ?? "identity";
  const parsed = encoding.toLowerCase() === "identity" ? parseBody(body) : { fault: encodedFault(encoding) };
  if ("value" in parsed) {
    return parsed.value;
  }
  const { fault } = parsed;
  throw operation.hasFormat ? malformedInput(fault) : new Refusal("SerializationException", 400, fault);
}

function encodedFault(encoding: string): string {
  return `the body has the content-encoding ${encoding}, which is not read; send it without one`;
}

/** What Bedrock answers to a body that the model's format does not admit. */
export function malformedInput(faults: string): Refusal {
  return Refusal.inWords("malformed-input", { faults });
}
