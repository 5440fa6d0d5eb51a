import type { PlacedValue } from "@bedrock-contract/validators";
import type { Meant } from "./meaning-view.ts";
import type { Mutant } from "./mutant.ts";

/** Results of documents that are not there, of one document twice, in another order, without sense, missing or too many. */
export function* rankingMutants({ view, meaning }: Meant<"rerank">): Generator<Mutant> {
  const { results, resultIndex, resultScore } = meaning.format.response;
  const indexes = view.places(`${results}${resultIndex}`);
  const scores = view.places(`${results}${resultScore}`);
  for (const { pointer } of indexes) {
    yield { class: "result-index-unknown", place: pointer, answer: view.with({ [pointer]: 1_000_000 }) };
    yield { class: "result-index-negative", place: pointer, answer: view.with({ [pointer]: -1 }) };
  }
  const [first, second] = indexes;
  if (first !== undefined && second !== undefined) {
    yield {
      class: "result-index-doubled",
      place: second.pointer,
      answer: view.with({ [second.pointer]: first.value }),
    };
  }
  yield* ofOrder({ view, scores });
  const { least, most } = meaning.format.scores ?? {};
  const [best] = scores;
  const last = scores.at(-1);
  if (best !== undefined && most !== undefined)
    yield { class: "result-score-too-high", place: best.pointer, answer: view.with({ [best.pointer]: most + 0.5 }) };
  if (last !== undefined && least !== undefined)
    yield { class: "result-score-too-low", place: last.pointer, answer: view.with({ [last.pointer]: least - 0.5 }) };
  const [list] = view.places(results.replace(/\/\*$/, ""));
  if (list !== undefined && Array.isArray(list.value)) {
    const elements: readonly unknown[] = list.value;
    const last = elements.slice(-1);
    yield {
      class: "result-missing",
      place: list.pointer,
      answer: view.with({ [list.pointer]: elements.slice(0, -1) }),
    };
    yield { class: "result-added", place: list.pointer, answer: view.with({ [list.pointer]: [...elements, ...last] }) };
  }
}

function* ofOrder({
  view,
  scores,
}: Pick<Meant<"rerank">, "view"> & { readonly scores: readonly PlacedValue[] }): Generator<Mutant> {
  for (const [position, { pointer, value }] of scores.entries()) {
    const next = scores[position + 1];
    if (next !== undefined && value !== next.value) {
      const swapped = view.with({ [pointer]: next.value, [next.pointer]: value });
      yield { class: "result-scores-swapped", place: pointer, answer: swapped };
    }
  }
}
