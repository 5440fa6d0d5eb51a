import { encodePathLabel } from "./path-label.ts";

/** An HTTP request to Amazon Bedrock, before it is signed. */
export interface WireRequest {
  readonly method: string;
  /** The path, its labels percent-encoded. */
  readonly path: string;
  /** The query parameters, decoded. A parameter that occurs several times has a list. */
  readonly query: Readonly<Record<string, string | readonly string[]>>;
  /** The headers, by their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** The path and query of a request as they stand in the request line, encoded exactly as the signature covers them. */
export function requestTarget(request: Pick<WireRequest, "path" | "query">): string {
  const query = queryString(request.query);
  return query === "" ? request.path : `${request.path}?${query}`;
}

/** The URL of a request at an endpoint. A path of the endpoint comes before the path of the request. */
export function requestUrl(endpoint: string | URL, request: Pick<WireRequest, "path" | "query">): string {
  const { origin, pathname } = new URL(endpoint);
  return `${origin}${pathname.replace(/\/$/, "")}${requestTarget(request)}`;
}

function queryString(query: WireRequest["query"]): string {
  return Object.entries(query)
    .flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : value.map((each) => [name, each])))
    .map((pair) => pair.map(encodePathLabel).join("="))
    .join("&");
}
