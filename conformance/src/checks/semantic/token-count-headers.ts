import { tokenPlacesOf } from "@bedrock-contract/validators";
import type { MeaningOfKind } from "../../meaning/meaning.ts";
import type { Check, Verdict } from "../check.ts";
import { numberAt } from "./choices.ts";
import { semanticCheck } from "./semantic-check.ts";

/** Headers and body count the same tokens. */
export const tokenCountHeaders: Check = semanticCheck({
  id: "token-count-headers",
  kinds: ["text", "embedding"],
  level: "SHOULD",
  rule: "The token counts in the headers equal those in the body.",
  document: {
    document: "Bedrock Contract, specs",
    section: "runtime/headers, x-amzn-bedrock-input-token-count and those beside it",
  },
  judge,
});

function judge({ format, response, headers }: MeaningOfKind<"text" | "embedding">): Verdict {
  const { inputTokens, outputTokens } = tokenPlacesOf(format);
  const { cacheReadTokens, cacheWriteTokens } = format.kind === "text" ? format.response : {};
  const counts = [
    { name: "x-amzn-bedrock-input-token-count", place: inputTokens },
    { name: "x-amzn-bedrock-output-token-count", place: outputTokens },
    { name: "x-amzn-bedrock-cache-read-input-token-count", place: cacheReadTokens },
    { name: "x-amzn-bedrock-cache-write-input-token-count", place: cacheWriteTokens },
  ].flatMap(({ name, place = "" }) => {
    const [header, body] = [headers[name], place === "" ? undefined : numberAt(response, place)];
    return header === undefined || body === undefined ? [] : [{ name, place, header, body }];
  });
  const wrong = counts.find(({ header, body }) => Number(header) !== body);
  if (wrong === undefined) {
    return counts.length === 0 ? "not-applicable" : "holds";
  }
  return {
    message: `the header ${wrong.name} counts other tokens than the body`,
    pointer: wrong.place,
    expected: String(wrong.body),
    received: wrong.header,
  };
}
