import type { Check, Verdict } from "../check.ts";
import { advancedFeatures } from "./documents.ts";
import { schemaVerdict } from "./schema-verdict.ts";
import { semanticCheck } from "./semantic-check.ts";
import { type ConstraintOf, judgeTexts, parseText } from "./text-fault.ts";

/** Text that a schema describes satisfies it. */
export const structuredOutputSchema: Check = semanticCheck({
  id: "structured-output-schema",
  level: "MUST",
  rule: "Where the request gives a JSON Schema for the text, the finished text satisfies it.",
  document: advancedFeatures("Structured Outputs"),
  judge: (meaning) => judgeTexts(meaning, "json", judge),
});

function judge(text: string, { place, schema }: ConstraintOf<"json">): Verdict {
  const parsed = parseText(text);
  // That the text parses is the matter of another check.
  return schema === undefined || "reason" in parsed ? "not-applicable" : schemaVerdict(parsed.value, schema, place);
}
