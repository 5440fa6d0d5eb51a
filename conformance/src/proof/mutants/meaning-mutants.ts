import { readPointer, streamOf, toolDemandOf } from "@bedrock-contract/validators";
import { choicesAsked, tokenLimit } from "../../checks/semantic/choices.ts";
import { defined } from "../../defined.ts";
import type { Meaning } from "../../meaning/meaning.ts";
import type { EquivalenceName } from "../equivalences.ts";
import { stopSequenceMutants, textMutants } from "./constraint-mutants.ts";
import { withHeader } from "./envelope-mutants.ts";
import { imageMutants } from "./image-mutants.ts";
import { logprobMutants } from "./logprob-mutants.ts";
import { isGuarded, type MeantText, meaningView } from "./meaning-view.ts";
import { messageMutants } from "./message-mutants.ts";
import type { Because, Mutant } from "./mutant.ts";
import type { MutantContext, MutantSource } from "./mutant-source.ts";
import { rankingMutants } from "./ranking-mutants.ts";
import { toolMutants } from "./tool-mutants.ts";
import { vectorMutants } from "./vector-mutants.ts";

/**
 * What a format's answer means, made wrong: the text against the request's demands, counts, stop reasons, tool calls,
 * log-probabilities.
 */
export const meaningMutants: MutantSource = function* (context) {
  const view = meaningView(context);
  const { demands } = context.recording;
  if (view === undefined || demands === undefined || isGuarded(view)) {
    return;
  }
  const meaning: Meaning = { ...demands, response: view.root, isStreamed: view.isStream, headers: {} };
  switch (meaning.kind) {
    case "text":
      yield* judgedMutants({ context, view, meaning });
      break;
    case "embedding":
      yield* vectorMutants({ context, view, meaning });
      break;
    case "rerank":
      yield* rankingMutants({ context, view, meaning });
      break;
    case "image":
      yield* imageMutants({ context, view, meaning });
      break;
    default:
      meaning satisfies never;
  }
};

/** Nobody judges what a stream means that an exception ended. */
function* judgedMutants(given: MeantText): Generator<Mutant> {
  const { streamException } = given.context.recording.case.expect;
  const because: Because = { harmlessBecause: "ended-by-exception" };
  for (const mutant of writtenMutants(given)) {
    yield streamException === undefined ? mutant : { ...because, ...mutant };
  }
}

/** What the model wrote, and what is said of it. */
function* writtenMutants(given: MeantText): Generator<Mutant> {
  yield* textMutants(given);
  yield* stopSequenceMutants(given);
  yield* countMutants(given);
  yield* stopMutants(given);
  yield* emptiedMutants(given);
  yield* toolMutants(given);
  yield* logprobMutants(given);
  yield* toldMutants(given);
  yield* choiceMutants(given);
  yield* messageMutants(given);
}

/** Tokens that a text is told by: the last is missing, the first begins too late. */
function* toldMutants({ view, meaning }: MeantText): Generator<Mutant> {
  const { tokens = [], start = "", end = "" } = meaning.format.response.toldTexts ?? {};
  for (const { pointer, value } of tokens.flatMap((place) => view.places(place.replace(/\/\*$/, "")))) {
    const list: readonly unknown[] = Array.isArray(value) ? value : [];
    if (list.length > 1) {
      const written = list.filter((token) => readPointer(token, end) !== readPointer(token, start));
      const rest = list.filter((token) => token !== written.at(-1));
      yield { class: "token-missing", place: pointer, answer: view.with({ [pointer]: rest }) };
      yield { class: "token-misplaced", place: pointer, answer: view.with({ [`${pointer}/1${start}`]: 999 }) };
    }
  }
}

function* countMutants({ context, view, meaning }: MeantText): Generator<Mutant> {
  const { inputTokens, outputTokens, totalTokens } = meaning.format.response;
  const [total] = view.places(totalTokens);
  for (const pointer of [inputTokens, outputTokens, totalTokens]) {
    const places = view.places(pointer);
    for (const [index, { pointer: at, value }] of places.entries()) {
      if (typeof value === "number") {
        const answer = view.with({ [at]: value + 1 });
        const header = pointer === totalTokens ? undefined : countHeader(context, pointer === inputTokens);
        const isBound = total !== undefined || header !== undefined;
        const isSaidAgain = places.slice(index + 1).some((later) => inChunk(later.pointer) === inChunk(at));
        yield {
          class: "usage-off-by-one",
          place: `${at}: ${value} -> ${value + 1}`,
          answer,
          ...defined({ harmlessBecause: uncountedReason(isBound, view.isStream && isSaidAgain) }),
        };
      }
    }
  }
  yield* negated({ view, meaning });
  yield* overLimit({ context, view, meaning });
  yield* headerCounts({ context, view, meaning });
}

function uncountedReason(isBound: boolean, isSaidAgain: boolean): EquivalenceName | undefined {
  if (isSaidAgain) {
    return "said-again-later";
  }
  return isBound ? undefined : "nothing-else-counts";
}

/** The place in a chunk, without the number of the chunk. */
function inChunk(pointer: string): string {
  return pointer.replace(/^\/\d+/, "");
}

/** Counts below zero, one by one and all at once, so that their sum stays right. */
function* negated({ view, meaning }: Pick<MeantText, "view" | "meaning">): Generator<Mutant> {
  const { inputTokens, outputTokens, totalTokens } = meaning.format.response;
  const counts = [inputTokens, outputTokens, totalTokens, "/amazon-bedrock-invocationMetrics/*"]
    .flatMap((pointer) => view.places(pointer))
    .filter(({ value }) => typeof value === "number" && value > 0);
  for (const { pointer, value } of counts) {
    yield { class: "count-negated", place: pointer, answer: view.with({ [pointer]: -Number(value) }) };
  }
  const all = Object.fromEntries(counts.map(({ pointer, value }) => [pointer, -Number(value)]));
  if (counts.length > 1) {
    yield { class: "count-negated", place: "every count", answer: view.with(all) };
  }
}

function countHeader({ recording: { answer } }: MutantContext, isInput: boolean): string | undefined {
  return answer.headers[`x-amzn-bedrock-${isInput ? "input" : "output"}-token-count`];
}

/** More tokens than the request allows, the sum right all the same; of several counts in a stream the last is meant. */
function* overLimit({ view, meaning }: MeantText): Generator<Mutant> {
  const limit = tokenLimit(meaning);
  const { outputTokens, totalTokens, inputTokens } = meaning.format.response;
  const [input, output, total] = [inputTokens, outputTokens, totalTokens].map((place) =>
    view.places(place).findLast(({ value }) => typeof value === "number"),
  );
  if (limit === undefined || output === undefined) {
    return;
  }
  const most = limit * choicesAsked(meaning) + 1;
  const sum = total === undefined ? {} : { [total.pointer]: Number(input?.value ?? 0) + most };
  yield {
    class: "usage-over-limit",
    place: `${output.pointer}: ${most} tokens`,
    answer: view.with({ [output.pointer]: most, ...sum }),
  };
}

function* headerCounts({ context, view, meaning }: MeantText): Generator<Mutant> {
  const { answer } = context.recording;
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = meaning.format.response;
  for (const [name, pointer] of [
    ["x-amzn-bedrock-input-token-count", inputTokens],
    ["x-amzn-bedrock-output-token-count", outputTokens],
    ["x-amzn-bedrock-cache-read-input-token-count", cacheReadTokens],
    ["x-amzn-bedrock-cache-write-input-token-count", cacheWriteTokens],
  ] as const) {
    const value = answer.headers[name];
    if (value !== undefined) {
      const isCounted = view.places(pointer).length > 0;
      yield {
        class: "header-count-off-by-one",
        place: name,
        answer: withHeader(answer, name, String(Number(value) + 1)),
        ...(isCounted ? {} : { harmlessBecause: "nothing-else-counts" }),
      };
    }
  }
}

/** Whatever the model wrote, emptied; the counts say that it wrote. */
function* emptiedMutants({ context, view, meaning }: MeantText): Generator<Mutant> {
  const { response, stream } = meaning.format;
  const added = (stream?.fold ?? []).filter(({ how }) => how === "append").map(({ from, to = from }) => to);
  const texts = [response.text, ...added].flatMap((place) => view.places(place));
  const written = texts.filter(({ value }) => typeof value === "string" && value !== "");
  if (written.length === 0) {
    return;
  }
  const because = silenceReason({ context, view, meaning });
  yield {
    class: "text-emptied",
    place: "all of it",
    answer: view.with(Object.fromEntries(written.map(({ pointer }) => [pointer, ""]))),
    ...defined({ harmlessBecause: because }),
  };
}

/** Why a model may have written nothing. */
function silenceReason({
  context: { recording },
  view,
  meaning: { format, request },
}: MeantText): EquivalenceName | undefined {
  const tokens = view.places(format.response.outputTokens).at(-1)?.value;
  const { body, streamException } = recording.case.expect;
  const chunks = Array.isArray(body) ? body : [];
  const { silentTokens = 1 } = format;
  if (streamException !== undefined || chunks.some((chunk) => readPointer(chunk, "/error") !== undefined)) {
    return "error-before-text";
  }
  if (typeof tokens === "number" && tokens <= silentTokens * choicesAsked({ format, request })) {
    return "silent-tokens";
  }
  if (mayStopAtOnce({ view, format, request })) {
    return "stop-before-text";
  }
  const whole = (streamOf(format)?.fold ?? []).filter(({ to }) => to === "").map(({ from }) => from);
  if (
    view.isStream &&
    chunks.some((chunk) => whole.some((place) => readPointer(chunk, `${place}${format.response.text}`)))
  ) {
    return "text-repeated";
  }
  const stops = view.places(format.response.stopReason).flatMap(({ value }) => format.stopReasons[String(value)] ?? []);
  if (stops.includes("filter") || stops.includes("abort")) {
    return "text-filtered";
  }
  if (format.response.reasoningPrefix !== undefined && stops.length > 0 && stops.every((stop) => stop === "limit")) {
    return "reasoning-hidden";
  }
  const { insteadOfText = [], otherCalls = [] } = format.response;
  const instead = [insteadOfText, otherCalls].flat().flatMap((place) => view.places(place));
  if (instead.some(({ value }) => value !== "" && value !== null)) {
    return "text-replaced";
  }
  return view.places(format.response.toolCalls).length > 0 ? "text-replaced" : undefined;
}

/** Whether a stop sequence may be all that the model wrote: no limit ended it. */
function mayStopAtOnce({
  view,
  format,
  request,
}: Pick<MeantText, "view"> & Pick<MeantText["meaning"], "format" | "request">): boolean {
  const stop = readPointer(request, format.request.stopSequences);
  const reasons = view.places(format.response.stopReason).map(({ value }) => format.stopReasons[String(value)]);
  const isCut = reasons.includes("limit") || reasons.includes("window");
  return !isCut && [stop].flat().some((each) => typeof each === "string" && each !== "");
}

function* stopMutants({ view, meaning }: MeantText): Generator<Mutant> {
  const { stopReasons, response } = meaning.format;
  for (const { pointer, value } of view.places(response.stopReason)) {
    const empty = view.with({ [pointer]: "" });
    yield { class: "stop-reason-empty", place: `${pointer}: ${String(value)} -> ""`, answer: empty };
    const said = typeof value === "string" ? stopReasons[value] : undefined;
    for (const [other, means] of Object.entries(stopReasons)) {
      if (said !== undefined && other !== value) {
        const because = mayStop({ said, means, view, meaning });
        yield {
          class: "stop-reason-wrong",
          place: `${pointer}: ${String(value)} -> ${other}`,
          answer: view.with({ [pointer]: other }),
          ...defined({ harmlessBecause: because }),
        };
      }
    }
  }
}

interface OtherStop extends Pick<MeantText, "view" | "meaning"> {
  readonly said: string;
  readonly means: string;
}

/** Why an answer may have stopped for another reason; undefined where it cannot have. */
function mayStop({ said, means, view, meaning }: OtherStop): EquivalenceName | undefined {
  if (said === means) {
    return "stops-alike";
  }
  if (means === "filter" || means === "abort" || means === "window") {
    return "stop-by-service";
  }
  if (means === "limit") {
    const limit = tokenLimit(meaning);
    const tokens = view.places(meaning.format.response.outputTokens).at(-1)?.value;
    const isFar = limit !== undefined && typeof tokens === "number" && tokens < limit * 0.9;
    return isFar && choicesAsked(meaning) === 1 ? undefined : "stop-near-limit";
  }
  if (means === "tool" && view.places(meaning.format.response.toolCalls).length > 0) {
    return "stop-of-call";
  }
  if (said === "filter" || said === "limit" || said === "window") {
    return means === "tool" ? undefined : "stop-at-limit";
  }
  if (said === "tool" && means === "end" && meaning.toolStops.includes(means)) {
    return "stop-of-call";
  }
  return said === "tool" && means === "end" && toolDemandOf(meaning.format, meaning.request).kind === "some"
    ? "stop-of-call"
    : undefined;
}

function* choiceMutants({ view, meaning }: MeantText): Generator<Mutant> {
  const { choices } = meaning.format.response;
  const list = choices?.replace(/\/\*$/, "");
  const [place] = view.isStream ? [] : view.places(list);
  if (place !== undefined && Array.isArray(place.value)) {
    const more: readonly unknown[] = [...place.value, ...place.value.slice(-1)];
    yield { class: "choice-added", place: place.pointer, answer: view.with({ [place.pointer]: more }) };
  }
}
