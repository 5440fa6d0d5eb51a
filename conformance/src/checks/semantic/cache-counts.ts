import { readPointer } from "@bedrock-contract/validators";
import { pointerKeys } from "@bedrock-contract/validators/pointer";
import type { TextMeaning } from "../../meaning/meaning.ts";
import type { Check, Verdict } from "../check.ts";
import { numberAt } from "./choices.ts";
import { formatDocument } from "./documents.ts";
import { semanticCheck, worstOf } from "./semantic-check.ts";

/**
 * Tokens of a cache are counted where the request marks what is cached, and by lifetime they add up. Callers pay by
 * these counts.
 */
export const cacheCounts: Check = semanticCheck({
  id: "cache-counts",
  kinds: ["text"],
  level: "MUST",
  rule: "Tokens are read from or written to a cache only if the request marks a prefix for it; the tokens of all lifetimes add up to the tokens written.",
  document: formatDocument("cacheMarks, cacheReadTokens, cacheWriteTokens"),
  judge: (meaning) => worstOf([markVerdict(meaning), lifetimeVerdict(meaning)]),
});

function markVerdict({ format, request, response }: TextMeaning): Verdict {
  const { cacheMarks, cachesUnmarked = false } = format.request;
  const { cacheReadTokens, cacheWriteTokens } = format.response;
  const counts = [cacheReadTokens, cacheWriteTokens].flatMap((place) => {
    const count = numberAt(response, place);
    return place === undefined || count === undefined ? [] : [{ place, count }];
  });
  if (cacheMarks === undefined || cachesUnmarked || counts.length === 0) {
    return "not-applicable";
  }
  const isMarked = hasMark(request, new Set([cacheMarks].flat().map((place) => pointerKeys(place).at(-1))));
  const counted = counts.find(({ count }) => count > 0);
  return isMarked || counted === undefined
    ? "holds"
    : {
        message: "cache tokens are counted although the request marks nothing for the cache",
        pointer: counted.place,
        expected: "0",
        received: String(counted.count),
      };
}

/** Whether a mark stands anywhere: blocks may hold blocks. */
function hasMark(request: unknown, names: ReadonlySet<string | undefined>): boolean {
  const left = [request];
  while (left.length > 0) {
    for (const [name, member] of Object.entries(Object(left.pop()))) {
      if (names.has(name) && member !== null) {
        return true;
      }
      if (typeof member === "object") {
        left.push(member);
      }
    }
  }
  return false;
}

function lifetimeVerdict({ format, response }: TextMeaning): Verdict {
  const { cacheWriteTokens, cacheWritesByLifetime = {} } = format.response;
  const written = numberAt(response, cacheWriteTokens);
  const places = Object.values(cacheWritesByLifetime);
  const parts = places.flatMap((place) => numberAt(response, place) ?? []);
  if (written === undefined || parts.length === 0 || parts.length < places.length) {
    return "not-applicable";
  }
  const sum = parts.reduce((one, other) => one + other, 0);
  return sum === written
    ? "holds"
    : {
        message: "the tokens written for all lifetimes do not add up to the total written",
        pointer: cacheWriteTokens ?? "",
        expected: `${parts.join(" + ")} = ${sum}`,
        received: JSON.stringify(readPointer(response, cacheWriteTokens)),
      };
}
