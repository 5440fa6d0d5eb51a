/** Longest line of a value that is written on one line. */
const WIDTH = 120;

/** JSON data as text: short values on one line, others a member a line; undefined members are left out. */
export function jsonText(value: unknown): string {
  return `${written(value, "")}\n`;
}

/** JSON data on one line; undefined members are left out. */
export function jsonLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(jsonLine).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const members = entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${jsonLine(item)}`);
    return members.length > 0 ? `{ ${members.join(", ")} }` : "{}";
  }
  return JSON.stringify(value);
}

function written(value: unknown, indent: string): string {
  const line = jsonLine(value);
  if (indent.length + line.length <= WIDTH || typeof value !== "object" || value === null) return line;
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
