import { encodeFrame } from "../event-stream/frame.ts";
import type { Credentials } from "../sign-request.ts";
import { EVENT_DATE_HEADER, EVENT_SIGNATURE_HEADER, eventToSign } from "./event-signature.ts";
import { hex, signingKey, utf8 } from "./hmac.ts";

/** The header of a request whose body is a stream of signed events, in place of the hash of the body. */
export const EVENTS_CONTENT_HASH = { "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-EVENTS" } as const;

/** Signs the frames of a client's stream, one after the other: the signature of each covers that of the one before. */
export interface EventSigner {
  /** Wraps a frame in one that signs it. An empty one ends the stream. */
  sign(frame: Uint8Array): Promise<Uint8Array>;
}

/**
 * Begins to sign the frames of a stream. `headers` are those of its request, signed by `signRequest` with
 * `EVENTS_CONTENT_HASH` among them: the request's signature is what the first frame's covers. Throws an Error where
 * they have no signature.
 */
export function eventSigner(
  headers: Readonly<Record<string, string>>,
  { secretAccessKey }: Credentials,
  now: () => Date = () => new Date(),
): EventSigner {
  const [, scope, signature] =
    /Credential=[^/,]+\/([^,]+),.*Signature=([0-9a-f]{64})$/.exec(headers.authorization ?? "") ?? [];
  if (scope === undefined || signature === undefined) {
    throw new Error("Events are signed after their request: its header authorization has no signature");
  }
  const key = signingKey(secretAccessKey, scope);
  let prior = signature;
  return {
    sign: async (frame) => {
      const date = BigInt(now().getTime());
      const toSign = await eventToSign({ date, scope, prior, payload: frame });
      const own = new Uint8Array(await crypto.subtle.sign("HMAC", await key, utf8(toSign)));
      prior = hex(own);
      return encodeFrame({ [EVENT_DATE_HEADER]: date, [EVENT_SIGNATURE_HEADER]: own }, frame);
    },
  };
}
