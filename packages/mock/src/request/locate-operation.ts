import { decodePathLabel, type Operation, type OperationMatch, operations, operationsAt } from "@bedrock-contract/wire";
import type { MockRequest } from "../http/mock-request.ts";
import { invalid, Refusal } from "../http/refusal.ts";

/**
 * The operation of these APIs that a request means. Throws a refusal for a malformed path, an unknown one, and a method
 * that the path does not have.
 */
export function locateOperation({ method, path }: MockRequest, apis: readonly Operation["api"][]): OperationMatch {
  const malformed = path.split("/").find((segment) => decodePathLabel(segment) === undefined);
  if (malformed !== undefined) {
    throw invalid(`The path segment ${malformed} is not valid percent-encoded UTF-8.`);
  }
  const matches = operationsAt(path).filter(({ operation }) => apis.includes(operation.api));
  const match = matches.find(({ operation }) => operation.method === method);
  if (match !== undefined) {
    return match;
  }
  throw matches.length === 0 ? unknownPath(path) : wrongMethod(method, path, matches);
}

/**
 * The runtime API answers a path that it does not have with success, and says only in the body that it knows no such
 * operation: to an ARN such as one whose `/` is not encoded. The management API refuses it.
 */
function unknownPath(path: string): Refusal {
  const isRuntime = RUNTIME_ROOTS.has(path.split("/")[1] ?? "");
  return isRuntime
    ? new Refusal("UnknownOperationException", 200, "The operation is unknown.", { body: UNKNOWN_ROUTE })
    : Refusal.inWords("unknown-operation");
}

/** The first segments of the paths of the runtime API. */
const RUNTIME_ROOTS: ReadonlySet<string> = new Set(
  Object.values(operations)
    .filter(({ api }) => api === "runtime")
    .map(({ path }) => path.split("/")[1] ?? ""),
);

/** Seen in real responses, with status 200. */
const UNKNOWN_ROUTE = {
  Output: { __type: "com.amazon.coral.service#UnknownOperationException" },
  Version: "1.0",
};

function wrongMethod(method: string, path: string, matches: readonly OperationMatch[]): Refusal {
  const allowed = [...new Set(matches.map(({ operation }) => operation.method))].join(", ");
  const message = `The requested operation is not recognized by the service: ${method} ${path} (the path takes ${allowed})`;
  return new Refusal("UnknownOperationException", 405, message, { headers: { allow: allowed } });
}
