import type { Check, Verdict } from "../check.ts";
import { advancedFeatures } from "./documents.ts";
import { semanticCheck } from "./semantic-check.ts";
import { type ConstraintOf, judgeTexts, parseText } from "./text-fault.ts";

/** Text that is to be JSON parses; `json_object` asks for an object. */
export const structuredOutputJson: Check = semanticCheck({
  id: "structured-output-json",
  level: "MUST",
  rule: "Where the request asks for JSON, the finished text is JSON, with json_object an object.",
  document: advancedFeatures("Structured Outputs"),
  judge: (meaning) => judgeTexts(meaning, "json", judge),
});

function judge(text: string, { place, isObject }: ConstraintOf<"json">): Verdict {
  const parsed = parseText(text);
  if ("reason" in parsed) {
    return { message: `the text is no JSON: ${parsed.reason}`, expected: `JSON, by ${place} of the request` };
  }
  const { value } = parsed;
  const isWanted = !isObject || (typeof value === "object" && value !== null && !Array.isArray(value));
  return isWanted
    ? "holds"
    : { message: "the text is no JSON object", expected: `an object, by ${place} of the request` };
}
