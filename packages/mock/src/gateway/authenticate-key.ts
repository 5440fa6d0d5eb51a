import { type ApiName, apis, isSameSecret } from "@bedrock-contract/wire";
import type { MockRequest } from "../http/mock-request.ts";
import { Refusal } from "../http/refusal.ts";
import { type AuthenticationOptions, authenticate } from "../request/authenticate.ts";
import { refusalLike } from "./gateway-refusal.ts";

/** An API key is one token. https://www.rfc-editor.org/rfc/rfc6750#section-2.1 */
const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/** Throws the refusal of a request without the key that is asked for. Where none is asked for everybody may ask. */
export function authenticateKey(
  { headers }: MockRequest,
  { apiKey, api }: { readonly apiKey: string | undefined; readonly api: ApiName },
): void {
  if (apiKey === undefined) {
    return;
  }
  const key = BEARER.exec(headers.authorization ?? "")?.[1] ?? headers[KEY_HEADER];
  if (key === undefined) {
    throw refusalLike(api, "no-api-key");
  }
  if (!isSameSecret(key, apiKey)) {
    throw refusalLike(api, "wrong-api-key");
  }
}

/** Where clients of Anthropic send a key. */
const KEY_HEADER = "x-api-key";

/**
 * Throws the refusal of a request to Amazon Bedrock itself that is neither signed for one of the api's services nor has
 * its key.
 */
export async function authenticateCaller(
  request: MockRequest,
  { api, ...options }: AuthenticationOptions & { readonly api: ApiName },
): Promise<void> {
  const services = apis[api].servers.flatMap(({ service }) => service ?? []);
  const key = request.headers[KEY_HEADER];
  const { authorization = key === undefined ? undefined : `Bearer ${key}` } = request.headers;
  const headers = { ...request.headers, ...(authorization !== undefined && { authorization }) };
  try {
    await authenticate({ ...request, headers }, { ...options, services });
  } catch (reason) {
    const { message } = Refusal.from(reason);
    throw authorization === undefined ? refusalLike(api, "no-api-key") : refusalLike(api, "wrong-api-key", message);
  }
}
