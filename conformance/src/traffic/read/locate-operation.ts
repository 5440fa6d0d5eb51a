import { apis, findOperation, type OperationMatch } from "@bedrock-contract/wire";
import type { RequestTarget } from "./request-target.ts";

/** Where the specs put a gateway. */
const GATEWAY_PATH = apis.gateway.basePath;

/**
 * The operation that a recorded request means; `gatewayBasePath` is where the operations of a gateway are, besides
 * their place in the specs. A gateway may serve Bedrock below a path of its own: the paths of the runtime api are known
 * below any prefix, those of the management api, common words, only by themselves.
 */
export function locateOperation(
  method: string,
  { path }: RequestTarget,
  gatewayBasePath?: string,
): OperationMatch | undefined {
  const exact = findOperation(method, path) ?? ofGateway(method, path, gatewayBasePath);
  if (exact !== undefined) {
    return exact;
  }
  for (let start = path.indexOf("/", 1); start !== -1; start = path.indexOf("/", start + 1)) {
    const match = findOperation(method, path.slice(start));
    if (match?.operation.api === "runtime") {
      return match;
    }
  }
  return undefined;
}

function ofGateway(method: string, path: string, given: string | undefined): OperationMatch | undefined {
  // A slash before it, none after it; the root is empty.
  const base = given && `/${given}/`.replaceAll(/\/+/g, "/").slice(0, -1);
  const match =
    base !== undefined && path.startsWith(`${base}/`)
      ? findOperation(method, `${GATEWAY_PATH}${path.slice(base.length)}`)
      : undefined;
  return match?.operation.api === "gateway" ? match : undefined;
}

/** Whether Amazon Bedrock itself answered: then it is right, and what refuses its answer is wrong. */
export function isAmazonBedrock({ host = "" }: RequestTarget): boolean {
  return /^bedrock(?:-runtime)?(?:-fips)?\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|api\.aws)(?::443)?$/i.test(host);
}
