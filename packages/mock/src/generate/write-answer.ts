import { readAll, readPointer, type TextFormat } from "@bedrock-contract/validators";
import { copyJson } from "./copy-json.ts";
import { parentOf, writeAt } from "./place.ts";
import { type AnswerPlan, inputTokens, outputTokens, type PlannedChoice, totalTokens } from "./plan.ts";
import { callsIn, stopOf, stopSequenceOf, type Template, textsIn, withStopSequence } from "./templates.ts";
import { tokensOf } from "./tokens.ts";
import { writeCitation, writeReasoning } from "./write-blocks.ts";
import { logprobsPlace, type ToldTokens, writeLogprobs, writePromptLogprobs } from "./write-logprobs.ts";
import { writeCalls, writeText } from "./write-message.ts";

/**
 * Gives a plan the shape of its format: a stored answer, with everything that the plan says in the places that the
 * format's spec names.
 */
export function writeAnswer(plan: AnswerPlan, format: TextFormat, templates: readonly Template[]): unknown {
  const { response } = format;
  const answer = baseAnswer(plan, format, templates);
  const list = response.choices === undefined ? undefined : parentOf(response.choices);
  const [stored] = response.choices === undefined ? [] : readAll(answer, response.choices);
  if (list !== undefined) {
    writeAt(
      answer,
      list,
      plan.choices.map((_, index) => indexed(copyJson(stored?.value), index, format)),
    );
  }
  for (const [index, choice] of plan.choices.entries()) {
    writeChoice(answer, { choice, index, plan, format, templates });
  }
  writePrompts(answer, { plan, format, templates });
  if (plan.cache === undefined) {
    clearCache(answer, format);
  }
  for (const [place, count] of countsOf(plan, format)) {
    writeAt(answer, readAll(answer, place)[0]?.pointer ?? place.replaceAll("*", "0"), count);
  }
  return answer;
}

/** The places of the token counts, and what stands there. */
export function countsOf(plan: AnswerPlan, { response }: TextFormat): readonly (readonly [string, number])[] {
  const [input, output] = [inputTokens(plan), outputTokens(plan)];
  const { cache } = plan;
  const ofCache = cache && [
    [response.cacheReadTokens, cache.read] as const,
    [response.cacheWriteTokens, cache.written] as const,
    ...Object.entries(response.cacheWritesByLifetime ?? {}).map(
      ([lifetime, place]) => [place, cache.writtenFor[lifetime] ?? 0] as const,
    ),
  ];
  const counts = [
    [response.inputTokens, input] as const,
    [response.outputTokens, output] as const,
    [response.totalTokens, totalTokens(plan)] as const,
    [response.reasoningTokens, reasoningTokens(plan)] as const,
    ...(ofCache ?? []),
  ];
  return counts.flatMap(([place, count]) => (place === undefined ? [] : [[place, count] as const]));
}

function reasoningTokens({ choices }: AnswerPlan): number {
  return choices.reduce((sum, { reasoning }) => sum + (reasoning?.tokens.length ?? 0), 0);
}

/** Where nothing is marked for the cache, nothing is counted of it; newer models say so. */
function clearCache(answer: unknown, { response }: TextFormat): void {
  const { cacheReadTokens, cacheWriteTokens, cacheWritesByLifetime = {} } = response;
  for (const place of [cacheReadTokens, cacheWriteTokens, ...Object.values(cacheWritesByLifetime)]) {
    if (typeof readPointer(answer, place) === "number") {
      writeAt(answer, place ?? "", 0);
    }
  }
}

/** The word of a format for how an answer ended; `known` where it means that. */
export function stopReasonOf(
  { stopReasons, toolStops = ["tool"] }: TextFormat,
  stop: PlannedChoice["stop"],
  known?: unknown,
): string | undefined {
  if (Object.hasOwn(stopReasons, stop)) {
    return stop;
  }
  const meanings: readonly unknown[] = stop === "tool" ? toolStops : [stop];
  const words = Object.entries(stopReasons).filter(([, meaning]) => meanings.includes(meaning));
  return (words.find(([word]) => word === known) ?? words[0])?.[0];
}

/** Puts the number of a choice where the format's answers tell it. */
export function indexed(choice: unknown, index: number, { response }: TextFormat): unknown {
  const { choiceIndex } = response;
  if (choiceIndex !== undefined && (index > 0 || readPointer(choice, choiceIndex) !== undefined)) {
    writeAt(choice, choiceIndex, index);
  }
  return choice;
}

/** The first stored answer that says and stops as the plan does; else one that is like it in part. */
function baseAnswer(plan: AnswerPlan, format: TextFormat, templates: readonly Template[]): unknown {
  const [first] = plan.choices;
  const isCall = first !== undefined && first.toolCalls.length > 0;
  const faults = (template: Template): number => {
    const { hasCalls, hasTexts, isCut } = factsOf(format, template);
    const hasShape = isCall ? hasCalls : !hasCalls && hasTexts;
    const isCutAlike = isCut === (first?.stopSequence !== undefined);
    return (hasShape ? 0 : 4) + (hasStop(format, template.answer, first?.stop) ? 0 : 2) + (isCutAlike ? 0 : 1);
  };
  const known = bases.get(templates) ?? new Map<string, Template>();
  bases.set(templates, known);
  const key = [isCall, first?.stop, first?.stopSequence !== undefined].join(" ");
  const judge = () => templates.map((template) => ({ template, faults: faults(template) }));
  const base = known.get(key) ?? judge().toSorted((one, other) => one.faults - other.faults)[0]?.template;
  if (base === undefined) {
    throw new Error(`the format ${format.id} has no example to respond with`);
  }
  if (known.size < MOST_KINDS) {
    known.set(key, base);
  }
  return withStopSequence(base.answer, stopSequenceOf(format, base), first?.stopSequence);
}

/** The bases of answers by what is looked at: a test may set any word as a stop reason. */
const bases = new WeakMap<readonly Template[], Map<string, Template>>();

const MOST_KINDS = 100;

/** What is looked at in a stored answer with every request. */
interface AnswerFacts {
  readonly hasCalls: boolean;
  readonly hasTexts: boolean;
  readonly isCut: boolean;
}

const facts = new WeakMap<object, AnswerFacts>();

function factsOf(format: TextFormat, template: Template): AnswerFacts {
  const { example, answer } = template;
  const known = facts.get(example) ?? {
    hasCalls: callsIn(format, answer).length > 0,
    hasTexts: textsIn(format, answer).length > 0,
    isCut: stopSequenceOf(format, template) !== undefined,
  };
  facts.set(example, known);
  return known;
}

function hasStop(format: TextFormat, answer: unknown, stop: PlannedChoice["stop"] | undefined): boolean {
  const { toolStops = ["tool"] } = format;
  const said: unknown = stopOf(format, answer);
  return stop === "tool" ? toolStops.some((each) => each === said) : said === stop;
}

interface ChoicePart {
  readonly choice: PlannedChoice;
  readonly index: number;
  readonly plan: AnswerPlan;
  readonly format: TextFormat;
  readonly templates: readonly Template[];
}

function writeChoice(answer: unknown, { choice, index, plan, format, templates }: ChoicePart): void {
  const { choices = "", stopReason } = format.response;
  const owner = choices.replace("*", String(index));
  const part = { answer, owner, format, templates };
  if (choice.toolCalls.length === 0) {
    writeText(part, [...choice.echo.tokens, ...choice.tokens].join(""));
  } else {
    writeCalls(part, { calls: choice.toolCalls, said: plan.isSaid ? choice.tokens.join("") : undefined }, [
      plan.prompts,
      index,
    ]);
  }
  writeReasoning(part, choice.reasoning);
  writeCitation(part, choice.citation);
  const stopAt = `${owner}${stopReason.slice(choices.length)}`.replaceAll("*", "0");
  writeAt(answer, stopAt, stopReasonOf(format, choice.stop, readPointer(answer, stopAt)));
  const place = logprobsPlace(format);
  if (place !== undefined) {
    const told = plan.topLogprobs === undefined ? undefined : toldTokens(choice, plan.topLogprobs);
    replaceAt(answer, place.replace("*", String(index)), told && writeLogprobs(format, templates, told));
  }
}

/** The tokens of a choice that have log-probabilities: all that are counted, and those of the prompt before them. */
export function toldTokens(choice: PlannedChoice, top = 0): ToldTokens {
  const { echo, toolCalls, outputTokens: count } = choice;
  const before = echo.haveLogprobs ? echo.tokens : [];
  const ofCalls = toolCalls.flatMap((call) => [...tokensOf(call.name), ...call.tokens]);
  const counted = toolCalls.length === 0 ? choice.tokens : [...choice.tokens, ...ofCalls].slice(0, count);
  return { tokens: [...before, ...counted], top, isFirstUnknown: before.length > 0 };
}

function writePrompts(answer: unknown, { plan, format, templates }: Omit<ChoicePart, "choice" | "index">): void {
  const place = format.response.promptLogprobs === undefined ? undefined : parentOf(format.response.promptLogprobs);
  if (place === undefined) {
    return;
  }
  const { promptLogprobs: top, prompts, choices } = plan;
  const perPrompt = choices.length / prompts.length;
  const count = place.includes("*") ? choices.length : 1;
  for (let index = 0; index < count; index += 1) {
    const tokens = prompts[Math.floor(index / perPrompt)] ?? [];
    const value = top === undefined ? undefined : writePromptLogprobs(format, templates, { tokens, top });
    replaceAt(answer, place.replace("*", String(index)), value);
  }
}

/** What is not told is null where a stored answer tells it, and else stays away. */
function replaceAt(answer: unknown, place: string, value: unknown): void {
  if (value !== undefined || readPointer(answer, place) !== undefined) {
    writeAt(answer, place, value ?? null);
  }
}
