import { readAll } from "@bedrock-contract/validators";
import type { Check } from "../check.ts";
import { choicesAsked } from "./choices.ts";
import { openAi } from "./documents.ts";
import { semanticCheck } from "./semantic-check.ts";

/** There are as many choices as the request asks for. */
export const choiceCount: Check = semanticCheck({
  id: "choice-count",
  kinds: ["text"],
  level: "MUST",
  rule: "The response has as many choices as the request asks for; the default is one.",
  document: openAi("n, choices"),
  judge: (meaning) => {
    const { choices } = meaning.format.response;
    if (choices === undefined) {
      return "not-applicable";
    }
    const received = readAll(meaning.response, choices).length;
    const asked = choicesAsked(meaning);
    return received === asked
      ? "holds"
      : {
          message: "wrong number of choices",
          pointer: choices.replace(/\/\*$/, ""),
          expected: String(asked),
          received: String(received),
        };
  },
});
