import type { Check } from "../check.ts";
import { advancedFeatures } from "./documents.ts";
import { semanticCheck } from "./semantic-check.ts";
import { judgeTexts } from "./text-fault.ts";

/** Text that is to be one of several is one of them. */
export const structuredOutputChoice: Check = semanticCheck({
  id: "structured-output-choice",
  level: "MUST",
  rule: "Where the request lists texts to choose from, the finished text is one of them.",
  document: advancedFeatures("Structured Outputs, OpenAICompletion, Choice"),
  judge: (meaning) =>
    judgeTexts(meaning, "choice", (text, { texts }) =>
      texts.includes(text)
        ? "holds"
        : {
            message: "the text is none of the choice",
            expected: texts.map((each) => JSON.stringify(each)).join(" or "),
          },
    ),
});
