import { gunzipSync } from "node:zlib";

/** More than any body of Bedrock has; a small file can stand for gigabytes. */
const LONGEST_BODY = 200 * 1024 * 1024;

/**
 * A message whose body was recorded as it was packed. Neither JSON nor frames begin like gzip, so that headers, which
 * many recorders keep though they unpack, need not be asked. What cannot be unpacked stays as it is.
 */
export function unpackBody<Message extends { readonly body: Buffer }>(message: Message): Message {
  const { body } = message;
  if (body[0] !== 0x1f || body[1] !== 0x8b) {
    return message;
  }
  try {
    return { ...message, body: gunzipSync(body, { maxOutputLength: LONGEST_BODY }) };
  } catch {
    return message;
  }
}
