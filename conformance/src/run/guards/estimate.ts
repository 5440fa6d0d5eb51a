import { readPointer, type SseStreamDescription, sseStreams } from "@bedrock-contract/validators";
import type { Case } from "../../case.ts";
import { expectsError } from "../../cases/case-tags.ts";
import { describeFormat, formatOf as formatOfBodies } from "../../exchange/exchange-validators.ts";
import type { CaseModelOptions } from "../case-models.ts";
import { adaptedCase, modelOf } from "../case-request.ts";

/** The tokens of one exchange. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** What a case needs at most, before it is sent. */
export interface Estimate extends Usage {
  /** The model that is invoked; absent where none is. */
  readonly model?: string;
}

/** Rough bytes per token. */
const BYTES_PER_TOKEN = 4;

/** What a request that sets no limit is taken to ask for. */
const ASSUMED_OUTPUT_TOKENS = 1_000;

/**
 * Estimates the tokens of a case: the length of its body in, the limit that it sets out. A request that must be refused
 * is one without tokens, since a refusal costs nothing.
 */
export async function estimateCase(given: Case, options: CaseModelOptions): Promise<Estimate> {
  const model = modelOf(given, options);
  if (model === undefined) {
    return { inputTokens: 0, outputTokens: 0 };
  }
  if (expectsError(given)) {
    return { model, inputTokens: 0, outputTokens: 0 };
  }
  const inputTokens = Math.ceil(Buffer.byteLength(JSON.stringify(given.body ?? "")) / BYTES_PER_TOKEN);
  return { model, inputTokens, outputTokens: await outputTokens(given, options) };
}

async function outputTokens(given: Case, options: CaseModelOptions): Promise<number> {
  const id = formatOf(given, options);
  if (given.api === "gateway" && id === undefined) {
    return 0; // What answers with text has a format: this answers with vectors.
  }
  const format = id === undefined ? undefined : await describeFormat(id);
  if (format !== undefined && format.kind !== "text") {
    return 0;
  }
  const places = format?.request;
  const numberAt = (place: string | undefined): number | undefined => {
    const value = place === undefined ? undefined : readPointer(given.body, place);
    return typeof value === "number" ? value : undefined;
  };
  const limit = numberAt(places?.maxCompletionTokens) ?? numberAt(places?.maxTokens) ?? ASSUMED_OUTPUT_TOKENS;
  return limit * (numberAt(places?.choiceCount) ?? 1);
}

/** The format of the body: a gateway's operation speaks the one that its stream has. */
function formatOf(given: Case, options: CaseModelOptions): string | undefined {
  return given.api === "gateway" ? SSE_STREAMS[given.operation]?.format : formatOfBodies(adaptedCase(given, options));
}

const SSE_STREAMS: Readonly<Record<string, SseStreamDescription>> = sseStreams;
