import { type FrameHeader, HEADER_TYPES, type HeaderType } from "./frame.ts";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The headers in `bytes[start, end)`, or a sentence that says why they cannot be read. */
export function decodeHeaders(bytes: Uint8Array, start: number, end: number): readonly FrameHeader[] | string {
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, end - start);
  const headers: FrameHeader[] = [];
  try {
    for (let at = 0; at < view.byteLength; ) {
      const header = readHeader(view, at);
      headers.push(header.header);
      at = header.end;
    }
  } catch (reason) {
    if (reason instanceof RangeError) return `a header runs past the ${view.byteLength} bytes of headers`;
    return reason instanceof Error ? reason.message : String(reason);
  }
  return headers;
}

function readHeader(view: DataView, at: number): { header: FrameHeader; end: number } {
  const nameEnd = at + 1 + view.getUint8(at);
  const name = text(view, at + 1, nameEnd);
  const number = view.getUint8(nameEnd);
  const type = HEADER_TYPES[number];
  if (type === undefined)
    throw new Error(`header ${name} has type ${number}, expected 0 to ${HEADER_TYPES.length - 1}`);
  const { value, end } = readValue(view, nameEnd + 1, type);
  return { header: { name, type, value }, end };
}

function readValue(view: DataView, at: number, type: HeaderType): { value: FrameHeader["value"]; end: number } {
  switch (type) {
    case "true":
    case "false":
      return { value: type === "true", end: at };
    case "byte":
      return { value: view.getInt8(at), end: at + 1 };
    case "short":
      return { value: view.getInt16(at), end: at + 2 };
    case "integer":
      return { value: view.getInt32(at), end: at + 4 };
    case "long":
    case "timestamp":
      return { value: view.getBigInt64(at), end: at + 8 };
    case "uuid":
      return { value: hex(bytesOf(view, at, at + 16)), end: at + 16 };
    case "bytes":
    case "string": {
      const end = at + 2 + view.getUint16(at);
      return {
        value: type === "string" ? text(view, at + 2, end) : bytesOf(view, at + 2, end).slice(),
        end,
      };
    }
    default:
      return type satisfies never;
  }
}

function text(view: DataView, start: number, end: number): string {
  const bytes = bytesOf(view, start, end);
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Error(`the header text at byte ${start} of the headers is not UTF-8`);
  }
}

function bytesOf(view: DataView, start: number, end: number): Uint8Array {
  if (end > view.byteLength) throw new RangeError("past the end");
  return new Uint8Array(view.buffer, view.byteOffset + start, end - start);
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
