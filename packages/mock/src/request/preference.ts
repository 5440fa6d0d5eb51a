import { invalid } from "../http/refusal.ts";

/** What a `Prefer` header asks for. */
export interface Preference {
  /** A response of this status. */
  readonly code?: number | undefined;
  /** The example of this name. */
  readonly example?: string | undefined;
  /** That a stream ends with this exception, for example `throttlingException`. */
  readonly streamException?: string | undefined;
  /** How many chunks come before that exception. */
  readonly after?: number | undefined;
}

/**
 * Reads a header such as `code=429, example=throttled` or `stream-exception=throttlingException, after=2`. Other
 * preferences are ignored, as RFC 7240 defines it.
 */
export function readPreference(header: string | undefined): Preference {
  const pairs = (header ?? "").split(/[,;]/).map((pair) => pair.split("="));
  const values = new Map(pairs.map(([name = "", value = ""]) => [name.trim().toLowerCase(), unquoted(value.trim())]));
  const code = numberAt(values, "code", { pattern: /^[1-5]\d\d$/, expected: "an HTTP status" });
  const after = numberAt(values, "after", { pattern: /^\d{1,6}$/, expected: "a number of chunks" });
  return { code, example: values.get("example"), streamException: values.get("stream-exception"), after };
}

interface NumberForm {
  readonly pattern: RegExp;
  readonly expected: string;
}

function numberAt(values: ReadonlyMap<string, string>, name: string, form: NumberForm): number | undefined {
  const text = values.get(name);
  if (text !== undefined && !form.pattern.test(text)) {
    throw invalid(`Prefer: ${name} must be ${form.expected}, received ${JSON.stringify(text)}.`);
  }
  return text === undefined ? undefined : Number(text);
}

function unquoted(value: string): string {
  return value.replace(/^"(.*)"$/, "$1");
}
