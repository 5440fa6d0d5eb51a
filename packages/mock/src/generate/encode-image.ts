import { crc32, deflateSync } from "node:zlib";

/** An image of one color. */
export interface PlainImage {
  readonly width: number;
  readonly height: number;
  /** Red, green and blue, each from 0 to 255. */
  readonly color: readonly [number, number, number];
}

/** The bytes of an image, by its media type. */
export const encoders: Readonly<Record<string, (image: PlainImage) => Buffer>> = {
  "image/png": encodePng,
  "image/jpeg": encodeJpeg,
  "image/webp": encodeWebp,
};

/** Each pixel is one bit, and both colors are the same: https://www.w3.org/TR/png-3 */
function encodePng({ width, height, color }: PlainImage): Buffer {
  const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 0, 0, 0]);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  const pixels = Buffer.alloc((Math.ceil(width / 8) + 1) * height);
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    pngChunk("IHDR", header),
    pngChunk("PLTE", Buffer.from([...color, ...color])),
    pngChunk("IDAT", deflateSync(pixels)),
    pngChunk("IEND", Buffer.alloc(0)),
  ]);
}

function pngChunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, "latin1"), data]);
  return Buffer.concat([bytesOf(data.length, 4), named, bytesOf(crc32(named), 4)]);
}

/**
 * A gray image, as light as the color: baseline coding, one component. Two Huffman tables have one code of one bit
 * each, or two: the first block says how light it is, and each after it that nothing changes.
 * https://www.w3.org/Graphics/JPEG/itu-t81.pdf
 */
function encodeJpeg({ width, height, color }: PlainImage): Buffer {
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  const light = Math.round(color.reduce((sum, part) => sum + part, 0) / 3) - 128;
  // With a quantizer of 8 the first coefficient is the lightness itself.
  const size = 32 - Math.clz32(Math.abs(light));
  const value = (light < 0 ? light + 2 ** size - 1 : light)
    .toString(2)
    .padStart(size, "0")
    .slice(-size || undefined);
  const first = `10${size === 0 ? "" : value}0`;
  const bits = size === 0 ? "00".repeat(blocks) : first + "00".repeat(blocks - 1);
  return Buffer.concat([
    Buffer.from("ffd8", "hex"),
    jpegSegment(0xdb, Buffer.from([0, ...Array.from({ length: 64 }, () => 8)])),
    jpegSegment(0xc0, Buffer.from([8, ...bytesOf(height, 2), ...bytesOf(width, 2), 1, 1, 0x11, 0])),
    jpegSegment(0xc4, huffmanTable(0x00, [0, size])),
    jpegSegment(0xc4, huffmanTable(0x10, [0])),
    jpegSegment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    stuffed(bits),
    Buffer.from("ffd9", "hex"),
  ]);
}

function jpegSegment(marker: number, data: Buffer): Buffer {
  return Buffer.concat([Buffer.from([0xff, marker]), bytesOf(data.length + 2, 2), data]);
}

/** The first value has the code 0, the second 10. */
function huffmanTable(id: number, values: readonly number[]): Buffer {
  const distinct = [...new Set(values)];
  const counts = Array.from({ length: 16 }, (_, index) => (index < distinct.length ? 1 : 0));
  return Buffer.from([id, ...counts, ...distinct]);
}

/** Bits as bytes, filled up with ones; a zero follows each byte of ones, which else begins a marker. */
function stuffed(bits: string): Buffer {
  const bytes = Buffer.alloc(Math.ceil(bits.length / 8));
  for (let at = 0; at < bytes.length; at += 1) {
    bytes[at] = Number.parseInt(bits.slice(at * 8, at * 8 + 8).padEnd(8, "1"), 2);
  }
  return Buffer.from([...bytes].flatMap((byte) => (byte === 0xff ? [0xff, 0] : [byte])));
}

/**
 * Lossless coding, in which a code of one symbol takes no bits:
 * https://developers.google.com/speed/webp/docs/webp_lossless_bitstream_specification
 */
function encodeWebp({ width, height, color: [red, green, blue] }: PlainImage): Buffer {
  const fields: (readonly [value: number, bits: number])[] = [
    [0x2f, 8],
    [width - 1, 14],
    [height - 1, 14],
    // No alpha, version 0; no transform, no color cache, no further codes.
    [0, 1 + 3],
    [0, 1 + 1 + 1],
    // One symbol of eight bits for green, red, blue and alpha; one of one bit for distances.
    ...[green, red, blue, 255].flatMap(
      (symbol) =>
        [
          [1, 1],
          [0, 1],
          [1, 1],
          [symbol, 8],
        ] as const,
    ),
    ...([
      [1, 1],
      [0, 1],
      [0, 1],
      [0, 1],
    ] as const),
  ];
  // The lowest bit of a field comes first, and the lowest of a byte.
  const bits = fields.map(([value, count]) => [...value.toString(2).padStart(count, "0")].reverse().join("")).join("");
  const bytes = (bits.match(/.{1,8}/g) ?? []).map((each) =>
    Number.parseInt([...each.padEnd(8, "0")].reverse().join(""), 2),
  );
  const data = Buffer.from(bytes.length % 2 === 0 ? bytes : [...bytes, 0]);
  const chunk = Buffer.concat([Buffer.from("VP8L"), littleEndian(bytes.length), data]);
  return Buffer.concat([Buffer.from("RIFF"), littleEndian(chunk.length + 4), Buffer.from("WEBP"), chunk]);
}

function bytesOf(value: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  bytes.writeUIntBE(value, 0, length);
  return bytes;
}

function littleEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
