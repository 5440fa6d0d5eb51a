import { isSameSecret } from "@bedrock-contract/wire";
import type { MockRequest } from "../http/mock-request.ts";
import { refusalLike } from "./gateway-refusal.ts";

/** An API key is one token. https://www.rfc-editor.org/rfc/rfc6750#section-2.1 */
const BEARER = /^bearer +([A-Za-z0-9._~+/-]+=*)$/i;

/** Throws the refusal of a request without the key that is asked for. Where none is asked for everybody may ask. */
export function authenticateKey({ headers }: MockRequest, { apiKey }: { readonly apiKey: string | undefined }): void {
  if (apiKey === undefined) {
    return;
  }
  const key = BEARER.exec(headers.authorization ?? "")?.[1];
  if (key === undefined) {
    throw refusalLike("no-api-key");
  }
  if (!isSameSecret(key, apiKey)) {
    throw refusalLike("wrong-api-key");
  }
}
