import type { Check } from "../check.ts";
import { advancedFeatures } from "./documents.ts";
import { semanticCheck } from "./semantic-check.ts";
import { testVerdict } from "./test-verdict.ts";
import { judgeTexts } from "./text-fault.ts";

/** Text under a grammar follows it. */
export const structuredOutputGrammar: Check = semanticCheck({
  id: "structured-output-grammar",
  level: "MUST",
  rule: "Where the request gives a grammar, the finished text follows it.",
  document: advancedFeatures("Structured Outputs"),
  judge: (meaning) => judgeTexts(meaning, "grammar", testVerdict),
});
