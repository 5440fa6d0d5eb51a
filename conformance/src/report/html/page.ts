import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { packageFile } from "../../package-file.ts";
import type { SuiteResults } from "../../result.ts";
import { applicableOf } from "../../results/summary.ts";
import { failureGroups } from "../describe/failure-groups.ts";
import { defaultAgain, type Render } from "../describe/render.ts";
import { verdictOf } from "../describe/verdict.ts";
import { caseSection } from "./case-section.ts";
import { checksTable } from "./checks-table.ts";
import { failureSection } from "./failure-section.ts";
import { type Html, html, trusted } from "./html.ts";
import { matrixTable } from "./matrix-table.ts";
import { noticeSection } from "./notice-section.ts";
import { overview } from "./overview.ts";

const ASSETS = packageFile("assets/");

/** Loads style and script, and returns what makes the page: one file that fetches nothing. */
export async function createHtmlRenderer(): Promise<Render> {
  const [style, script] = await Promise.all(
    ["report.css", "report.js"].map((name) => readFile(new URL(name, ASSETS), "utf8")),
  );
  return (results, { again = defaultAgain } = {}) =>
    page(results, { style: style ?? "", script: script ?? "", again }).markup;
}

interface Parts {
  readonly style: string;
  readonly script: string;
  readonly again: (caseId: string) => string;
}

function page(results: SuiteResults, { style, script, again }: Parts): Html {
  const { summary, cases } = results;
  const { text, kind } = verdictOf(results);
  const title = `${text}, ${summary.pass}/${applicableOf(summary)}: Bedrock conformance`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy(style, script)}">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="${ICONS[kind]}">
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#cases-title">Skip to the cases</a>
${overview(results, navigation(results))}
<main>
${noticeSection(results)}
${failureSection(failureGroups(cases, "fail"), { again, cases })}
${matrixTable(cases)}
${checksTable(cases)}
${caseSection(cases, again)}
</main>
<footer>
<p>${results.suite.name} ${results.suite.version}. Secrets and the ids of accounts are left out.</p>
</footer>
<script>${trusted(script)}</script>
</body>
</html>
`;
}

function navigation({ summary }: SuiteResults): Html {
  return html`<nav class="places" aria-label="Parts of this report">
${summary.fail > 0 && html`<a href="#faults-title">Faults</a>`}
<a href="#matrix-title">Operations and formats</a>
<a href="#checks-title">Checks</a>
<a href="#cases-title">Cases</a>
</nav>`;
}

/** Nothing is loaded and nothing runs but what stands in the page. */
function policy(style: string, script: string): string {
  return [
    "default-src 'none'",
    `style-src '${hashOf(style)}'`,
    `script-src '${hashOf(script)}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

const ICONS = { good: icon("2e7d32"), bad: icon("c62828"), warning: icon("8a5a00") };

function icon(color: string): string {
  const circle = `%3Ccircle cx='4' cy='4' r='4' fill='%23${color}'/%3E`;
  return `data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E${circle}%3C/svg%3E`;
}
