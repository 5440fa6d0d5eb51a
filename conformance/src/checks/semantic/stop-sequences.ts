import { readAll, readPointer } from "@bedrock-contract/validators";
import { excerpt } from "../../exchange/answer.ts";
import type { TextMeaning } from "../../meaning/meaning.ts";
import type { Difference } from "../../result.ts";
import { type Check, type Verdict, verdictOf } from "../check.ts";
import { choicesOf } from "./choices.ts";
import { openAi } from "./documents.ts";
import { semanticCheck } from "./semantic-check.ts";

/** The text ends before a stop sequence of the request, which is not part of it. Clients parse texts by what can not stand in them. */
export const stopSequences: Check = semanticCheck({
  id: "stop-sequences",
  kinds: ["text"],
  level: "MUST",
  rule: "The text holds no stop sequence of the request, unless it ends with one that the request wants to see.",
  document: openAi("stop"),
  judge,
});

function judge(meaning: TextMeaning): Verdict {
  const { format, request } = meaning;
  const { stopIsShown, stopsAfter, stopSequences: place, echo } = format.request;
  const sequences = sequencesOf(readPointer(request, place));
  const isEchoed = readPointer(request, echo) === true;
  // Before so many tokens no stop counts.
  const isLate = Number(readPointer(request, stopsAfter) ?? 0) > 0;
  const texts = choicesOf(meaning).flatMap(({ text: { pointer, value } }) =>
    typeof value === "string" ? [{ pointer, text: value }] : [],
  );
  if (sequences.length === 0 || texts.length === 0 || isEchoed || isLate) {
    return "not-applicable";
  }
  const isShown = readPointer(request, stopIsShown) === true;
  return verdictOf(texts.flatMap((text) => differencesOf(text, sequences, isShown)));
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
