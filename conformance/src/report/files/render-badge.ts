import type { SuiteResults } from "../../result.ts";
import { applicableOf, exitCodeOf } from "../../results/summary.ts";

const COLORS: Readonly<Record<ReturnType<typeof exitCodeOf>, string>> = {
  0: "#2e7d32",
  1: "#b3261e",
  3: "#7a5c00",
  130: "#7a5c00",
};

/** A badge, as SVG: how many of the cases that apply conform. */
export function renderBadge(results: SuiteResults): string {
  const { summary } = results;
  const envelopes = summary["pass (envelope)"];
  const judged = `${summary.pass}/${applicableOf(summary)}`;
  const message = envelopes === 0 ? judged : `${judged} + ${envelopes} pass (envelope)`;
  const code = exitCodeOf(results);
  const note = code === 0 || code === 1 ? "" : " incomplete";
  return `${badge("bedrock contract", `${message}${note}`, COLORS[code])}\n`;
}

/** The space on each side of a text. */
const MARGIN = 5;

/** Two texts side by side, in the form that badges of this kind have. They are numbers and words of ours. */
function badge(label: string, message: string, color: string): string {
  const [left, right] = [widthOf(label) + 2 * MARGIN, widthOf(message) + 2 * MARGIN];
  const width = left + right;
  const said = `${label}: ${message}`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" role="img" aria-label="${said}">`,
    `<title>${said}</title>`,
    `<clipPath id="round"><rect width="${width}" height="20" rx="3" /></clipPath>`,
    `<g clip-path="url(#round)"><path fill="#555" d="M0 0h${left}v20H0z" />`,
    `<path fill="${color}" d="M${left} 0h${right}v20H${left}z" /></g>`,
    `<g fill="#fff" font-family="Verdana,Geneva,DejaVu Sans,sans-serif" font-size="11">`,
    `<text x="${MARGIN}" y="14" textLength="${widthOf(label)}">${label}</text>`,
    `<text x="${left + MARGIN}" y="14" textLength="${widthOf(message)}">${message}</text></g></svg>`,
  ].join("");
}

/** About how wide a text is in Verdana of 11 pixels; where another font is wider, the letters stand closer. */
function widthOf(text: string): number {
  const widths = [...text].map((letter) => (/[ /()filtjr]/.test(letter) ? 4.2 : /[cs]/.test(letter) ? 5.8 : 6.9));
  return Math.ceil(widths.reduce((sum, width) => sum + width, 0));
}
