import { invalid } from "../http/refusal.ts";

/** What a `Prefer` header asks for. */
export interface Preference {
  /** A response of this status. */
  readonly code?: number;
  /** The example of this name. */
  readonly example?: string;
  /** That a stream ends with this exception, for example `throttlingException`. */
  readonly streamException?: string;
  /** How many chunks come before that exception. */
  readonly after?: number;
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
  const example = values.get("example");
  const streamException = values.get("stream-exception");
  return {
    ...(code === undefined ? {} : { code }),
    ...(example === undefined ? {} : { example }),
    ...(streamException === undefined ? {} : { streamException }),
    ...(after === undefined ? {} : { after }),
  };
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
