import type { Check } from "../check.ts";
import { choiceCount } from "./choice-count.ts";
import { logprobsLength, logprobsTop, promptLogprobs } from "./logprobs.ts";
import { stopReason } from "./stop-reason.ts";
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
import { toolCall } from "./tool-call.ts";
import { usageSums } from "./usage-sums.ts";

/** What request and answer mean together. */
export const semanticChecks: readonly Check[] = [
  choiceCount,
  stopReason,
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
  toolCall,
];
