import { type RerankFormat, readAll, readPointer } from "@bedrock-contract/validators";
import { copyJson } from "./copy-json.ts";
import { writeAt } from "./place.ts";
import type { Template } from "./templates.ts";
import { hashOf } from "./tokens.ts";

/** What a ranking is made from. */
export interface RankRequest {
  readonly format: RerankFormat;
  readonly body: unknown;
}

/**
 * The documents of a request that no example has, sorted by how many words they share with the query: the same for the
 * same request.
 */
export function rankDocuments({ format, body }: RankRequest, templates: readonly Template[]): unknown {
  const [template] = templates;
  const answer: unknown = copyJson(template?.answer);
  const { results, resultIndex, resultScore } = format.response;
  const query = readPointer(body, format.request.query);
  const limit = readPointer(body, format.request.topN);
  const scored = readAll(body, format.request.documents).map(({ value }, index) => ({
    index,
    score: scoreOf(query, value),
  }));
  const best = scored.toSorted((one, other) => other.score - one.score);
  const [shape = {}] = readAll(answer, results).map(({ value }) => value);
  const written = best.slice(0, typeof limit === "number" ? limit : undefined).map(({ index, score }) => {
    const result: unknown = copyJson(shape);
    writeAt(result, resultIndex, index);
    writeAt(result, resultScore, score);
    return result;
  });
  writeAt(answer, results.slice(0, results.lastIndexOf("/*")), written);
  return answer;
}

/**
 * A number between 0 and 1: the share of the query's words that the document has, and a little that tells equal ones
 * apart.
 */
function scoreOf(query: unknown, document: unknown): number {
  const asked = wordsOf(query);
  const words = new Set(wordsOf(document));
  const shared = asked.filter((word) => words.has(word)).length;
  const own = (hashOf([query, document]) % 1000) / 1000;
  return Math.round(((shared + own) / (asked.length + 1)) * 1e6) / 1e6;
}

/** Of a longer document the beginning is ranked: megabytes would keep other requests waiting. */
const MOST_CHARACTERS = 100_000;

function wordsOf(value: unknown): readonly string[] {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return (
    text
      .slice(0, MOST_CHARACTERS)
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}
