import type { BodyDescription, FormatStream } from "./format-description.ts";

/** How the responses of a format are streamed; undefined where they are not. */
export function streamOf(format: BodyDescription | undefined): FormatStream | undefined {
  return format?.kind === "text" ? format.stream : undefined;
}

/** Where a response counts tokens, and the time that it took. */
export interface TokenPlaces {
  readonly inputTokens?: string | undefined;
  readonly outputTokens?: string | undefined;
  /** The sum of all counts. */
  readonly totalTokens?: string | undefined;
  readonly latency?: string | undefined;
}

/** Where the responses of a format count tokens, whatever its kind. */
export function tokenPlacesOf(format: BodyDescription): TokenPlaces {
  if (format.kind === "text") return format.response;
  return format.kind === "embedding" ? { inputTokens: format.response.inputTokens } : {};
}
