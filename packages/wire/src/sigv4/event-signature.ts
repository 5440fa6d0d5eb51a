import { sha256, utf8 } from "./hmac.ts";

/** The header of a frame that holds the time at which it was signed. */
export const EVENT_DATE_HEADER = ":date";

/** The header of a frame that holds its signature. */
export const EVENT_SIGNATURE_HEADER = ":chunk-signature";

/** What the signature of an event covers. */
export interface SignedEvent {
  /** When it was signed, in milliseconds since 1970. */
  readonly date: bigint;
  /** `20150830/us-east-1/bedrock/aws4_request`. */
  readonly scope: string;
  /** The signature of the event before, or of the request, in hexadecimal digits. */
  readonly prior: string;
  readonly payload: Uint8Array;
}

/** What is signed of an event. */
export async function eventToSign({ date, scope, prior, payload }: SignedEvent): Promise<string> {
  const hashes = [await sha256(dateHeader(date)), await sha256(payload)];
  return ["AWS4-HMAC-SHA256-PAYLOAD", timestampOf(date), scope, prior, ...hashes].join("\n");
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
