import { type PlacedValue, readAll, readPointer } from "@bedrock-contract/validators";
import type { RankingMeaning } from "../../meaning/meaning.ts";
import { type Check, type Verdict, verdictOf } from "../check.ts";
import { formatDocument } from "./documents.ts";
import { semanticCheck } from "./semantic-check.ts";

/** A result names its document by a number; a client reads the document there. */
export const resultIndex: Check = semanticCheck({
  id: "result-index",
  kinds: ["rerank"],
  level: "MUST",
  rule: "Each result names a document of the request, and no two results name the same one.",
  document: formatDocument("response.resultIndex"),
  judge: judgeIndex,
});

/** Clients take the first results for the best. */
export const resultOrder: Check = semanticCheck({
  id: "result-order",
  kinds: ["rerank"],
  level: "MUST",
  rule: "The results are sorted by their scores, the best first.",
  document: formatDocument("response.resultScore"),
  judge: judgeOrder,
});

/** Clients drop what scores less than a bound of their own. */
export const resultScore: Check = semanticCheck({
  id: "result-score",
  kinds: ["rerank"],
  level: "MUST",
  rule: "Each score is in the range that the format has.",
  document: formatDocument("scores"),
  judge: judgeScores,
});

/** Without a limit every document has its result. */
export const resultCount: Check = semanticCheck({
  id: "result-count",
  kinds: ["rerank"],
  level: "MUST",
  rule: "There are as many results as documents, or at most as many as the request asks for.",
  document: formatDocument("request.topN"),
  judge: judgeCount,
});

function resultsOf({ format, response }: RankingMeaning): readonly PlacedValue[] {
  return readAll(response, format.response.results);
}

function judgeIndex(meaning: RankingMeaning): Verdict {
  const { resultIndex: place } = meaning.format.response;
  const documents = readAll(meaning.request, meaning.format.request.documents).length;
  const indexes = resultsOf(meaning).map(({ pointer, value }) => ({
    pointer: `${pointer}${place}`,
    index: readPointer(value, place),
  }));
  const differences = indexes.flatMap(({ pointer, index }, position) => {
    const isKnown = typeof index === "number" && Number.isInteger(index) && index >= 0 && index < documents;
    const isSecond = indexes.findIndex((other) => other.index === index) < position;
    const message = isKnown ? "two results are of one document" : "the result is of no document of the request";
    const expected = isKnown ? "a document of its own" : `0 to ${documents - 1}`;
    return isKnown && !isSecond ? [] : [{ pointer, message, expected, received: JSON.stringify(index) ?? "nothing" }];
  });
  return verdictOf(differences, { applies: indexes.length > 0 });
}

function scoresOf(meaning: RankingMeaning): readonly { readonly pointer: string; readonly score: number }[] {
  const { resultScore: place } = meaning.format.response;
  return resultsOf(meaning).map(({ pointer, value }) => ({
    pointer: `${pointer}${place}`,
    score: Number(readPointer(value, place)),
  }));
}

function judgeScores(meaning: RankingMeaning): Verdict {
  const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = meaning.format.scores ?? {};
  const scores = scoresOf(meaning);
  const differences = scores.flatMap(({ pointer, score }) =>
    score >= least && score <= most
      ? []
      : [{ pointer, message: "the score is out of range", expected: `${least} to ${most}`, received: String(score) }],
  );
  return verdictOf(differences, { applies: scores.length > 0 && meaning.format.scores !== undefined });
}

function judgeOrder(meaning: RankingMeaning): Verdict {
  const scores = scoresOf(meaning);
  const differences = scores.flatMap(({ pointer, score }, position) => {
    const before = scores[position - 1]?.score ?? Number.POSITIVE_INFINITY;
    const message = "the score is higher than that of the result before";
    return score <= before ? [] : [{ pointer, message, expected: `${before} or less`, received: String(score) }];
  });
  return verdictOf(differences, { applies: scores.length > 0 });
}

function judgeCount(meaning: RankingMeaning): Verdict {
  const { documents, topN } = meaning.format.request;
  const most = readAll(meaning.request, documents).length;
  const limit = readPointer(meaning.request, topN);
  const asked = typeof limit === "number" ? Math.min(limit, most) : most;
  const received = resultsOf(meaning).length;
  return received === asked
    ? "holds"
    : {
        message: "wrong number of results",
        pointer: meaning.format.response.results.replace(/\/\*$/, ""),
        expected: String(asked),
        received: String(received),
      };
}
