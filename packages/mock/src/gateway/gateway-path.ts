import { apis } from "@bedrock-contract/wire";
import type { MockRequest } from "../http/mock-request.ts";

/** Where the spec puts the gateway: `/api/v1`. */
export const GATEWAY_PATH: string = apis.gateway.basePath;

/**
 * A request to the gateway, with its path as the spec has it; undefined for any other request. `basePath` is where the
 * mock offers the gateway, without a slash at its end.
 */
export function gatewayRequest(request: MockRequest, basePath: string): MockRequest | undefined {
  return request.path === basePath || request.path.startsWith(`${basePath}/`)
    ? { ...request, path: `${GATEWAY_PATH}${request.path.slice(basePath.length)}` }
    : undefined;
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
