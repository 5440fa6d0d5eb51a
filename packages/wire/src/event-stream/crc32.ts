// One table of 8 x 256 entries: row k moves a byte over k further bytes, so that eight bytes are taken a step.
const TABLE = createTable();

/**
 * The CRC-32 (IEEE 802.3) of `bytes[start, end)` as an unsigned 32-bit number: the checksum of event-stream frames.
 * Uses no Node API, so that frames can be read in browsers too.
 */
export function crc32(bytes: Uint8Array, start = 0, end: number = bytes.length): number {
  let crc = -1;
  let at = start;
  for (const last = end - 8; at <= last; at += 8) {
    crc ^= item(bytes, at) | (item(bytes, at + 1) << 8) | (item(bytes, at + 2) << 16) | (item(bytes, at + 3) << 24);
    crc =
      item(TABLE, 1792 + (crc & 255)) ^
      item(TABLE, 1536 + ((crc >>> 8) & 255)) ^
      item(TABLE, 1280 + ((crc >>> 16) & 255)) ^
      item(TABLE, 1024 + (crc >>> 24)) ^
      item(TABLE, 768 + item(bytes, at + 4)) ^
      item(TABLE, 512 + item(bytes, at + 5)) ^
      item(TABLE, 256 + item(bytes, at + 6)) ^
      item(TABLE, item(bytes, at + 7));
  }
  for (; at < end; at++) crc = item(TABLE, (crc ^ item(bytes, at)) & 255) ^ (crc >>> 8);
  return ~crc >>> 0;
}

function createTable(): Int32Array {
  const table = new Int32Array(8 * 256);
  for (let index = 0; index < 256; index++) table[index] = shiftedByte(index);
  for (let index = 256; index < table.length; index++) {
    const previous = item(table, index - 256);
    table[index] = item(table, previous & 255) ^ (previous >>> 8);
  }
  return table;
}

function shiftedByte(byte: number): number {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
}

function item(array: Uint8Array | Int32Array, index: number): number {
  // Every caller keeps the index in range; a check here would cost a third of the speed.
  return array[index] as number;
}
