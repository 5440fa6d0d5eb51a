import { BlockList, isIP } from "node:net";
import type { ServerRequest } from "../exchange/dual-server.ts";

/**
 * Why a request is not answered: it calls this machine by a name that is not its own, or a web page of others sent it.
 * What a browser is made to send from here must not be signed, nor paid for. Undefined where it may be answered.
 */
export function refusedAccess({ headers }: ServerRequest, host: string): string | undefined {
  const authority = String(headers[":authority"] ?? headers.host ?? "");
  const name = normalName(authority.replace(/:\d*$/, ""));
  const takesAddresses = !isLoopback(normalName(host));
  if (!isLoopback(name) && name !== normalName(host) && !(takesAddresses && isIP(name) !== 0)) {
    return `this server does not serve the host ${JSON.stringify(authority)}`;
  }
  const { origin } = headers;
  if (origin !== undefined && !isLocalOrigin(origin)) {
    return `this server does not serve pages of the origin ${JSON.stringify(origin)}`;
  }
  return origin === undefined && headers["sec-fetch-site"] === "cross-site"
    ? "this server does not serve pages that do not name their origin"
    : undefined;
}

const loopback = new BlockList();
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");

/** Names that mean this machine, wherever they are asked for. https://www.rfc-editor.org/rfc/rfc6761#section-6.3 */
function isLoopback(name: string): boolean {
  const version = isIP(name);
  return version === 0
    ? name === "localhost" || name.endsWith(".localhost")
    : loopback.check(name, version === 6 ? "ipv6" : "ipv4");
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
