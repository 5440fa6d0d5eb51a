import type { AnswerHeaders } from "../../exchange/answer.ts";
import type { Part } from "./recording-gaps.ts";

/** Headers by lower-case name, repeated ones joined by a comma. HTTP/2's pseudo headers are left out. */
export function headersOf(list: Iterable<readonly [name: string, value: string]>): AnswerHeaders {
  const headers: Record<string, string> = {};
  for (const [name, value] of list) {
    const key = name.toLowerCase();
    if (!key.startsWith(":")) {
      headers[key] = headers[key] === undefined ? value : `${headers[key]}, ${value}`;
    }
  }
  return headers;
}

/** Which headers of an answer a recorder has taken the value of, as parts. */
export function takenHeaders(headers: AnswerHeaders): readonly Part[] {
  return Object.entries(headers).flatMap(([name, value]) => (TAKEN.test(value) ? [`response.headers.${name}`] : []));
}

/** What recorders write instead: REDACTED, **REDACTED**, [filtered] and the like. */
const TAKEN = /^[^a-z0-9]*(?:redacted|filtered|scrubbed)[^a-z0-9]*$/i;

/** Whether headers show that bytes of a body followed them. */
export function announceBody(headers: AnswerHeaders): boolean {
  return Number(headers["content-length"] ?? 0) > 0;
}

/** Whether headers say that a body is a stream of frames. */
export function announceStream(headers: AnswerHeaders): boolean {
  return (headers["content-type"] ?? "").toLowerCase().startsWith("application/vnd.amazon.eventstream");
}
