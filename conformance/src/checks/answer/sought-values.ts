import { readAll } from "@bedrock-contract/validators";
import { type Check, isError, pagesOf, verdictOf } from "../check.ts";
import { apiModel } from "../documents.ts";

/** Whoever has created or changed something looks for it next. */
export const soughtValues: Check = {
  id: "sought-values",
  level: "MUST",
  rule: "The response contains what was just created or changed.",
  documented: (context) => apiModel(context.case),
  verdict: (context) => {
    const sought = Object.entries(context.case.sought ?? {});
    const pages = pagesOf(context);
    if (isError(context) || pages.length === 0 || sought.length === 0) {
      return "not-applicable";
    }
    const differences = sought.flatMap(([place, values]) => {
      const found = pages.flatMap((page) => readAll(page, place)).map(({ value }) => value);
      return values
        .filter((value) => !found.includes(value))
        .map((value) => ({
          pointer: place.slice(0, Math.max(0, place.indexOf("/*"))),
          message: "the resource that was just created or changed is missing",
          expected: String(value),
          received: JSON.stringify(found).slice(0, 200),
        }));
    });
    return verdictOf(differences);
  },
};
