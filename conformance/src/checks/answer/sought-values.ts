import { readAll } from "@bedrock-contract/validators";
import { type Check, isError, verdictOf } from "../check.ts";
import { apiModel } from "../documents.ts";

/** Whoever has created or changed something looks for it next. */
export const soughtValues: Check = {
  id: "sought-values",
  level: "MUST",
  rule: "What was created or changed just before stands in the response.",
  documented: (context) => apiModel(context.case),
  verdict: (context) => {
    const sought = Object.entries(context.case.sought ?? {});
    const { json } = context.answer;
    if (isError(context) || !json.isJson || sought.length === 0) {
      return "not-applicable";
    }
    const missing = sought.filter(
      ([place, value]) => !readAll(json.value, place).some((found) => found.value === value),
    );
    return verdictOf(
      missing.map(([place, value]) => ({
        pointer: place.slice(0, Math.max(0, place.indexOf("/*"))),
        message: "what was created or changed just before is missing",
        expected: String(value),
        received: JSON.stringify(readAll(json.value, place).map((found) => found.value)).slice(0, 200),
      })),
    );
  },
};
