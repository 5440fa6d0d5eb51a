import { printable } from "@bedrock-contract/wire";

/** A text in which Markdown sees nothing but text. */
export function markdownText(text: string): string {
  return printable(text)
    .replaceAll(/\s+/g, " ")
    .replaceAll(/[\\`*_[\]#|~]/g, "\\$&")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll("@", "&#64;");
}

/** A text as code within a line, also of a table. */
export function markdownCode(text: string): string {
  const line = printable(text).replaceAll(/\s+/g, " ").replaceAll("|", "\\|");
  const fence = fenceAround(line, 1);
  const space = line.startsWith("`") || line.endsWith("`") ? " " : "";
  return `${fence}${space}${line}${space}${fence}`;
}

/** Lines as a block of code. */
export function markdownBlock(lines: readonly string[], language = ""): readonly string[] {
  const text = lines.map(printable).join("\n");
  const fence = fenceAround(text, 3);
  return [`${fence}${language}`, text, fence];
}

/** More backticks than the text has in a row. */
function fenceAround(text: string, least: number): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  return "`".repeat(Math.max(least, longest + 1));
}
