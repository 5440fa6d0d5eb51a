import type { Check } from "../check.ts";
import { choiceCount } from "./choice-count.ts";
import { logprobsLength } from "./logprobs-length.ts";
import { logprobsTop } from "./logprobs-top.ts";
import { promptLogprobs } from "./prompt-logprobs.ts";
import { stopReason } from "./stop-reason.ts";
import { stopSequences } from "./stop-sequences.ts";
import { structuredOutputChoice } from "./structured-output-choice.ts";
import { structuredOutputGrammar } from "./structured-output-grammar.ts";
import { structuredOutputJson } from "./structured-output-json.ts";
import { structuredOutputRegex } from "./structured-output-regex.ts";
import { structuredOutputSchema } from "./structured-output-schema.ts";
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
