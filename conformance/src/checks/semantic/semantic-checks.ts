import type { Check } from "../check.ts";
import { cacheCounts } from "./cache-counts.ts";
import { choiceCount } from "./choice-count.ts";
import { citationSources } from "./citation-sources.ts";
import { imageCount, imageData, imageFinishReasons, imageSeeds, imageSides, imageType } from "./images.ts";
import { logprobsLength, logprobsTop, promptLogprobs } from "./logprobs.ts";
import { resultCount, resultIndex, resultOrder, resultScore } from "./ranking.ts";
import { reasoningAsked } from "./reasoning-asked.ts";
import { stopReason, stopReasonEmpty } from "./stop-reason.ts";
import { stopSequences } from "./stop-sequences.ts";
import {
  structuredOutputChoice,
  structuredOutputGrammar,
  structuredOutputJson,
  structuredOutputRegex,
  structuredOutputSchema,
} from "./structured-output.ts";
import { textWritten } from "./text-written.ts";
import { tokenCountHeaders } from "./token-count-headers.ts";
import { toldTexts } from "./told-texts.ts";
import { strictToolInput, toolCall, toolInput, toolStop } from "./tool-call.ts";
import { usageSums } from "./usage-sums.ts";
import {
  vectorCount,
  vectorDimensions,
  vectorDistinct,
  vectorForm,
  vectorInput,
  vectorNorm,
  vectorNotZero,
  vectorRange,
  vectorTypes,
} from "./vectors.ts";

/** What request and answer mean together where text is generated. */
export const textChecks: readonly Check[] = [
  choiceCount,
  stopReason,
  stopReasonEmpty,
  stopSequences,
  textWritten,
  usageSums,
  tokenCountHeaders,
  structuredOutputJson,
  structuredOutputSchema,
  structuredOutputChoice,
  structuredOutputRegex,
  structuredOutputGrammar,
  logprobsLength,
  logprobsTop,
  promptLogprobs,
  toldTexts,
  toolCall,
  toolInput,
];

/** What they mean besides in formats of messages with reasoning, caches, sources and strict tools. */
export const messageChecks: readonly Check[] = [
  cacheCounts,
  reasoningAsked,
  citationSources,
  toolStop,
  strictToolInput,
];

/** What they mean where vectors stand for inputs. */
export const vectorChecks: readonly Check[] = [
  vectorCount,
  vectorDimensions,
  vectorTypes,
  vectorRange,
  vectorForm,
  vectorInput,
  vectorDistinct,
  vectorNorm,
  vectorNotZero,
];

/** What they mean where documents are sorted. */
export const rankingChecks: readonly Check[] = [resultIndex, resultOrder, resultScore, resultCount];

/** What they mean where images are drawn. */
export const imageChecks: readonly Check[] = [
  imageCount,
  imageData,
  imageSides,
  imageType,
  imageSeeds,
  imageFinishReasons,
];

/** What request and answer mean together, whatever the kind of the format. */
export const semanticChecks: readonly Check[] = [
  ...textChecks,
  ...messageChecks,
  ...vectorChecks,
  ...rankingChecks,
  ...imageChecks,
];
