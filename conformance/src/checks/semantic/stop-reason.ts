import { readPointer } from "@bedrock-contract/validators";
import type { TextMeaning } from "../../meaning/meaning.ts";
import type { Check, Verdict } from "../check.ts";
import { type Choice, choicesAsked, choicesOf, numberAt, otherCallsIn, tokenLimit, writtenInstead } from "./choices.ts";
import { advancedFeatures } from "./documents.ts";
import { semanticCheck, worstOf } from "./semantic-check.ts";

/** An answer that the limit ended has come near the limit. */
const NEAR = 0.9;

/**
 * Stop reasons are there, and mean what happened; a context that is full also ends an answer early. That they are known
 * is checked by known-values.
 */
export const stopReason: Check = semanticCheck({
  id: "stop-reason",
  kinds: ["text"],
  level: "SHOULD",
  rule: "Each choice has a stop reason; the token limit ends only responses that come near it, and a stop sequence only responses to requests that have one.",
  document: advancedFeatures("Log Probabilities, stop_reason and finish_reason with max_gen_len and max_tokens"),
  judge: (meaning) => worstOf(choicesOf(meaning).map((choice) => judge(choice, meaning))),
});

/** A stop reason is not an empty string: no recorded response has one. A missing one is another check's matter. */
export const stopReasonEmpty: Check = semanticCheck({
  id: "stop-reason-empty",
  kinds: ["text"],
  level: "MUST",
  rule: "A stop reason of a whole response is not the empty string.",
  document: advancedFeatures("stop_reason and finish_reason"),
  judge: (meaning) => {
    const { stopReason: pointer } = meaning.format.response;
    const isEmpty = choicesOf(meaning).some(({ stopReason: received }) => received === "");
    const expected = Object.keys(meaning.format.stopReasons).join(" or ");
    // Of a stream, the check of its order looks at it.
    return meaning.isStreamed || choicesOf(meaning).length === 0
      ? "not-applicable"
      : isEmpty
        ? { message: "the empty string is not a stop reason", pointer, expected, received: '""' }
        : "holds";
  },
});

function isMissing(received: unknown): boolean {
  return received === undefined || received === null;
}

/** What a model writes in place of a text need not say why it ends. */
function writesInstead(meaning: TextMeaning): boolean {
  return writtenInstead(meaning).length + otherCallsIn(meaning).length > 0;
}

function judge({ stopReason: received, stop }: Choice, meaning: TextMeaning): Verdict {
  const pointer = meaning.format.response.stopReason;
  if (received === "") {
    return "not-applicable";
  }
  if (isMissing(received) && writesInstead(meaning)) {
    return "not-applicable";
  }
  if (isMissing(received)) {
    // Of a stream, the check of its order looks for one.
    const expected = Object.keys(meaning.format.stopReasons).join(" or ");
    return meaning.isStreamed
      ? "not-applicable"
      : {
          message: "the choice has no stop reason",
          pointer,
          expected,
          received: JSON.stringify(received) ?? "nothing",
        };
  }
  if (received === meaning.format.sequenceStop && !hasStopSequences(meaning) && !namesOwn(meaning)) {
    return {
      message: "the stop reason claims a stop sequence, but the request has none",
      pointer,
      expected: "another stop reason",
      received: JSON.stringify(received),
    };
  }
  const tokens = numberAt(meaning.response, meaning.format.response.outputTokens);
  const limit = tokenLimit(meaning);
  // With several choices, nobody knows which of them the tokens are of.
  const isKnown = tokens !== undefined && limit !== undefined && choicesAsked(meaning) === 1;
  return stop === "limit" && isKnown && tokens < limit * NEAR
    ? {
        message: `the stop reason claims the token limit, but ${tokens} of ${limit} tokens were used`,
        pointer,
        expected: `${limit} tokens, or another stop reason`,
        received: `${JSON.stringify(received)} after ${tokens} tokens`,
      }
    : "holds";
}

/** Whether the response names a text at which the model stops by itself. */
function namesOwn({ format, response }: TextMeaning): boolean {
  const { stopSequence, ownStopSequences = [] } = format.response;
  return ownStopSequences.some((own) => own === readPointer(response, stopSequence));
}

/** A member of the model's own may hold them too, where the request has such members. */
function hasStopSequences({ format, request }: TextMeaning): boolean {
  const sequences = [readPointer(request, format.request.stopSequences)].flat();
  const isFurther = readPointer(request, format.request.furtherMembers) !== undefined;
  return isFurther || sequences.some((each) => typeof each === "string" && each !== "");
}
