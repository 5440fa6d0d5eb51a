import { type PlacedValue, readPointer } from "@bedrock-contract/validators";
import { asksForLogprobs } from "../../checks/semantic/logprobs.ts";
import { membersOf } from "../specs/spec-tree.ts";
import type { MeantText } from "./meaning-view.ts";
import type { Mutant } from "./mutant.ts";

/** Log-probabilities: too many, too few, above zero, of too few tokens. */
export function* logprobMutants(given: MeantText): Generator<Mutant> {
  const { format, request } = given.meaning;
  const isEchoed = readPointer(request, format.request.echo) === true;
  if (asksForLogprobs(given.meaning)) {
    yield* valueMutants(given, format.response.outputLogprobValues);
    yield* valueMutants(given, format.response.topLogprobValues);
    yield* topMutants(given);
    yield* isEchoed ? [] : countMutants(given);
  }
  if (typeof readPointer(request, format.request.promptLogprobs) === "number" && !given.view.isStream) {
    yield* valueMutants(given, format.response.promptLogprobValues);
    yield* promptMutants(given);
  }
}

function* valueMutants({ view }: MeantText, pointer: string | undefined): Generator<Mutant> {
  for (const { pointer: at, value } of view.places(pointer).slice(0, 3)) {
    if (typeof value === "number") {
      yield { class: "logprob-above-zero", place: `${at}: ${value} -> 0.5`, answer: view.with({ [at]: 0.5 }) };
    }
  }
}

function* topMutants({ view, meaning }: MeantText): Generator<Mutant> {
  const said = readPointer(meaning.request, meaning.format.request.topLogprobs) ?? meaning.format.features.topLogprobs;
  const asked = typeof said === "number" ? said : 0;
  for (const place of view.places(meaning.format.response.topLogprobs).slice(0, 3)) {
    for (const [what, value] of otherCounts(place, asked)) {
      yield {
        class: "top-logprobs-count-wrong",
        place: `${place.pointer}: ${what}`,
        answer: view.with({ [place.pointer]: value }),
      };
    }
  }
}

/** A position with none of the likeliest tokens, and with three more than asked. */
function otherCounts({ value }: PlacedValue, asked: number): readonly (readonly [string, unknown])[] {
  if (Array.isArray(value)) {
    const [first = { token: "x", logprob: -1, bytes: null }] = value;
    const many = Array.from({ length: asked + 3 }, (): unknown => first);
    return [
      ["none", []],
      ["too many", many],
    ];
  }
  const members = membersOf(value);
  if (members === undefined) {
    return [];
  }
  const [sample = -1] = Object.values(members);
  const many = Object.fromEntries(Array.from({ length: asked + 3 }, (_, index) => [String(9000 + index), sample]));
  return [
    ["none", {}],
    ["too many", many],
  ];
}

function* countMutants({ view, meaning }: MeantText): Generator<Mutant> {
  const { outputLogprobs, outputTokens } = meaning.format.response;
  const places = view.places(outputLogprobs);
  const tokens = view.places(outputTokens).at(-1)?.value;
  const list = places.at(-1)?.pointer.replace(/\/[^/]+$/, "");
  const entries = places.filter(({ pointer }) => pointer.startsWith(`${list}/`)).map(({ value }) => value);
  if (list === undefined || typeof tokens !== "number") {
    return;
  }
  for (const by of [-2, -1, 1, 2]) {
    const others =
      by < 0
        ? entries.slice(0, by)
        : [...entries, ...entries.slice(-1), ...entries.slice(-1)].slice(0, entries.length + by);
    if (others.length === entries.length + by) {
      yield {
        class: "logprobs-count-wrong",
        place: `${list}: ${by > 0 ? "+" : ""}${by}`,
        answer: view.with({ [list]: others }),
      };
    }
  }
}

function* promptMutants({ view, meaning }: MeantText): Generator<Mutant> {
  const { promptLogprobs } = meaning.format.response;
  const entries = view.places(promptLogprobs);
  const [first, second] = entries;
  const list = first?.pointer.replace(/\/[^/]+$/, "");
  if (first === undefined || second === undefined || list === undefined) {
    return;
  }
  const values = entries.map(({ value }) => value);
  const lists: readonly (readonly [string, readonly unknown[]])[] = [
    ["an entry for the first token", [second.value, ...values.slice(1)]],
    ["none for the second token", values.with(1, null)],
    ["one more", [...values, second.value]],
    ["none of the likeliest tokens", values.with(1, {})],
  ];
  for (const [what, changed] of lists) {
    yield { class: "prompt-logprobs-wrong", place: `${list}: ${what}`, answer: view.with({ [list]: changed }) };
  }
}
