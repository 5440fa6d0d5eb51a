import type { ExchangeRecord, FrameRecord } from "../../result.ts";
import { type Html, html } from "./html.ts";

/** What went over the wire. */
export function exchangeMarkup({ request, response }: ExchangeRecord): Html {
  return html`<details class="exchange"><summary>Exchange</summary>
<h5>Request</h5>
<pre tabindex="0">${request.method} ${request.url}
${headerLines(request.headers)}
${readable(request.body ?? "")}</pre>
<h5>Response</h5>
${
  response === undefined
    ? html`<p>No response.</p>`
    : html`<pre tabindex="0">${response.status}
${headerLines(response.headers)}
${readable(response.body)}${(response.frames ?? []).map(frameText)}</pre>`
}
</details>`;
}

function frameText({ index, offset, length, content }: FrameRecord): string {
  return `\nframe ${index} at byte ${offset}, ${length} bytes\n${JSON.stringify(content, undefined, 2)}\n`;
}

function headerLines(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join("");
}

/** JSON with its members on lines of their own; anything else as it is. */
function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), undefined, 2);
  } catch {
    return body;
  }
}
