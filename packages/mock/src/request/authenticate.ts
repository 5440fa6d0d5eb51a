import {
  type Credentials,
  type ErrorMessageName,
  errorMessage,
  isSameSecret,
  isSignatureFailure,
  readSignature,
  type SignatureFailure,
  verifySignature,
} from "@bedrock-contract/wire";
import { errorTypeHeaders } from "../http/answer.ts";
import type { MockRequest } from "../http/mock-request.ts";
import { Refusal } from "../http/refusal.ts";

/** Who may ask. Without credentials and without a bearer key everybody may. */
export interface AuthenticationOptions {
  /** Requests signed with these are accepted. Default: any well-formed signature, and none at all. */
  readonly credentials?: Credentials | undefined;
  /** Requests with this bearer key are accepted. Default: any, where there are no credentials either. */
  readonly bearerToken?: string | undefined;
  /** The region that the signatures of `credentials` must name. Default: `us-east-1`. */
  readonly region?: string | undefined;
}

/** Whose signatures are taken. */
interface Services {
  /** The services that signatures may be made for. Default: `bedrock`. */
  readonly services?: readonly string[];
}

/** The region of a mock that is told none. */
export const DEFAULT_REGION = "us-east-1";

/** Throws what AWS answers where a request is not authenticated: status 403 and the exception of that failure. */
export async function authenticate(request: MockRequest, options: AuthenticationOptions & Services): Promise<void> {
  const { authorization } = request.headers;
  const isOpen = options.credentials === undefined && options.bearerToken === undefined;
  if (authorization === undefined) {
    if (!isOpen) {
      throw inWords("missing-token");
    }
  } else if (/^bearer\b/i.test(authorization)) {
    checkBearer(authorization, options, isOpen);
  } else {
    const failure = isOpen ? readFailure(request) : await verify(request, options);
    if (failure !== undefined) {
      throw refusal(failure.errorType, failure.message);
    }
  }
}

/** A bearer key is one token. https://www.rfc-editor.org/rfc/rfc6750#section-2.1 */
const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

function checkBearer(authorization: string, { bearerToken }: AuthenticationOptions, isOpen: boolean): void {
  const token = BEARER.exec(authorization)?.[1];
  if (token === undefined || (!isOpen && (bearerToken === undefined || !isSameSecret(token, bearerToken)))) {
    throw inWords("wrong-bearer-key");
  }
}

/** The Region of a request: that of the mock; where it is told none, the one for which the request is signed. */
export function regionOf({ received }: MockRequest, { region }: AuthenticationOptions): string {
  const signature = readSignature(received);
  return region ?? (isSignatureFailure(signature) ? DEFAULT_REGION : signature.region);
}

function readFailure({ received }: MockRequest): SignatureFailure | undefined {
  const signature = readSignature(received);
  return isSignatureFailure(signature) ? signature : undefined;
}

function verify(
  { received }: MockRequest,
  options: AuthenticationOptions & Services,
): Promise<SignatureFailure | undefined> {
  const { credentials, region = DEFAULT_REGION, services = [] } = options;
  const signature = readSignature(received);
  const service = isSignatureFailure(signature) ? undefined : services.find((each) => each === signature.service);
  return verifySignature(received, {
    ...(service !== undefined && { service }),
    credentials: (accessKeyId) => (accessKeyId === credentials?.accessKeyId ? credentials : undefined),
    region,
  });
}

/** The refusals of authentication come from the layer that all services of AWS share, and their type says so. */
function inWords(name: ErrorMessageName): Refusal {
  const { error, member, text } = errorMessage(name);
  return refusal(error, text, { [member]: text });
}

function refusal(errorType: string, message: string, body?: unknown): Refusal {
  return new Refusal(errorType, 403, message, {
    headers: errorTypeHeaders(errorType, "com.amazon.coral.service"),
    ...(body !== undefined && { body }),
  });
}
