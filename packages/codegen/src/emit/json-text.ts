/** Longest line of a value that is written on one line. */
const WIDTH = 120;

/** JSON data as text: short values on one line, others a member a line; undefined members are left out. */
export function jsonText(value: unknown): string {
  return `${written(value, "")}\n`;
}

/** JSON data on one line; undefined members are left out. */
export function jsonLine(value: unknown): string {
  return lineWithin(value, Number.POSITIVE_INFINITY) ?? "";
}

/**
 * JSON data on one line, unless that takes more characters than there is room for: then it need not be written to its
 * end.
 */
function lineWithin(value: unknown, room: number): string | undefined {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const isList = Array.isArray(value);
  let line = "";
  for (const [key, item] of isList ? value.entries() : entries(value)) {
    const inner = lineWithin(item, room);
    if (inner === undefined) return undefined;
    line += `${line && ", "}${isList ? "" : `${JSON.stringify(key)}: `}${inner}`;
    if (line.length > room) return undefined;
  }
  const whole = isList ? `[${line}]` : line && `{ ${line} }`;
  return whole.length > room ? undefined : whole || "{}";
}

function written(value: unknown, indent: string): string {
  const line = lineWithin(value, WIDTH - indent.length);
  if (line !== undefined || typeof value !== "object" || value === null) return line ?? "";
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  const members = Array.isArray(value)
    ? value.map((item) => `${inner}${written(item, inner)}`)
    : entries(value).map(([key, item]) => `${inner}${JSON.stringify(key)}: ${written(item, inner)}`);
  return `${open}\n${members.join(",\n")}\n${indent}${close}`;
}

function entries(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}
