import type { BodyDescription, FormatStream, TextBodies } from "./format-description.ts";

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

/** A generated text, and the reasoning that stands before it in the same place. */
export interface SplitText {
  /** The reasoning with what encloses it; empty where there is none. */
  readonly reasoning: string;
  readonly text: string;
}

/** Splits what a model wrote where the format says that reasoning may stand before the text. */
export function splitReasoning({ response }: Pick<TextBodies, "response">, written: string): SplitText {
  const { reasoningPrefix } = response;
  const [reasoning = ""] = reasoningPrefix === undefined ? [] : (new RegExp(reasoningPrefix, "u").exec(written) ?? []);
  return { reasoning, text: written.slice(reasoning.length) };
}
