// Node's Buffer is many times faster than `atob` and is absent in browsers.
const NodeBuffer: typeof Buffer | undefined = globalThis.Buffer;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The bytes that the padded standard base64 `text` stands for; undefined when it is not base64. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (!BASE64.test(text)) return undefined;
  if (NodeBuffer !== undefined) return NodeBuffer.from(text, "base64");
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
}

/** Padded standard base64 of `bytes`. */
export function encodeBase64(bytes: Uint8Array): string {
  if (NodeBuffer !== undefined) {
    return NodeBuffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
  }
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
