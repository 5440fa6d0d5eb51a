import type { HttpRequest } from "@smithy/types";
import type { WireRequest } from "./wire-request.ts";

/** AWS credentials, as the credential chain of the AWS SDK returns them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Only temporary credentials have one. */
  readonly sessionToken?: string;
}

/** How a request is signed. */
export interface SignRequestOptions {
  readonly credentials: Credentials;
  readonly region: string;
  /**
   * Where the request goes: its host is signed, and its path comes before that of the request. Without it the request
   * must have a `host` header.
   */
  readonly endpoint?: string | URL;
  /** The service in the credential scope. Default: `bedrock`, for the management and the runtime API alike. */
  readonly service?: string;
  /** The time of the signature. Default: now. */
  readonly date?: Date;
  /** Whether to send and sign the hash of the body as `x-amz-content-sha256`, as the AWS SDKs do. Default: true. */
  readonly hasContentHashHeader?: boolean;
}

/**
 * Signs a request with Signature Version 4 and returns its headers together with those of the signature, names in lower
 * case. The path is encoded a second time for the signature, which is what Bedrock expects of a model id with `%3A`. A
 * `host` header is signed, but returned only if the request has it: HTTP clients write it themselves. It signs with
 * `@smithy/signature-v4` and `@smithy/core`, optional peers of this package; throws an Error where they are not
 * installed.
 */
export async function signRequest(request: WireRequest, options: SignRequestOptions): Promise<Record<string, string>> {
  // Both load on the first signature only: 25 ms that an unsigned run never pays.
  const [{ SignatureV4 }, { Sha256 }] = await Promise.all([
    import("@smithy/signature-v4"),
    import("@smithy/core/checksum"),
  ]).catch((cause: unknown) => {
    throw new Error("signRequest needs two optional peers: npm install @smithy/signature-v4 @smithy/core", { cause });
  });
  const signer = new SignatureV4({
    service: options.service ?? "bedrock",
    region: options.region,
    credentials: options.credentials,
    sha256: Sha256,
    applyChecksum: options.hasContentHashHeader ?? true,
  });
  const signed = await signer.sign(
    signable(request, options),
    options.date === undefined ? {} : { signingDate: options.date },
  );
  const { host, ...headers } = signed.headers;
  return host === undefined || request.headers.host === undefined ? headers : { ...headers, host };
}

/** The header that carries a bearer key of Amazon Bedrock. */
export function bearerHeaders(key: string): { readonly authorization: string } {
  return { authorization: `Bearer ${key}` };
}

function signable(request: WireRequest, { endpoint }: SignRequestOptions): HttpRequest {
  const url = endpoint === undefined ? undefined : new URL(endpoint);
  const host = url?.host ?? request.headers.host;
  if (host === undefined) {
    throw new Error("A request is signed for a host: give the option endpoint, or the request a host header");
  }
  return {
    method: request.method,
    protocol: url?.protocol ?? "https:",
    hostname: host,
    path: `${url?.pathname.replace(/\/$/, "") ?? ""}${request.path}`,
    query: Object.fromEntries(
      Object.entries(request.query).map(([name, value]) => [name, typeof value === "string" ? value : [...value]]),
    ),
    headers: { ...request.headers, host },
    body: request.body,
  };
}
