import { BlockList, isIP } from "node:net";
import type { Answer } from "./answer.ts";
import type { MockRequest } from "./mock-request.ts";
import { Refusal } from "./refusal.ts";

/** By which names a mock may be called, and from which web pages. */
export interface AccessOptions {
  /** The address that the mock listens at. */
  readonly host: string;
  /** Further names by which it is called, such as that of its container. */
  readonly allowedHosts?: readonly string[] | undefined;
  /** The origins of web pages that may call it, beside those of this machine. */
  readonly allowedOrigins?: readonly string[] | undefined;
}

/**
 * What keeps web pages of others away: a browser sends their requests from this machine, and they need no permission.
 */
export interface Access {
  /** Throws the refusal of a request to another host, or from a page of another origin. */
  check(request: MockRequest): void;
  /** The response to a browser that asks whether a page may send its request; undefined for any other request. */
  preflight(request: MockRequest): Answer | undefined;
  /** The headers by which a browser lets a page read a response. */
  headers(request: MockRequest): Record<string, string>;
}

/**
 * Creates the access to a mock. The name by which a request calls it must be this machine's own, or one that was named:
 * with a name of theirs that leads here, others could make a browser take their pages for the mock's own.
 */
export function createAccess({ host, allowedHosts = [], allowedOrigins = [] }: AccessOptions): Access {
  const names = new Set([host, ...allowedHosts].map(normalName));
  // Who listens beyond this machine is called by any of its addresses. No page can make an address lead elsewhere.
  const takesAddresses = !isLoopback(normalName(host));
  const isKnownHost = (authority: string): boolean => {
    const name = nameIn(authority);
    return name !== undefined && (isLoopback(name) || names.has(name) || (takesAddresses && isIP(name) !== 0));
  };
  const isAllowed = ({ headers: { origin } }: MockRequest): boolean =>
    origin !== undefined && allowedOrigins.includes(origin);
  return {
    check: (request) => {
      const { hosts, headers } = request;
      const unknown = hosts.find((each) => !isKnownHost(each));
      if (unknown !== undefined) {
        throw refusal(`does not serve the host ${JSON.stringify(unknown)}`, "--allow-host, or allowedHosts,");
      }
      if (headers.origin !== undefined && !isAllowed(request) && !isLocalOrigin(headers.origin)) {
        throw refusal(
          `does not serve pages of the origin ${JSON.stringify(headers.origin)}`,
          "--allow-origin, or allowedOrigins,",
        );
      }
      // An image, say, is asked for without the page's origin.
      if (headers.origin === undefined && headers["sec-fetch-site"] === "cross-site") {
        throw refusal("does not serve pages that do not name their origin", undefined);
      }
    },
    preflight: (request) =>
      request.method === "OPTIONS" && isAllowed(request) && "access-control-request-method" in request.headers
        ? { status: 204, headers: preflightHeaders(request), body: "" }
        : undefined,
    headers: (request) => (isAllowed(request) ? corsHeaders(request) : {}),
  };
}

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Names that mean this machine, wherever they are asked for. https://www.rfc-editor.org/rfc/rfc6761#section-6.3 */
export function isLoopback(name: string): boolean {
  const version = isIP(name);
  return version === 0
    ? name === "localhost" || name.endsWith(".localhost")
    : loopback.check(name, version === 6 ? "ipv6" : "ipv4");
}

/** The name in `localhost:4010` or `[::1]:4010`; undefined where it is none. */
function nameIn(authority: string): string | undefined {
  const [, name] = /^(\[[\da-f:.]+\]|[^\s:@/\\[\]]+)(?::\d{0,5})?$/i.exec(authority) ?? [];
  return name === undefined ? undefined : normalName(name);
}

function normalName(name: string): string {
  return name
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");
}

/** Whether a page comes from this machine. A page without an origin of its own says `null`. */
function isLocalOrigin(origin: string): boolean {
  const url = URL.parse(origin);
  return url?.origin === origin && isLoopback(normalName(url.hostname));
}

function corsHeaders({ headers: { origin = "" } }: MockRequest): Record<string, string> {
  return { "access-control-allow-origin": origin, "access-control-expose-headers": "*", vary: "origin" };
}

function preflightHeaders(request: MockRequest): Record<string, string> {
  const { "access-control-request-method": method = "", "access-control-request-headers": names = "" } =
    request.headers;
  return {
    ...corsHeaders(request),
    "access-control-allow-methods": method,
    "access-control-allow-headers": names,
    "access-control-allow-private-network": "true",
  };
}

function refusal(what: string, option: string | undefined): Refusal {
  const wayOut = option === undefined ? "" : ` ${option} names it.`;
  return new Refusal("AccessDeniedException", 403, `The mock ${what}.${wayOut}`);
}
