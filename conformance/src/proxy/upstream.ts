import { startMock } from "@bedrock-contract/mock";
import type { OperationMatch, WireRequest } from "@bedrock-contract/wire";
import { ConformanceError } from "../conformance-error.ts";
import { type Authenticator, createAuthenticator, type Environment } from "../targets/authenticator.ts";
import { isPaidHost } from "../targets/paid-host.ts";
import { type HeaderPairs, headerOf, withoutHeaders } from "./header-pairs.ts";

/** Where a request goes, and how it goes there. */
export interface UpstreamRequest {
  readonly origin: string;
  /** Path and query, as they stand in the request line. */
  readonly target: string;
  readonly headers: HeaderPairs;
  /** By which version of HTTP it goes. */
  readonly isHttp2: boolean;
}

/** A request that came in. */
export interface IncomingRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: HeaderPairs;
  readonly body: Buffer;
  readonly isHttp2: boolean;
}

/** What stands behind a proxy. */
export interface Upstream {
  /** How reports call it. */
  readonly name: string;
  /** Whether requests are signed anew, so that their bodies must be known before they are sent. */
  readonly signs: boolean;
  /** What must not be told. */
  secrets(): readonly string[];
  prepare(request: IncomingRequest, match: OperationMatch | undefined): Promise<UpstreamRequest>;
  close(): Promise<void>;
}

/** What an upstream is made of. */
export interface UpstreamOptions {
  readonly region: string;
  /** Whether requests may cost money. */
  readonly isPaid: boolean;
  readonly environment: Environment;
}

/** Opens what `--upstream` names: `mock`, `bedrock` or a URL. Throws a usage error where it may not be called. */
export async function openUpstream(name: string, options: UpstreamOptions): Promise<Upstream> {
  if (name === "mock") {
    const mock = await startMock();
    return { ...passingThrough(mock.url, "mock"), close: mock.close };
  }
  if (name === "bedrock") {
    refuseUnpaid("Amazon Bedrock", options.isPaid);
    return signingAnew(options);
  }
  const url = URL.parse(name);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new ConformanceError(
      "usage",
      `--upstream takes mock, bedrock or a URL such as http://127.0.0.1:4010, but was ${JSON.stringify(name)}.`,
    );
  }
  if (isPaidHost(url.hostname)) {
    refuseUnpaid(url.hostname, options.isPaid);
  }
  return passingThrough(name, url.origin);
}

function refuseUnpaid(name: string, isPaid: boolean): void {
  if (!isPaid) {
    throw new ConformanceError("usage", `Requests to ${name} cost money: the proxy sends none without --paid.`);
  }
}

/**
 * Sends what came as it came. A signature covers the host, so a signed request keeps the one that its client called; it
 * is valid only where the upstream takes that name. Nothing of the proxy's own is added.
 */
function passingThrough(url: string, name: string): Upstream {
  const { origin, pathname, host } = new URL(url);
  const prefix = pathname.replace(/\/$/, "");
  return {
    name,
    signs: false,
    secrets: () => [],
    prepare: async ({ target, headers, isHttp2 }) => {
      const isSigned = /^AWS4-/.test(headerOf(headers, "authorization") ?? "");
      const called = headerOf(headers, "host") ?? host;
      return {
        origin,
        target: `${prefix}${target}`,
        headers: [["host", isSigned ? called : host], ...withoutHeaders(headers, ["host"])],
        // A signature of HTTP/2 may cover `:authority`, which HTTP/1.1 does not have.
        isHttp2,
      };
    },
    close: async () => undefined,
  };
}

/** Credentials of a role are valid for an hour or more: they are asked for anew before. */
const CREDENTIALS_MS = 5 * 60_000;

/** What a client has signed with, which is not sent on. */
const CLIENT_CREDENTIALS = [
  "authorization",
  "x-amz-date",
  "x-amz-security-token",
  "x-amz-content-sha256",
  "cookie",
  "host",
];

/** Amazon Bedrock itself, with the credentials of the proxy's own chain: the client's go nowhere. */
function signingAnew({ region, environment }: UpstreamOptions): Upstream {
  let current: { readonly authenticator: Promise<Authenticator>; readonly until: number } | undefined;
  const secrets = new Set<string>();
  const authenticator = async (): Promise<Authenticator> => {
    if (current === undefined || current.until < Date.now()) {
      current = {
        authenticator: createAuthenticator("aws", { environment, region }),
        until: Date.now() + CREDENTIALS_MS,
      };
      current.authenticator.catch(() => {
        current = undefined;
      });
    }
    const found = await current.authenticator;
    for (const secret of found.secrets) {
      secrets.add(secret);
    }
    return found;
  };
  return {
    name: `bedrock in ${region}`,
    signs: true,
    secrets: () => [...secrets],
    prepare: async (request, match) => {
      const service = match?.operation.api === "management" ? "bedrock" : "bedrock-runtime";
      const endpoint = new URL(`https://${service}.${region}.amazonaws.com`);
      const headers = await (await authenticator()).authenticate(wireRequest(request), endpoint);
      return {
        origin: endpoint.origin,
        target: request.target,
        headers: [["host", endpoint.host], ...Object.entries(headers)],
        isHttp2: false,
      };
    },
    close: async () => undefined,
  };
}

function wireRequest({ method, target, headers, body }: IncomingRequest): WireRequest {
  const [path = "/", ...query] = target.split("?");
  const parameters: Record<string, string[]> = {};
  for (const [name, value] of new URLSearchParams(query.join("?"))) {
    parameters[name] = [...(parameters[name] ?? []), value];
  }
  const own = withoutHeaders(headers, CLIENT_CREDENTIALS);
  return { method, path, query: parameters, headers: Object.fromEntries(own), ...(body.length === 0 ? {} : { body }) };
}
