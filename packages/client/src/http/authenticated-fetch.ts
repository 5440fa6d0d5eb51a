import { bearerHeaders, type OperationMatch, requestUrl, signRequest, type WireRequest } from "@bedrock-contract/wire";
import { BedrockError } from "../errors/bedrock-error.ts";
import { callError } from "../errors/call-error.ts";
import { quoteBeginning } from "../errors/quote-beginning.ts";
import type { Identity } from "./authentication.ts";
import { keepSecrets } from "./keep-secrets.ts";

/** How requests are sent. */
export interface AuthenticatedFetchOptions {
  /** The endpoint's URL, without a slash at its end. */
  readonly endpoint: string;
  readonly region: string;
  /** The identity of the next request. */
  readonly identify: () => Promise<Identity>;
  /**
   * The time that a response may take, its body included, in milliseconds; undefined where the request's own signal
   * says it.
   */
  readonly timeout: number | undefined;
  /** What the specs put before each path and the endpoint stands for. Default: nothing. */
  readonly basePath?: string | undefined;
  /** The operations at a path, for what is told of a failure. */
  readonly operationsAt: (path: string) => readonly OperationMatch[];
  readonly fetch: typeof globalThis.fetch;
}

/**
 * A `fetch` that signs each request, or adds its bearer key, and stops when the time is up. It follows no redirect, so
 * that credentials and bodies go to the endpoint's host only. It rejects with a `BedrockError`.
 */
export function createAuthenticatedFetch(options: AuthenticatedFetchOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    const { origin, pathname } = new URL(request.url);
    const path = pathname.slice(new URL(options.endpoint).pathname.replace(/\/$/, "").length);
    const matches = options.operationsAt(`${options.basePath ?? ""}${path}`);
    const operation = matches.find((match) => match.operation.method === request.method)?.operation.name;
    const wireRequest = await readRequest(request);
    const identity = await options.identify().catch((cause: unknown) => {
      const message = cause instanceof Error ? cause.message : String(cause);
      throw new BedrockError({ code: "CredentialsError", message, operation, cause });
    });
    const { timeout } = options;
    const timer = timeout === undefined ? [] : [AbortSignal.timeout(timeout)];
    const signal = AbortSignal.any([request.signal, ...timer]);
    const init = {
      method: wireRequest.method,
      headers: await authenticate(wireRequest, identity, origin, options.region),
      redirect: "manual",
      signal,
      ...(wireRequest.body === undefined ? {} : { body: wireRequest.body }),
    } satisfies RequestInit;
    // Called by its name alone: pages and workers refuse their own `fetch` as a method of something else.
    const { fetch } = options;
    const response = await fetch(requestUrl(origin, wireRequest), init).catch((reason: unknown) => {
      throw callError(reason, signal, operation);
    });
    return refuseRedirect(response, operation);
  };
}

async function readRequest(request: Request): Promise<WireRequest> {
  const { pathname, searchParams } = new URL(request.url);
  return {
    method: request.method,
    path: pathname,
    query: Object.fromEntries([...new Set(searchParams.keys())].map((name) => [name, searchParams.getAll(name)])),
    headers: Object.fromEntries(request.headers),
    ...(request.body === null ? {} : { body: await request.text() }),
  };
}

async function authenticate(
  request: WireRequest,
  identity: Identity,
  endpoint: string,
  region: string,
): Promise<Record<string, string>> {
  switch (identity.kind) {
    case "none":
      return { ...request.headers };
    case "bearer":
      keepSecrets([identity.token]);
      return { ...request.headers, ...bearerHeaders(identity.token) };
    case "sigv4":
      keepSecrets([identity.credentials.secretAccessKey, identity.credentials.sessionToken]);
      return signRequest(request, { credentials: identity.credentials, region, endpoint });
    default:
      return identity satisfies never;
  }
}

function refuseRedirect(response: Response, operation: string | undefined): Response {
  const isRedirect = response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400);
  if (!isRedirect) {
    return response;
  }
  void response.body?.cancel();
  const target = response.headers.get("location");
  const place = target === null ? "another place" : quoteBeginning(target);
  const message = `the endpoint redirects to ${place}; this is not followed, because that host would get the credentials`;
  throw new BedrockError({ code: "RedirectError", message, status: response.status, operation });
}
