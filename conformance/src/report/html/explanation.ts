import { defined } from "../../defined.ts";
import type { CaseResult, CheckResult, Difference, Documented, FramePlace } from "../../result.ts";
import { curlCommand } from "../describe/curl-command.ts";
import { requestIdOf } from "../describe/request-id.ts";
import { factMarkup, type Html, html } from "./html.ts";

const MOST_PLACES = 20;

/** Tells a fault: where, what was expected and received, which document says so, and how to see it again. */
export function explanation(check: CheckResult, result: CaseResult, again: (caseId: string) => string): Html {
  const { codeFrame, differences, rule, documented } = check;
  const { pointer = "", message = "", expected, received, frame } = check;
  const places: readonly Difference[] = differences ?? [
    {
      pointer,
      message,
      ...defined({ expected, received, frame }),
    },
  ];
  const requestId = requestIdOf(result);
  const curl = curlCommand(result);
  return html`${codeFrame !== undefined && codeFrameMarkup(codeFrame)}
${places.slice(0, MOST_PLACES).map((place) => placeMarkup(place, differences !== undefined))}
${places.length > MOST_PLACES && html`<p>and ${places.length - MOST_PLACES} more</p>`}
<dl class="facts">
${rule !== undefined && factMarkup("Rule", rule)}
${documents(documented, result.documented)}
${factMarkup("Case", html`${result.summary} <code>${result.file}</code>`)}
${requestId !== undefined && factMarkup("Request", html`<code>${requestId}</code>`)}
</dl>
${command("Again", [again(result.id)])}
${curl !== undefined && command("curl", curl)}`;
}

function codeFrameMarkup(codeFrame: string): Html {
  return html`<pre class="frame" tabindex="0">${codeFrame.split("\n").map(frameLine)}</pre>`;
}

function frameLine(line: string): Html {
  const isMeant = line.startsWith(">") || /^ *\^+$/.test(line);
  return isMeant ? html`<b>${line}</b>\n` : html`${line}\n`;
}

function placeMarkup({ pointer, message, expected, received, frame }: Difference, isOneOfSeveral: boolean): Html {
  const place = pointer !== "" && html`<code>${pointer}</code> `;
  return html`<div class="place">
${(isOneOfSeveral || pointer !== "") && html`<p>${place}${isOneOfSeveral && message}</p>`}
${(expected !== undefined || received !== undefined) && diffMarkup(expected, received)}
${frame !== undefined && frameMarkup(frame)}
</div>`;
}

function diffMarkup(expected: string | undefined, received: string | undefined): Html {
  const minus = expected !== undefined && html`<div class="minus"><dt>expected</dt><dd>${expected}</dd></div>`;
  const plus = received !== undefined && html`<div class="plus"><dt>received</dt><dd>${received}</dd></div>`;
  return html`<dl class="diff">${minus}${plus}</dl>`;
}

function frameMarkup({ index, offset, hex }: FramePlace): Html {
  return html`<p>frame ${index} at byte ${offset}${hex !== "" && html`: <code>${hex}</code>`}</p>`;
}

function documents(...given: readonly (Documented | undefined)[]): readonly Html[] {
  const texts = new Map(given.flatMap((each) => (each === undefined ? [] : [[titleOf(each), each] as const])));
  return [...texts].map(([title, { url }], index) => {
    // Only what leads to a page is a link: an address comes from the specs, or from a file of results.
    const isPage = url?.startsWith("https://") === true;
    const link = isPage ? html`<a href="${url}" rel="noreferrer">${title}</a>` : title;
    return factMarkup(index === 0 ? "Source" : "", link);
  });
}

function titleOf({ document, section }: Documented): string {
  return section === undefined ? document : `${document}, ${section}`;
}

/** A command with a button to copy it, which appears where the script runs. */
export function command(name: string, lines: readonly string[]): Html {
  const button = html`<button type="button" class="copy" hidden>Copy</button>`;
  const bar = html`<div class="bar-line"><span>${name}</span>${button}</div>`;
  return html`<div class="command">${bar}<pre tabindex="0">${lines.join("\n")}</pre></div>`;
}
