const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
const WIDTH = 110;

/** How a value is written. */
interface LiteralOptions {
  /** What stands before its lines. Default: nothing. */
  readonly indent?: string;
  /** The longest line with more than one value. Default: 110. */
  readonly width?: number;
}

/** JSON data as TypeScript source: short values on one line, others a member a line; undefined members are left out. */
export function literal(value: unknown, { indent = "", width = WIDTH }: LiteralOptions = {}): string {
  const line = oneLine(value);
  if (indent.length + line.length <= width) return line;
  const inner = `${indent}  `;
  const within = { indent: inner, width };
  if (Array.isArray(value)) {
    return `[\n${value.map((item) => `${inner}${literal(item, within)},\n`).join("")}${indent}]`;
  }
  if (typeof value === "object" && value !== null) {
    const members = entries(value).map(([key, item]) => `${inner}${name(key)}: ${literal(item, within)},\n`);
    return `{\n${members.join("")}${indent}}`;
  }
  return line;
}

function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const members = entries(value).map(([key, item]) => `${name(key)}: ${oneLine(item)}`);
    return members.length > 0 ? `{ ${members.join(", ")} }` : "{}";
  }
  return JSON.stringify(value);
}

function entries(value: object): readonly (readonly [string, unknown])[] {
  return Object.entries(value).filter(([, item]) => item !== undefined);
}

/** `__proto__` must be computed, else it would set the prototype. */
function name(key: string): string {
  if (key === "__proto__") return '["__proto__"]';
  return IDENTIFIER.test(key) ? key : JSON.stringify(key);
}
