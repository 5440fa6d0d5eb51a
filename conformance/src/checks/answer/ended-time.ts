import { meanings, readAll, readPointer } from "@bedrock-contract/validators";
import type { Difference } from "../../result.ts";
import { type Check, type CheckContext, isError, type Verdict, verdictOf } from "../check.ts";
import { apiModel } from "../documents.ts";

/** Whoever waits for an end looks at the status, and takes how long it took from the time. */
export const endedTime: Check = {
  id: "ended-time",
  level: "SHOULD",
  rule: "A resource has a time of its end if its status says that it has ended, and only then.",
  documented: (context) => apiModel(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const { answer, operation } = context;
  const { items = "", times } = meanings[operation.name] ?? {};
  if (isError(context) || !answer.json.isJson || times?.ended === undefined) {
    return "not-applicable";
  }
  const { at, status, values } = times.ended;
  const resources = readAll(answer.json.value, items).filter(({ value }) => hasStatus(value, status));
  const differences = resources.flatMap(({ pointer, value }): readonly Difference[] => {
    const [said, time] = [String(readPointer(value, status)), readPointer(value, at) ?? undefined];
    const isEnded = values.includes(said);
    return isEnded === (time !== undefined)
      ? []
      : [
          {
            pointer: `${pointer}${at}`,
            message: isEnded ? "what has ended does not say when" : "what has not ended has a time of its end",
            expected: isEnded ? "a time" : `no time with the status ${said}`,
            received: JSON.stringify(time) ?? "nothing",
          },
        ];
  });
  return verdictOf(differences, { applies: resources.length > 0 });
}

function hasStatus(resource: unknown, place: string): boolean {
  return typeof readPointer(resource, place) === "string";
}
