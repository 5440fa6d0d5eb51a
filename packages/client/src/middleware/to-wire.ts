/**
 * The input of a command of the AWS SDK as the JSON that it sends: bytes are base64, dates are text, the unknown member
 * of a union stands under its own name, and what is undefined is not there.
 */
export function toWire(value: unknown): unknown {
  if (value instanceof Uint8Array) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("base64");
  }
  if (value instanceof Date) {
    return value.toISOString();
  }
  if (Array.isArray(value)) {
    return value.map(toWire);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => memberOnWire(name, member)));
}

function memberOnWire(name: string, member: unknown): readonly [name: string, value: unknown] {
  return name === "$unknown" && Array.isArray(member) ? [String(member[0]), toWire(member[1])] : [name, toWire(member)];
}
