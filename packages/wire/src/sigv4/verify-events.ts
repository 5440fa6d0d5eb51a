import type { Frame } from "../event-stream/frame.ts";
import type { Credentials } from "../sign-request.ts";
import { EVENT_DATE_HEADER, EVENT_SIGNATURE_HEADER, eventToSign } from "./event-signature.ts";
import { hex, plain, signingKey, utf8 } from "./hmac.ts";
import { isSignatureFailure, readSignature } from "./read-signature.ts";
import type { ReceivedRequest } from "./received-request.ts";
import { type SignatureFailure, signatureFailure } from "./signature-failure.ts";

/** Whether a frame is one that wraps another frame and signs it. */
export function isSignedEvent(frame: Frame): boolean {
  return frame.headers.some(({ name }) => name === EVENT_SIGNATURE_HEADER);
}

/**
 * Verifies the frames of a client's stream, one after the other: the signature of each covers that of the one before.
 */
export interface EventVerifier {
  /** Returns undefined where the signature of the next frame is right, else what is wrong with it. */
  verify(frame: Frame): Promise<SignatureFailure | undefined>;
}

/**
 * Begins to verify the frames of a stream whose request is signed: that request's signature is what the first frame's
 * covers. https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html has the same chain for chunks.
 */
export function eventVerifier(request: ReceivedRequest, { secretAccessKey }: Credentials): EventVerifier {
  const signature = readSignature(request);
  if (isSignatureFailure(signature)) {
    return { verify: async () => signature };
  }
  const { scopeDate, region, service } = signature;
  const scope = `${scopeDate}/${region}/${service}/aws4_request`;
  const key = signingKey(secretAccessKey, scope);
  let prior = signature.signature;
  return {
    verify: async (frame) => {
      const own = headerOf(frame, EVENT_SIGNATURE_HEADER);
      const date = headerOf(frame, EVENT_DATE_HEADER);
      if (!(own instanceof Uint8Array) || typeof date !== "bigint") {
        return signatureFailure(
          "unsigned-event",
          `Each event must have ${EVENT_DATE_HEADER} and ${EVENT_SIGNATURE_HEADER}.`,
        );
      }
      const toSign = await eventToSign({ date, scope, prior, payload: frame.payload });
      prior = hex(own);
      return (await crypto.subtle.verify("HMAC", await key, plain(own), utf8(toSign)))
        ? undefined
        : signatureFailure(
            "wrong-event-signature",
            "The signature of an event is not the one that it, the event before and the secret key give.",
          );
    },
  };
}

function headerOf(frame: Frame, name: string): unknown {
  return frame.headers.find((header) => header.name === name)?.value;
}
