/** Longest line of a value that is written on one line. */
const WIDTH = 120;

/** JSON data as text: short values on one line, others a member a line; undefined members are left out. */
export function jsonText(value: unknown): string {
  return `${written(value, "")}\n`;
}

/** JSON data on one line; undefined members are left out. */
export function jsonLine(value: unknown): string {
  return isHolder(value) ? onOneLine(value, membersOf(value, jsonLine)) : JSON.stringify(value);
}

/** From the inside: what holds a value of several lines has several itself. */
function written(value: unknown, indent: string): string {
  if (!isHolder(value)) return JSON.stringify(value);
  const inner = `${indent}  `;
  const members = membersOf(value, (item) => written(item, inner));
  if (!members.some((member) => member.length > WIDTH || member.includes("\n"))) {
    const line = onOneLine(value, members);
    if (line.length <= WIDTH - indent.length || members.length === 0) return line;
  }
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${members.map((member) => inner + member).join(",\n")}\n${indent}${close}`;
}

function isHolder(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

function membersOf(value: object, write: (item: unknown) => string): readonly string[] {
  if (Array.isArray(value)) return value.map(write);
  const present = Object.entries(value).filter(([, item]) => item !== undefined);
  return present.map(([key, item]) => `${JSON.stringify(key)}: ${write(item)}`);
}

function onOneLine(value: object, members: readonly string[]): string {
  if (Array.isArray(value)) return `[${members.join(", ")}]`;
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}
