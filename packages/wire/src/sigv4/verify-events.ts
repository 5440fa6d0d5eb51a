import type { Frame } from "../event-stream/frame.ts";
import type { Credentials } from "../sign-request.ts";
import { hex, plain, sha256, signingKey, utf8 } from "./hmac.ts";
import { isSignatureFailure, readSignature } from "./read-signature.ts";
import type { ReceivedRequest } from "./received-request.ts";
import { type SignatureFailure, signatureFailure } from "./signature-failure.ts";

/** The header of a frame that holds the time at which it was signed. */
export const EVENT_DATE_HEADER = ":date";

/** The header of a frame that holds its signature. */
export const EVENT_SIGNATURE_HEADER = ":chunk-signature";

/** Whether a frame is one that wraps another frame and signs it. */
export function isSignedEvent(frame: Frame): boolean {
  return frame.headers.some(({ name }) => name === EVENT_SIGNATURE_HEADER);
}

/** Verifies the frames of a client's stream, one after the other: the signature of each covers that of the one before. */
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
      const hashes = [await sha256(dateHeader(date)), await sha256(frame.payload)];
      const toSign = ["AWS4-HMAC-SHA256-PAYLOAD", timestampOf(date), scope, prior, ...hashes].join("\n");
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

const TIMESTAMP_TYPE = 8;

/** The header of the date as it stands in the frame, which is what is signed. */
function dateHeader(date: bigint): Uint8Array {
  const name = utf8(EVENT_DATE_HEADER);
  const bytes = new Uint8Array(1 + name.length + 1 + 8);
  bytes[0] = name.length;
  bytes.set(name, 1);
  bytes[1 + name.length] = TIMESTAMP_TYPE;
  new DataView(bytes.buffer).setBigInt64(2 + name.length, date);
  return bytes;
}

/** Milliseconds since 1970 in the form 20150830T123600Z. */
function timestampOf(date: bigint): string {
  return new Date(Number(date)).toISOString().replaceAll(/[:-]|\.\d{3}/g, "");
}
