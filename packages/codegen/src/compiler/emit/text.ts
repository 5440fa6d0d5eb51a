const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** A string as source; separators of lines are escaped, so that it stays on one. */
export function quote(text: string): string {
  return JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

/** The source that reads a member. */
export function memberAccess(object: string, name: string): string {
  return IDENTIFIER.test(name) ? `${object}.${name}` : `${object}[${quote(name)}]`;
}

/** A pattern as a literal with the flag `u`. */
export function patternLiteral(pattern: string): string {
  const { source } = new RegExp(pattern, "u");
  return `/${source.replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029")}/u`;
}

/** A JSON value as source; objects are parsed, since a literal would take `__proto__` for the prototype. */
export function valueLiteral(value: unknown): string {
  if (typeof value === "string") return quote(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `/* @__PURE__ */ JSON.parse(${quote(JSON.stringify(value))})`;
}

/** `1 item`, `2 items`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Moves lines to the right. */
export function indent(lines: readonly string[]): readonly string[] {
  return lines.map((line) => (line === "" ? line : `  ${line}`));
}

/** A statement, or several in braces, under a condition; what begins with `if` or `for` is put in braces too. */
export function block(head: string, lines: readonly string[]): readonly string[] {
  const [only] = lines;
  if (lines.length === 1 && only !== undefined && !/^(?:if|for) /.test(only)) return [`${head} ${only}`];
  return [`${head} {`, ...indent(lines), "}"];
}

/** Statements under a condition, if there are any. */
export function nonEmpty(head: string, lines: readonly string[]): readonly string[] {
  return lines.length > 0 ? block(head, lines) : [];
}
