import { meanings, readAll, readPointer } from "@bedrock-contract/validators";
import type { Difference } from "../../result.ts";
import { type Check, type CheckContext, isError, type Verdict, verdictOf } from "../check.ts";
import { apiModel } from "../documents.ts";

/** What ends before it began breaks every clock that waits for it. */
export const timesInOrder: Check = {
  id: "times-in-order",
  level: "MUST",
  rule: "No resource ends or changes before it began.",
  documented: (context) => apiModel(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const { answer, operation } = context;
  const { items = "", times } = meanings[operation.name] ?? {};
  if (isError(context) || !answer.json.isJson || times === undefined) {
    return "not-applicable";
  }
  const resources = readAll(answer.json.value, items);
  const differences = resources.flatMap(({ pointer, value }) =>
    times.later.flatMap((place): readonly Difference[] => {
      const [first, later] = [readPointer(value, times.first), readPointer(value, place)];
      return Date.parse(String(later)) < Date.parse(String(first))
        ? [
            {
              pointer: `${pointer}${place}`,
              message: `the time is before ${times.first.slice(1)}`,
              expected: `${String(first)} or later`,
              received: String(later),
            },
          ]
        : [];
    }),
  );
  return verdictOf(differences, { applies: resources.length > 0 });
}
