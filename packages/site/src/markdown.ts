/** A row of a table: each cell by the title of its column. */
export type Row = Readonly<Record<string, string>>;

/** The anchor that GitHub gives a heading, so that a link works here as there. */
export function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");
}

const FENCE = /^ *(?:```|~~~)[\s\S]*?^ *(?:```|~~~)[^\S\n]*$/m;
/** Runs of backticks with what stands between them, within a paragraph. */
const SPAN = /(?<!`)(`+)(?!`)(?:(?!\n\n)[\s\S])*?(?<!`)\1(?!`)/;

/** Calls `change` on each part of a Markdown text that is no code, neither a fence nor a span. */
export function outsideCode(text: string, change: (part: string) => string): string {
  return apart(text, FENCE, (part) => apart(part, SPAN, change));
}

/** Replaces the target of each link that leads into the repository. Without a target, the words of the link stay. */
export function rewriteLinks(text: string, replace: (target: string) => string | undefined): string {
  // The words of a link may hold code, so that only fences are set aside.
  return apart(text, FENCE, (part) =>
    part.replaceAll(/\[([^\][]*)\]\(([^()\s]+)\)/g, (whole, words: string, target: string) => {
      if (/^(?:[a-z]+:|#)/.test(target)) return whole;
      const next = replace(target);
      return next === undefined ? words : `[${words}](${next})`;
    }),
  );
}

/** Calls `change` on what stands between the places that a pattern finds. */
function apart(text: string, pattern: RegExp, change: (part: string) => string): string {
  let [changed, end] = ["", 0];
  for (const found of text.matchAll(new RegExp(pattern, `${pattern.flags}g`))) {
    changed += change(text.slice(end, found.index)) + found[0];
    end = found.index + found[0].length;
  }
  return changed + change(text.slice(end));
}

/** Text as it stands in a page of VitePress, to which `<` begins markup and two braces an expression. */
export function asText(text: string): string {
  return outsideCode(text, (part) => part.replaceAll("<", "&lt;").replaceAll("{{", "&#123;&#123;"));
}

/** A span of code that holds any text. */
export function code(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  const space = /^`|`$/.test(text) ? " " : "";
  return `${fence}${space}${text}${space}${fence}`;
}

/** A table of rows that have the same columns. */
export function table(rows: readonly Row[]): string {
  const [first] = rows;
  if (!first) return "";
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll(/\s*\n\s*/g, " ").replaceAll("|", "\\|")).join(" | ")} |`;
  const columns = Object.keys(first);
  const body = rows.map((row) => line(columns.map((column) => row[column] ?? "")));
  return [line(columns), line(columns.map(() => "---")), ...body].join("\n");
}

/** The rows of the tables of a Markdown text whose first column has this title, one after the other. */
export function readTables(text: string, column: string): readonly Row[] {
  const lines = text.split("\n");
  const rows: Row[] = [];
  for (const [index, line] of lines.entries()) {
    const titles = cellsOf(line);
    if (titles[0] !== column || !/^\|\s*:?-/.test(lines[index + 1] ?? "")) continue;
    for (const row of lines.slice(index + 2)) {
      if (!row.startsWith("|")) break;
      const cells = cellsOf(row);
      rows.push(Object.fromEntries(titles.map((title, at) => [title, cells[at] ?? ""])));
    }
  }
  return rows;
}

function cellsOf(line: string): readonly string[] {
  if (!line.startsWith("|")) return [];
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll("\\|", "|"));
}
