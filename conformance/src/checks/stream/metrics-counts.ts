import { readPointer } from "@bedrock-contract/validators";
import { chunksOf, isWhole } from "../../exchange/stream/chunks.ts";
import { valuesAt } from "../../meaning/values-at.ts";
import type { Check, CheckContext, Verdict } from "../check.ts";
import { caseDocument } from "../documents.ts";
import { toolCallsIn } from "../semantic/choices.ts";

/**
 * A stream that counts its tokens twice, in the model's own members and in the metrics of the invocation, counts the
 * same. The metrics may leave out the tokens that end a turn, as they do of Claude 4.5 now and then: posit-dev/chatlas,
 * tests/_vcr/test_provider_bedrock/test_reasoning.
 */
export const metricsCounts: Check = {
  id: "metrics-counts",
  level: "SHOULD",
  rule: "The token counts in the metrics of the invocation equal those in the chunks.",
  documented: (context) => caseDocument(context.case),
  verdict,
};

const OUTPUT_COUNT = "outputTokenCount";

const COUNTS = [
  { name: "inputTokens", member: "inputTokenCount" },
  { name: "outputTokens", member: OUTPUT_COUNT },
] as const;

/** What the chunks count in the end: a count that several of them tell may grow. */
function folded(meaning: CheckContext["meaning"], name: (typeof COUNTS)[number]["name"]): unknown {
  return meaning?.kind === "text" ? readPointer(meaning.response, meaning.format.response[name]) : undefined;
}

/** Where chunks have places for the cache, the response that they fold to has them, too. */
function cacheCounts(meaning: CheckContext["meaning"], metrics: string, last: (pointer: string) => unknown) {
  const { cacheReadTokens, cacheWriteTokens } = meaning?.kind === "text" ? meaning.format.response : {};
  return [
    { pointer: cacheReadTokens, inMetrics: `${metrics}/cacheReadInputTokenCount` },
    { pointer: cacheWriteTokens, inMetrics: `${metrics}/cacheWriteInputTokenCount` },
  ].map(({ pointer, inMetrics }) => ({
    inMetrics,
    own: pointer === undefined ? undefined : readPointer(meaning?.response, pointer),
    measured: last(inMetrics),
  }));
}

function verdict({ answer: { stream }, validators: { stream: places }, meaning }: CheckContext): Verdict {
  if (stream === undefined || places === undefined || !isWhole(stream)) {
    return "not-applicable";
  }
  const chunks = chunksOf(stream).map(({ value }) => value);
  const last = (pointer: string | undefined): unknown =>
    pointer === undefined ? undefined : chunks.flatMap((chunk) => valuesAt(chunk, pointer)).at(-1)?.value;
  const hasCalls = meaning?.kind === "text" && toolCallsIn(meaning.format.response, meaning.response).length > 0;
  const counts = COUNTS.filter(({ name }) => !(hasCalls && places.countedOtherwise?.includes(name)))
    .map(({ name, member }) => ({ name, pointer: places[name], inMetrics: `${places.metrics}/${member}` }))
    .map(({ name, pointer, inMetrics }) => ({
      inMetrics,
      own: folded(meaning, name) ?? last(pointer),
      measured: last(inMetrics),
    }));
  const both = [...counts, ...cacheCounts(meaning, places.metrics, last)].filter(
    ({ own, measured }) => typeof own === "number" && typeof measured === "number",
  );
  const silent = meaning?.kind === "text" ? (meaning.format.silentTokens ?? 0) : 0;
  const outputTokens = `${places.metrics}/${OUTPUT_COUNT}`;
  const wrong = both.find(
    ({ own, measured, inMetrics }) =>
      own !== measured && !(inMetrics === outputTokens && Number(own) - Number(measured) === silent),
  );
  if (wrong === undefined) {
    return both.length === 0 ? "not-applicable" : "holds";
  }
  return {
    message: "the token counts in the metrics differ from those in the chunks",
    pointer: wrong.inMetrics,
    expected: String(wrong.own),
    received: String(wrong.measured),
  };
}
