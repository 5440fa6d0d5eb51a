import { apis, findOperation, followsAws, gatewayApis, type OperationMatch } from "@bedrock-contract/wire";
import type { RequestTarget } from "./request-target.ts";

/**
 * The operation that a recorded request means; `gatewayBasePaths` are where the operations of gateways are, besides
 * their places in the specs and at Amazon Bedrock. A gateway may serve Bedrock below a path of its own: the paths of
 * the runtime api are known below any prefix, those of the management api, common words, only by themselves.
 */
export function locateOperation(
  method: string,
  { path }: RequestTarget,
  gatewayBasePaths: readonly string[] = [],
): OperationMatch | undefined {
  const exact = locate(method, path, gatewayBasePaths);
  const packed = exact === undefined ? path.replace(ARN_OF_TWO, "$1%2F") : path;
  return packed === path ? exact : locate(method, packed, gatewayBasePaths);
}

/** An ARN in a path whose slash a recorder has decoded, or a client has not encoded. */
const ARN_OF_TWO = /(\/arn(?::|%3A)[^/]*)\//i;

function locate(method: string, path: string, gatewayBasePaths: readonly string[]): OperationMatch | undefined {
  const exact = findOperation(method, path) ?? ofGateway(method, path, gatewayBasePaths);
  if (exact !== undefined) {
    return exact;
  }
  return pathsBelow(path)
    .map((below) => findOperation(method, below))
    .find((match) => match?.operation.api === "runtime");
}

/** More segments than any path of the specs has. */
const MOST_SEGMENTS = 10;

/** The path without more and more of its prefix, the longest first. A path may have a million segments. */
function pathsBelow(path: string): readonly string[] {
  const starts: number[] = [];
  for (let start = path.lastIndexOf("/"); start > 0 && starts.length < MOST_SEGMENTS; ) {
    starts.unshift(start);
    start = path.lastIndexOf("/", start - 1);
  }
  return starts.map((start) => path.slice(start));
}

/** A gateway may speak several protocols below one path. */
function ofGateway(method: string, path: string, given: readonly string[]): OperationMatch | undefined {
  for (const each of given) {
    // A slash before it, none after it; the root is empty.
    const base = `/${each}/`.replaceAll(/\/+/g, "/").slice(0, -1);
    const below = path.startsWith(`${base}/`) ? path.slice(base.length) : undefined;
    const matches = gatewayApis.map((api) =>
      below === undefined ? undefined : findOperation(method, `${apis[api].basePath}${below}`),
    );
    const match = matches.find((found) => found !== undefined && !followsAws(found.operation));
    if (match !== undefined) {
      return match;
    }
  }
  return undefined;
}

/** Whether Amazon Bedrock itself answered: then it is right, and what refuses its answer is wrong. */
export function isAmazonBedrock({ host = "" }: RequestTarget): boolean {
  return /^bedrock(?:-runtime|-mantle)?(?:-fips)?\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|api\.aws)(?::443)?$/i.test(
    host,
  );
}
