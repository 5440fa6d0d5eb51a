import { decodePathLabel, type Operation, type OperationMatch, operationsAt } from "@bedrock-contract/wire";
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
  throw matches.length === 0 ? unknownPath(method, path) : wrongMethod(method, path, matches);
}

function unknownPath(method: string, path: string): Refusal {
  const message = `The requested operation is not recognized by the service: ${method} ${path}`;
  return new Refusal("UnknownOperationException", 404, message);
}

function wrongMethod(method: string, path: string, matches: readonly OperationMatch[]): Refusal {
  const allowed = [...new Set(matches.map(({ operation }) => operation.method))].join(", ");
  const message = `The requested operation is not recognized by the service: ${method} ${path} (the path takes ${allowed})`;
  return new Refusal("UnknownOperationException", 405, message, { allow: allowed });
}
