import { readAll, readPointer, type TextBodies } from "@bedrock-contract/validators";
import { excerpt } from "../../exchange/answer.ts";
import type { TextMeaning } from "../../meaning/meaning.ts";
import type { Difference } from "../../result.ts";
import { type Check, type Verdict, verdictOf } from "../check.ts";
import { choicesOf } from "./choices.ts";
import { openAi } from "./documents.ts";
import { semanticCheck, worstOf } from "./semantic-check.ts";

/**
 * The text ends before a stop sequence of the request, which is not part of it. Clients parse texts by what can not
 * stand in them.
 */
export const stopSequences: Check = semanticCheck({
  id: "stop-sequences",
  kinds: ["text"],
  level: "MUST",
  rule: "The text contains no stop sequence of the request, except at its end if the request asks to see it or the model wrote it as its own end; the response names the sequence that ended it if the format has a member for it.",
  document: openAi("stop"),
  judge,
});

function judge(meaning: TextMeaning): Verdict {
  return worstOf([namedVerdict(meaning), textVerdict(meaning)]);
}

/** Clients that go on after a stop sequence read which one it was. */
function namedVerdict({ format, request, response }: TextMeaning): Verdict {
  const { stopSequence: place, stopReason, ownStopSequences = [] } = format.response;
  const reason = readPointer(response, stopReason);
  if (place === undefined || format.sequenceStop === undefined || typeof reason !== "string") {
    return "not-applicable";
  }
  const named = readPointer(response, place) ?? null;
  const sequences = sequencesOf(readPointer(request, format.request.stopSequences));
  const isStopped = reason === format.sequenceStop;
  const isRight = isStopped
    ? typeof named === "string" && [...sequences, ...ownStopSequences].includes(named)
    : named === null;
  return isRight
    ? "holds"
    : {
        message: isStopped
          ? "the stop sequence that ended the response is none of the request"
          : "a stop sequence is named, though none ended the response",
        pointer: place,
        expected: isStopped
          ? sequences.map((each) => JSON.stringify(each)).join(" or ") || "another stop reason"
          : "null",
        received: JSON.stringify(named),
      };
}

function textVerdict(meaning: TextMeaning): Verdict {
  const { format, request, response } = meaning;
  const { stopIsShown, stopsAfter, stopSequences: place, echo } = format.request;
  const sequences = sequencesOf(readPointer(request, place));
  const isEchoed = readPointer(request, echo) === true;
  // A stop does not count before the minimum of tokens.
  const isLate = Number(readPointer(request, stopsAfter) ?? 0) > 0;
  const texts = choicesOf(meaning).flatMap(({ text: { pointer, value } }) =>
    typeof value === "string" ? [{ pointer, text: value }] : [],
  );
  if (sequences.length === 0 || texts.length === 0 || isEchoed || isLate) {
    return "not-applicable";
  }
  const isShown = readPointer(request, stopIsShown) === true || mayShowStop(format, response);
  return verdictOf(texts.flatMap((text) => differencesOf(text, sequences, isShown)));
}

/** Whether a model that says that it came to its own end may have written the stop sequence. */
export function mayShowStop(
  { response: { showsStop, stopReason }, sequenceStop }: TextBodies,
  response: unknown,
): boolean {
  return showsStop === true && readPointer(response, stopReason) !== sequenceStop;
}

function sequencesOf(stop: unknown): readonly string[] {
  const all = Array.isArray(stop) ? readAll(stop, "/*").map(({ value }) => value) : [stop];
  return all.filter((each): each is string => typeof each === "string" && each !== "");
}

function differencesOf(
  { pointer, text }: { readonly pointer: string; readonly text: string },
  sequences: readonly string[],
  isShown: boolean,
): readonly Difference[] {
  return sequences.flatMap((sequence) => {
    const at = text.indexOf(sequence);
    const isLast = at + sequence.length === text.length;
    return at === -1 || (isShown && isLast)
      ? []
      : [
          {
            pointer,
            message: isShown ? "the text goes on after a stop sequence" : "the text holds a stop sequence",
            expected: `no ${JSON.stringify(excerpt(sequence, 40))}`,
            received: JSON.stringify(excerpt(text.slice(Math.max(0, at - 60), at + sequence.length + 60))),
          },
        ];
  });
}
