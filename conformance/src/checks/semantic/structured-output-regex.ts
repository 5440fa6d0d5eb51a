import type { Check } from "../check.ts";
import { advancedFeatures } from "./documents.ts";
import { semanticCheck } from "./semantic-check.ts";
import { testVerdict } from "./test-verdict.ts";
import { judgeTexts } from "./text-fault.ts";

/** Text under a regular expression matches it from beginning to end. */
export const structuredOutputRegex: Check = semanticCheck({
  id: "structured-output-regex",
  level: "MUST",
  rule: "Where the request gives a regular expression, the finished text matches it from beginning to end.",
  document: advancedFeatures("Structured Outputs"),
  judge: (meaning) => judgeTexts(meaning, "regex", testVerdict),
});
