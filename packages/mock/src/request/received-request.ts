import type { MockOutcome } from "@bedrock-contract/types";
import { detectFormat } from "@bedrock-contract/validators";
import { isSecretName, operationsAt } from "@bedrock-contract/wire";
import type { MockRequest } from "../http/mock-request.ts";
import { isSession } from "./event-operation.ts";
import { parseBody } from "./parse-body.ts";

/** A request that the mock received, refused ones included, as a test reads it. */
export interface ReceivedMockRequest {
  readonly method: string;
  /** The path, still percent-encoded. */
  readonly path: string;
  /** The operation's name; absent where path and method mean none. */
  readonly operation?: string;
  /** The id of the format that the body has, of an invocation of a model. */
  readonly format?: string;
  /** The model id, decoded, of an invocation of a model. */
  readonly modelId?: string;
  /** The parameters in path and query, by name, as texts; of a repeated one the last. What gives access is redacted. */
  readonly parameters: Readonly<Record<string, string>>;
  /** The headers, by their names in lower case; what gives access is redacted. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * The body as JSON; as a text where it is none, undefined where there is none. Of a stream of events the list of
   * those that have come so far.
   */
  readonly body: unknown;
  /** How the mock responded; absent until then. */
  readonly outcome?: MockOutcome;
}

/** Reads what a test may want to know of a request. Never throws. */
export function receivedRequest({ method, path, query, headers, body }: MockRequest): ReceivedMockRequest {
  const match = operationsAt(path).find(({ operation }) => operation.method === method);
  const modelId = match?.operation.api === "runtime" ? match.labels.modelId : undefined;
  const json = match !== undefined && isSession(match.operation) ? [] : readBody(body);
  const format = match?.operation.hasFormat && modelId !== undefined ? detectFormat(modelId, json) : undefined;
  return {
    method,
    path,
    ...(match === undefined ? {} : { operation: match.operation.name }),
    ...(format === undefined ? {} : { format }),
    ...(modelId === undefined ? {} : { modelId }),
    parameters: { ...match?.labels, ...redacted(Object.fromEntries(new URLSearchParams(query))) },
    headers: redacted(headers),
    body: json,
  };
}

function redacted(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, isSecretName(name) ? "[redacted]" : value]),
  );
}

function readBody(body: Uint8Array): unknown {
  const parsed = parseBody(body);
  if ("value" in parsed) {
    return parsed.value;
  }
  return body.byteLength === 0 ? undefined : new TextDecoder().decode(body);
}
