import pc from "picocolors";
import type { CaseResult, CheckResult } from "../../result.ts";

/** How a report looks: every colour has one meaning. */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warning(text: string): string;
  pointer(text: string): string;
  /** MUST or SHOULD. */
  level(check: CheckResult): string;
  /** The sign of a case's outcome. */
  symbol(result: CaseResult): string;
}

/** Creates a style, with or without colours. */
export function createStyle(isColored: boolean): Style {
  const colors = pc.createColors(isColored);
  const symbols: Readonly<Record<CaseResult["outcome"], string>> = {
    pass: colors.green("✓"),
    "pass (envelope)": colors.dim("○"),
    fail: colors.red("✗"),
    unsupported: colors.dim("-"),
    "not-testable": colors.yellow("?"),
    "expected-fail": colors.yellow("~"),
    error: colors.magenta("E"),
  };
  return {
    bold: colors.bold,
    dim: colors.dim,
    good: colors.green,
    bad: colors.red,
    warning: colors.yellow,
    pointer: colors.cyan,
    level: ({ level }) => (level === "MUST" ? colors.red("MUST") : colors.yellow("SHOULD")),
    symbol: (result) => (hasWarning(result) ? colors.yellow("!") : symbols[result.outcome]),
  };
}

function hasWarning({ outcome, checks }: CaseResult): boolean {
  return outcome === "pass" && checks.some((check) => check.outcome === "warn");
}
