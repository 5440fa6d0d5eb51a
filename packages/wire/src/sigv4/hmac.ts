type Bytes = Uint8Array<ArrayBuffer>;

type Key = Awaited<ReturnType<typeof crypto.subtle.importKey>>;

/** The last key: a client or a server has one secret, and one scope a day. */
let last: { readonly of: string; readonly key: Promise<Key> } | undefined;

/** The key that signs what has a scope such as `20150830/us-east-1/bedrock/aws4_request`. */
export function signingKey(secretAccessKey: string, scope: string): Promise<Key> {
  const of = JSON.stringify([secretAccessKey, scope]);
  if (last?.of !== of) {
    last = { of, key: deriveKey(secretAccessKey, scope) };
  }
  return last.key;
}

async function deriveKey(secretAccessKey: string, scope: string): Promise<Key> {
  let key = await hmacKey(utf8(`AWS4${secretAccessKey}`));
  for (const part of scope.split("/")) {
    key = await hmacKey(await crypto.subtle.sign("HMAC", key, utf8(part)));
  }
  return key;
}

/** The SHA-256 hash of bytes in hexadecimal digits. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", plain(bytes))));
}

/** Bytes in hexadecimal digits. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The bytes that hexadecimal digits stand for. */
export function bytesOf(digits: string): Bytes {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** A string in UTF-8. */
export function utf8(text: string): Bytes {
  return encoder.encode(text);
}

/** Web Crypto takes no shared memory, and TypeScript cannot tell: such bytes are copied. */
export function plain(bytes: Uint8Array): Bytes {
  return bytes.buffer instanceof ArrayBuffer
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
    : bytes.slice();
}

const encoder = new TextEncoder();

function hmacKey(raw: Bytes | ArrayBuffer): Promise<Key> {
  return crypto.subtle.importKey("raw", raw, { name: "HMAC", hash: "SHA-256" }, false, ["sign", "verify"]);
}
