import { type PlacedValue, readAll, readPointer, reasoningDemandOf } from "@bedrock-contract/validators";
import type { TextMeaning } from "../../meaning/meaning.ts";
import type { Check, Verdict } from "../check.ts";
import { formatDocument } from "./documents.ts";
import { semanticCheck } from "./semantic-check.ts";

/**
 * Reasoning comes where the request asks for it. Clients that ask for none have no place for it, and pay for its
 * tokens.
 */
export const reasoningAsked: Check = semanticCheck({
  id: "reasoning-asked",
  kinds: ["text"],
  level: "SHOULD",
  rule: "The response holds reasoning only if the request asks for it, with a signature if the format signs reasoning.",
  document: formatDocument("request, reasoning"),
  judge,
});

function judge(meaning: TextMeaning): Verdict {
  const { format, request, response } = meaning;
  const demands = format.request.reasoning;
  const place = format.response.reasoning;
  const reasoned: PlacedValue | undefined = place === undefined ? undefined : readAll(response, place)[0];
  if (demands === undefined || reasoned === undefined) {
    return "not-applicable";
  }
  const demand = reasoningDemandOf(demands, request);
  if (demand?.isSigned === true) {
    return signatureVerdict(format, response);
  }
  return demand !== undefined || isFreeToReason(meaning)
    ? "holds"
    : {
        message: "the response has reasoning that the request does not ask for",
        pointer: reasoned.pointer,
        expected: "no reasoning",
        received: JSON.stringify(reasoned.value) ?? "nothing",
      };
}

/** Whether the model reasons where nothing asks for it. */
export function isFreeToReason({ format, request, response }: TextMeaning): boolean {
  const { unaskedReasoning = false, unaskedReasoningModels: models, reasoning: demands = [] } = format.request;
  if (unaskedReasoning || models === undefined) {
    return unaskedReasoning;
  }
  const isUnsaid = demands.every(({ at }) => readPointer(request, at) === undefined);
  return isUnsaid && new RegExp(models).test(String(readPointer(response, format.response.model)));
}

/** Without it, the next turn is refused. */
function signatureVerdict({ response: places }: TextMeaning["format"], response: unknown): Verdict {
  const { reasoning = "", reasoningSignature = "" } = places;
  const signed = readAll(response, reasoningSignature).filter(({ value }) => typeof value === "string" && value !== "");
  const unsigned = readAll(response, reasoning).find(
    ({ keys }) => !signed.some((signature) => signature.keys.join() === keys.join()),
  );
  return unsigned === undefined
    ? "holds"
    : {
        message: "the reasoning has no signature",
        pointer: unsigned.pointer,
        expected: `${reasoningSignature.split("/").at(-1)} beside it`,
        received: "none",
      };
}
