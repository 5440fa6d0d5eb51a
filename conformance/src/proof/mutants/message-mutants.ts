import { type PlacedValue, readAll, readPointer, reasoningDemandOf } from "@bedrock-contract/validators";
import { isFreeToReason } from "../../checks/semantic/reasoning-asked.ts";
import { parseJson } from "../../exchange/parse-json.ts";
import type { MeantText } from "./meaning-view.ts";
import type { Mutant } from "./mutant.ts";

/** A message that names what the request does not hold: a stop sequence, a source, reasoning, tokens of a cache. */
export function* messageMutants(given: MeantText): Generator<Mutant> {
  yield* misnamedStops(given);
  yield* citationMutants(given);
  yield* cacheMutants(given);
  yield* addedReasoning(given);
  yield* doubledCalls(given);
}

function* misnamedStops({ view, meaning }: MeantText): Generator<Mutant> {
  const places = view.places(meaning.format.response.stopSequence);
  for (const { pointer, value } of places) {
    const isEarly = view.isStream && value === null && !isLast(places, pointer);
    // A stream that an error ends never says by what it stopped.
    if (view.isStream && value === null && places.length === 1) {
      continue;
    }
    const other = typeof value === "string" ? `${value}~` : "~";
    yield {
      class: "stop-sequence-misnamed",
      place: `${pointer}: ${JSON.stringify(value)} -> ${other}`,
      answer: view.with({ [pointer]: other }),
      ...(isEarly ? { harmlessBecause: "said-again-later" as const } : {}),
    };
  }
}

function isLast(places: readonly PlacedValue[], pointer: string): boolean {
  return places.at(-1)?.pointer === pointer;
}

function* citationMutants({ view, meaning }: MeantText): Generator<Mutant> {
  const { citations, citationPlaces = [] } = meaning.format.response;
  for (const { pointer, value } of view.places(citations)) {
    const places = citationPlaces.find(
      ({ start, when = {} }) =>
        typeof readPointer(value, start) === "number" &&
        Object.entries(when).every(([place, said]) => readPointer(value, place) === said),
    );
    if (places !== undefined) {
      const [from, to] = [readPointer(value, places.start), readPointer(value, places.end)];
      const wrong: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
        ["another source", { [`${pointer}${places.index}`]: 99 }],
        ["nothing", { [`${pointer}${places.end}`]: from }],
        ["before the beginning", { [`${pointer}${places.start}`]: -1 }],
        ["from end to start", { [`${pointer}${places.start}`]: to, [`${pointer}${places.end}`]: from }],
      ];
      for (const [what, changes] of wrong) {
        yield { class: "citation-of-nothing", place: `${pointer}: ${what}`, answer: view.with(changes) };
      }
    }
  }
}

function* cacheMutants({ view, meaning }: MeantText): Generator<Mutant> {
  const { cacheReadTokens, cacheWriteTokens, cacheWritesByLifetime = {} } = meaning.format.response;
  const { cacheMarks, cachesUnmarked = false } = meaning.format.request;
  const isMarked = cacheMarks === undefined || cachesUnmarked || readAll(meaning.request, cacheMarks).length > 0;
  const [usage] = isMarked || view.isStream ? [] : view.places(parentOf(cacheReadTokens));
  if (usage !== undefined) {
    for (const place of [cacheReadTokens, cacheWriteTokens]) {
      const answer = view.with({ [`${usage.pointer}${place?.slice(parentOf(place).length)}`]: 7 });
      yield { class: "cache-count-added", place: `${place}: 7`, answer };
    }
  }
  for (const place of Object.values(cacheWritesByLifetime)) {
    for (const { pointer, value } of view.places(place)) {
      const answer = view.with({ [pointer]: Number(value) + 1 });
      yield { class: "cache-lifetime-off-by-one", place: `${pointer}: ${value} -> ${Number(value) + 1}`, answer };
    }
  }
}

/** A block of reasoning from another answer of the format, where the request asks for none. */
function* addedReasoning({ context, view, meaning }: MeantText): Generator<Mutant> {
  const { reasoning = "" } = meaning.format.response;
  const isAsked = reasoningDemandOf(meaning.format.request.reasoning, meaning.request) !== undefined;
  const at = reasoning.lastIndexOf("/*");
  const [list] = view.isStream || at === -1 ? [] : view.places(reasoning.slice(0, at));
  if (meaning.format.request.reasoning === undefined || isAsked || !Array.isArray(list?.value)) {
    return;
  }
  const others = context.recordings.filter(({ validators }) => validators.format === meaning.format);
  for (const { answer } of others) {
    const body = parseJson(answer.body);
    const blocks = body.isJson ? readAll(body.value, reasoning.slice(0, at + 2)) : [];
    const block = blocks.find(({ value }) => readPointer(value, reasoning.slice(at + 2)) !== undefined);
    if (block !== undefined) {
      const answered = view.with({ [list.pointer]: [block.value, ...list.value] });
      const isFree = isFreeToReason(meaning);
      yield {
        class: "reasoning-added",
        place: list.pointer,
        answer: answered,
        ...(isFree ? { harmlessBecause: "reasoning-unasked" } : {}),
      };
      return;
    }
  }
}

/** A call a second time, under an id of its own, where the request allows one. */
function* doubledCalls({ view, meaning }: MeantText): Generator<Mutant> {
  const { toolCalls = "", toolCallId = "" } = meaning.format.response;
  const isSingle = readPointer(meaning.request, meaning.format.request.singleToolCall) === true;
  const [call] = view.places(`${toolCalls}${toolCallId}`);
  const list = call?.pointer.slice(0, call.pointer.lastIndexOf("/", call.pointer.length - toolCallId.length - 1));
  const blocks = list === undefined ? undefined : readPointer(view.root, list);
  if (isSingle && !view.isStream && list !== undefined && call !== undefined && Array.isArray(blocks)) {
    const own: unknown = readPointer(view.root, call.pointer.slice(0, -toolCallId.length));
    const second = { ...Object(own), [toolCallId.slice(1)]: `${String(call.value)}2` };
    yield { class: "tool-call-doubled", place: list, answer: view.with({ [list]: [...blocks, second] }) };
  }
}

function parentOf(pointer = ""): string {
  return pointer.slice(0, pointer.lastIndexOf("/"));
}
