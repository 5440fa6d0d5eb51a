import { readAll, readPointer, splitReasoning, type TextFormat } from "@bedrock-contract/validators";
import { readValues } from "@bedrock-contract/validators/pointer";
import { invalid } from "../http/refusal.ts";
import type { Budget } from "../request/budget.ts";
import { prepareCalls } from "./choose-calls.ts";
import { type ChosenText, chooseText, seedOf, type TextLimits } from "./choose-text.ts";
import { citeSource } from "./cite-source.ts";
import { readConstraints, refuse } from "./constraints.ts";
import type { AnswerPlan, PlannedCall, PlannedChoice, PlannedEcho, PlanRequest } from "./plan.ts";
import { cachePointsOf, isContinued, questionOf, readPrompts } from "./read-prompts.ts";
import { type PlannedReasoning, planReasoning, type ReasoningInText } from "./reasoning.ts";
import { tokensOf } from "./tokens.ts";

/** More choices, and more log-probabilities of a prompt, are not made. */
const MOST_CHOICES = 1_000;
const MOST_PROMPT_TOKENS = 100_000;

/** Rough number of characters that one token takes with its log-probability. */
const ENTRY_CHARACTERS = 50;

/** The likeliest tokens that are told of a position, where all are asked for. */
const ALL_LIKELIEST = 26;

/**
 * Plans the answer to a request: texts and tool calls that satisfy what it demands, cut where its limits want it. The
 * same request gets the same plan. Throws a ValidationException where that would take longer, or become longer, than
 * one request may.
 */
export async function planAnswer(request: PlanRequest): Promise<AnswerPlan> {
  const { format, body, stored, isForPrompt, budget } = request;
  const { request: places } = format;
  const prompts = readPrompts(format, body);
  await budget.yieldTurn();
  const count = prompts.length * Math.max(1, numberAt(body, places.choiceCount) ?? 1);
  const promptLogprobs = numberAt(body, places.promptLogprobs);
  const topLogprobs = readTopLogprobs(format, body);
  refuseTooMany(count, promptLogprobs === undefined ? [] : prompts);
  const echoes = prompts.map((prompt) => readEcho(format, body, prompt));
  spend({ prompts, echoes, topLogprobs, promptLogprobs, perPrompt: count / prompts.length }, budget);
  await budget.yieldTurn();
  const question = questionOf(format, body);
  const reasoning = planReasoning(places.reasoning, body, question);
  const limits = limitsAfter(reasoning, readLimits(format, body));
  const constraints = await readConstraints(format, body, budget);
  const written = readAll(stored, format.response.text).map(({ value }) =>
    splitReasoning(format, typeof value === "string" ? value : ""),
  );
  const texts = isForPrompt || constraints.length > 0 ? written.map(({ text }) => text) : [];
  const inText = reasoningBefore(written[0]?.reasoning ?? "", isForPrompt ? undefined : request.reasoning);
  const isUntold = Object.entries(places.noText ?? {}).some(([place, value]) => readPointer(body, place) === value);
  const callsOf = await prepareCalls(request);
  await budget.yieldTurn();
  const requestSeed = seedOf(seedDemands(format, body));
  // Texts follow from the question alone, whichever operation and format asks it.
  const textSeed = seedOf(question);
  const citation =
    constraints.length === 0
      ? citeSource({ sources: places.sources, citationPlaces: format.response.citationPlaces }, body)
      : undefined;
  const choices: PlannedChoice[] = [];
  for (let index = 0; index < count; index += 1) {
    const calls = callsOf(textSeed + index);
    const preferred = texts[index] ?? texts[0] ?? (isContinued(format, body) ? " " : "");
    const echo = echoes[Math.floor((index * prompts.length) / count)] ?? NO_ECHO;
    const choice =
      reasoning !== undefined && limits.maxTokens <= 0
        ? NO_CHOICE
        : isUntold
          ? { ...NO_CHOICE, stop: "end" as const }
          : calls.length === 0
            ? {
                ...textChoice(inText, limits, (left) =>
                  chooseText(constraints, left, { preferred, seed: textSeed + index, budget }),
                ),
                echo,
                citation,
              }
            : callChoice(calls, limits);
    choices.push(withReasoning(choice, reasoning, readLimits(format, body)));
    await budget.yieldTurn();
  }
  const points = cachePointsOf(format, body);
  const cache = points.length === 0 ? undefined : request.useCache?.(points);
  return { choices, prompts, topLogprobs, promptLogprobs, cache, seed: requestSeed };
}

/** The reasoning that begins the text: that of the stored answer, unless another is given. */
function reasoningBefore(stored: string, other: ReasoningInText | undefined): ReasoningInText {
  return other ?? { text: stored, count: tokensOf(stored).length };
}

/** What reasoning leaves of the limit; nothing where it takes it all. */
function limitsAfter(reasoning: PlannedReasoning | undefined, limits: TextLimits): TextLimits {
  return { ...limits, maxTokens: limits.maxTokens - (reasoning?.tokens.length ?? 0) };
}

function withReasoning(
  choice: PlannedChoice,
  reasoning: PlannedReasoning | undefined,
  { maxTokens }: TextLimits,
): PlannedChoice {
  const tokens = reasoning?.tokens.slice(0, maxTokens) ?? [];
  return reasoning === undefined
    ? choice
    : { ...choice, reasoning: { ...reasoning, tokens }, outputTokens: choice.outputTokens + tokens.length };
}

interface Repeated {
  readonly prompts: readonly (readonly string[])[];
  /** What the choices of each prompt repeat of it. */
  readonly echoes: readonly PlannedEcho[];
  readonly topLogprobs: number | undefined;
  readonly promptLogprobs: number | undefined;
  /** The choices of each prompt. */
  readonly perPrompt: number;
}

/** What an answer repeats of its request, and tells of each token of it, may be many times as long as the request. */
function spend({ prompts, echoes, topLogprobs, promptLogprobs, perPrompt }: Repeated, budget: Budget): void {
  const told = (count: number, top: number | undefined): number =>
    top === undefined ? 0 : count * ENTRY_CHARACTERS * (1 + (top < 0 ? ALL_LIKELIEST : Math.min(top, ALL_LIKELIEST)));
  try {
    for (const [index, { tokens, haveLogprobs }] of echoes.entries()) {
      const characters = tokens.reduce((sum, { length }) => sum + length, 0);
      const perChoice =
        characters +
        told(haveLogprobs ? tokens.length : 0, topLogprobs) +
        told(prompts[index]?.length ?? 0, promptLogprobs);
      budget.spend(perPrompt * perChoice);
    }
  } catch (reason) {
    throw refuse("the echo and the log-probabilities", reason);
  }
}

/** Reasoning that is part of the text comes before the rest where the limit leaves room for both. */
function textChoice(
  { text, count }: ReasoningInText,
  limits: TextLimits,
  choose: (limits: TextLimits) => ChosenText,
): PlannedChoice {
  const left = limits.maxTokens - count;
  const chosen = choose(left > 0 ? { ...limits, maxTokens: left } : limits);
  const said = { ...chosen, toolCalls: [], echo: NO_ECHO };
  return left > 0
    ? { ...said, tokens: [...tokensOf(text), ...chosen.tokens], outputTokens: count + chosen.tokens.length }
    : { ...said, outputTokens: chosen.tokens.length };
}

/**
 * The names of the tools count as well. Calls after the limit are missing, but for the first, which loses its
 * arguments.
 */
function callChoice(calls: readonly PlannedCall[], { maxTokens }: TextLimits): PlannedChoice {
  const kept: PlannedCall[] = [];
  let wanted = 0;
  for (const call of calls) {
    const { name, tokens } = call;
    if (kept.length === 0 || wanted < maxTokens) {
      const left = maxTokens - wanted - tokensOf(name).length;
      kept.push({ ...call, tokens: tokens.slice(0, Math.max(0, left)) });
    }
    wanted += tokensOf(name).length + tokens.length;
  }
  return {
    tokens: [],
    echo: NO_ECHO,
    toolCalls: kept,
    stop: wanted > maxTokens ? "limit" : "tool",
    stopSequence: undefined,
    outputTokens: Math.min(maxTokens, wanted),
  };
}

const NO_ECHO: PlannedEcho = { tokens: [], haveLogprobs: false };

/** Nothing is left of the limit. */
const NO_CHOICE: PlannedChoice = {
  echo: NO_ECHO,
  tokens: [],
  toolCalls: [],
  stop: "limit",
  stopSequence: undefined,
  outputTokens: 0,
};

/**
 * As vLLM does: a prompt that is text comes before its answer; of messages the last one, where the answer goes on with
 * it.
 */
function readEcho({ request: places }: TextFormat, body: unknown, prompt: readonly string[]): PlannedEcho {
  if (readPointer(body, places.echo) !== true) {
    return NO_ECHO;
  }
  const messages = readPointer(body, places.prompt);
  const last: unknown = Array.isArray(messages) ? messages.at(-1) : undefined;
  if (readPointer(last, "/role") === undefined) {
    return { tokens: prompt, haveLogprobs: true };
  }
  const content = readPointer(last, "/content");
  const goesOn = readPointer(last, "/role") === "assistant" && typeof content === "string";
  return goesOn ? { tokens: tokensOf(content), haveLogprobs: false } : NO_ECHO;
}

/** What ends a text early. */
export function readLimits({ request: places }: TextFormat, body: unknown): TextLimits {
  const stop = readPointer(body, places.stopSequences);
  return {
    maxTokens:
      numberAt(body, places.maxCompletionTokens) ?? numberAt(body, places.maxTokens) ?? Number.POSITIVE_INFINITY,
    stopSequences: (Array.isArray(stop) ? stop : [stop]).filter((each) => typeof each === "string"),
  };
}

/** What a different answer follows from. Whether it is streamed, or how warm it is, makes it no other. */
function seedDemands({ request: places }: TextFormat, body: unknown): unknown {
  const { prompt, responseFormat, structuredOutputs, tools, toolChoice } = places;
  return [prompt, responseFormat, structuredOutputs, tools, toolChoice].map((place) =>
    [place ?? []].flat().flatMap((each) => readValues(body, each)),
  );
}

function readTopLogprobs({ request: places, features }: TextFormat, body: unknown): number | undefined {
  const asked = readPointer(body, places.outputLogprobs) ?? false;
  return asked === false || asked === places.noLogprobs || !features.logprobs.includes("output")
    ? undefined
    : (numberAt(body, places.topLogprobs) ?? features.topLogprobs ?? 0);
}

function refuseTooMany(choices: number, prompts: readonly (readonly string[])[]): void {
  if (choices > MOST_CHOICES) {
    throw invalid(`The mock makes ${MOST_CHOICES} choices at most; the request asks for ${choices}.`);
  }
  const promptTokens = prompts.reduce((most, { length }) => Math.max(most, length), 0);
  if (promptTokens > MOST_PROMPT_TOKENS) {
    throw invalid(
      `The mock makes log-probabilities for prompts of ${MOST_PROMPT_TOKENS} tokens at most; this one has ${promptTokens}.`,
    );
  }
}

function numberAt(body: unknown, place: string | undefined): number | undefined {
  const value = readPointer(body, place);
  return typeof value === "number" ? value : undefined;
}
