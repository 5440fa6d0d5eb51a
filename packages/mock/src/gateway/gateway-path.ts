import { type ApiName, apis, basePathsOf, followsAws, gatewayApis, operationsAt } from "@bedrock-contract/wire";
import type { MockRequest } from "../http/mock-request.ts";

/** Where the spec puts the gateway: `/api/v1`. */
export const GATEWAY_PATH: string = apis.gateway.basePath;

/** A request in a protocol that is not AWS's own. */
export interface GatewayRequest {
  /** The request, its path as the specs have it. */
  readonly request: MockRequest;
  /** The api whose errors answer it. */
  readonly api: ApiName;
  /** What its path begins with. */
  readonly basePath: string;
  /** Whether it is for Amazon Bedrock itself, and not for a gateway before it. */
  readonly isBedrock: boolean;
}

/**
 * A request to the gateway, or to a host of Amazon Bedrock that speaks a protocol of others; undefined for any other
 * request. `basePath` is where the mock offers the gateway, without a slash at its end.
 */
export function gatewayRequest(request: MockRequest, basePath: string): GatewayRequest | undefined {
  const { path } = request;
  if (isBelow(path, basePath) && !isOfAws(path)) {
    // A gateway may speak several protocols below one path.
    const below = path.slice(basePath.length);
    const api = gatewayApis.find((each) => operationsAt(`${apis[each].basePath}${below}`).length > 0) ?? "gateway";
    return { request: { ...request, path: `${apis[api].basePath}${below}` }, api, basePath, isBedrock: false };
  }
  const found = gatewayApis.flatMap((api) =>
    basePathsOf({ api }).flatMap((base) =>
      base !== GATEWAY_PATH && isBelow(path, base) ? [{ request, api, basePath: base, isBedrock: true }] : [],
    ),
  );
  const [first] = found;
  if (first === undefined || isOfAws(path)) {
    return undefined;
  }
  return found.find(({ api }) => operationsAt(path).some(({ operation }) => operation.api === api)) ?? first;
}

/** Whether AWS has an operation there: some of its paths begin with `/v1`, as those of others do. */
function isOfAws(path: string): boolean {
  return operationsAt(path).some(({ operation }) => followsAws(operation));
}

function isBelow(path: string, base: string): boolean {
  return path === base || path.startsWith(`${base}/`);
}

/**
 * A base path as an option gives it, with one slash before it and none after it. Throws an Error for anything but a
 * path.
 */
export function readBasePath(text: string): string {
  const path = `/${text.replace(/^\/+|\/+$/g, "")}`;
  if (path === "/" || !/^\/[A-Za-z0-9._~!$&'()*+,;=:@%/-]+$/.test(path)) {
    throw new Error(`gatewayBasePath must be a path such as ${GATEWAY_PATH}, received ${JSON.stringify(text)}`);
  }
  return path;
}
