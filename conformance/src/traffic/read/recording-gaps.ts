import type { AnswerHeaders } from "../../exchange/answer.ts";

/**
 * A part of an exchange, as `redacted` names it: `request.path`, `request.headers`, `request.headers.NAME`,
 * `request.body`, `response.headers`, `response.headers.NAME`, `response.body`, `response.bytes` (the frames of a
 * stream byte by byte), `response.frame-headers` and `response.payloads`. A part stands for all parts below it.
 */
export type Part = string;

/** What a recording does not hold, whatever was on the wire. */
export interface RecordingGaps {
  /** Parts that were removed or replaced. */
  readonly redacted: readonly Part[];
  /** Parts that the form of the recording has no place for, or that it left out. */
  readonly missing: readonly Part[];
  /** Whether a header that is not listed was not on the wire. */
  readonly areHeadersComplete: boolean;
  /** Whether a header of the request that is not listed was not on the wire. Default: true. */
  readonly areRequestHeadersComplete?: boolean;
  /** Whether members that were null on the wire may be absent. Default: false. */
  readonly losesNulls?: boolean;
  /** Whether the body of the answer is known byte by byte. Default: false. */
  readonly isBodyExact?: boolean;
}

/** What a fidelity promises. */
interface Fidelity {
  readonly areHeadersComplete: boolean;
}

/** Of a fidelity that is not listed nothing is promised: a header that is absent there may have been on the wire. */
const FIDELITIES: Readonly<Record<string, Fidelity>> = {
  wire: { areHeadersComplete: true },
  "wire-json-reparsed": { areHeadersComplete: true },
};

/** Whether recordings of a fidelity list every header of the answer. */
export function areHeadersCompleteIn(fidelity: string): boolean {
  return FIDELITIES[fidelity]?.areHeadersComplete ?? false;
}

/** Whether a recording cannot hold a part of the answer, so that nothing follows from what it shows of it. */
export function lacks(
  { redacted, missing, areHeadersComplete }: RecordingGaps,
  part: Part,
  headers: AnswerHeaders,
): boolean {
  if (isWithin(part, redacted) || isWithin(part, missing)) {
    return true;
  }
  const header = part.startsWith(HEADERS) ? part.slice(HEADERS.length) : undefined;
  return header !== undefined && !areHeadersComplete && headers[header] === undefined;
}

function isWithin(part: Part, parts: readonly Part[]): boolean {
  return parts.some((each) => part.startsWith(each) && (part.length === each.length || part[each.length] === "."));
}

const HEADERS = "response.headers.";

/** Whether a header of the request that a recording does not list may have been on the wire. */
export function mayHaveHad({ redacted, areRequestHeadersComplete = true }: RecordingGaps, header: string): boolean {
  const parts = ["request.headers", `request.headers.${header.toLowerCase()}`];
  return !areRequestHeadersComplete || redacted.some((part) => parts.includes(part));
}
