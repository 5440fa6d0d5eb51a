import { makeBadge } from "badge-maker";
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
  return `${makeBadge({ label: "bedrock contract", message: `${message}${note}`, color: COLORS[code] })}\n`;
}
