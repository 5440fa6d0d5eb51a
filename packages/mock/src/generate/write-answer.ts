import { readAll, readPointer, type TextFormat } from "@bedrock-contract/validators";
import { parentOf, writeAt } from "./place.ts";
import { type AnswerPlan, inputTokens, outputTokens, type PlannedCall, type PlannedChoice } from "./plan.ts";
import { stopOf, stopSequenceOf, type Template, withStopSequence } from "./templates.ts";
import { hashOf, tokensOf } from "./tokens.ts";
import { logprobsPlace, type ToldTokens, writeLogprobs, writePromptLogprobs } from "./write-logprobs.ts";

/** Gives a plan the shape of its format: a stored answer, with everything that the plan says in the places that the format's spec names. */
export function writeAnswer(plan: AnswerPlan, format: TextFormat, templates: readonly Template[]): unknown {
  const { response } = format;
  const answer = baseAnswer(plan, format, templates);
  const list = response.choices === undefined ? undefined : parentOf(response.choices);
  const [stored] = response.choices === undefined ? [] : readAll(answer, response.choices);
  if (list !== undefined) {
    writeAt(
      answer,
      list,
      plan.choices.map((_, index) => indexed(structuredClone(stored?.value), index, format)),
    );
  }
  for (const [index, choice] of plan.choices.entries()) {
    writeChoice(answer, { choice, index, plan, format, templates });
  }
  writePrompts(answer, { plan, format, templates });
  for (const [place, count] of countsOf(plan, format)) {
    writeAt(answer, place, count);
  }
  return answer;
}

/** The places of the token counts, and what stands there. */
export function countsOf(plan: AnswerPlan, { response }: TextFormat): readonly (readonly [string, number])[] {
  const [input, output] = [inputTokens(plan), outputTokens(plan)];
  const counts = [
    [response.inputTokens, input],
    [response.outputTokens, output],
    [response.totalTokens, input + output],
  ] as const;
  return counts.flatMap(([place, count]) => (place === undefined ? [] : [[place, count] as const]));
}

/** The word of a format for how an answer ended. */
export function stopReasonOf({ stopReasons }: TextFormat, stop: PlannedChoice["stop"]): string | undefined {
  return Object.entries(stopReasons).find(([, meaning]) => meaning === stop)?.[0];
}

/** Puts the number of a choice where the format's chunks, and so its answers, tell it. */
export function indexed(choice: unknown, index: number, { response, stream }: TextFormat): unknown {
  const list = response.choices === undefined ? undefined : parentOf(response.choices);
  const key = stream?.fold.find(({ from, how }) => how === "index" && from === list)?.key;
  if (key !== undefined) {
    writeAt(choice, `/${key}`, index);
  }
  return choice;
}

/** The stored answer that ended as the plan does, else the first. */
function baseAnswer(plan: AnswerPlan, format: TextFormat, templates: readonly Template[]): unknown {
  const [first] = plan.choices;
  const isAlike = (template: Template) =>
    stopOf(format, template.answer) === first?.stop &&
    (stopSequenceOf(format, template) !== undefined) === (first?.stopSequence !== undefined);
  const base =
    templates.find(isAlike) ?? templates.find(({ answer }) => stopOf(format, answer) === first?.stop) ?? templates[0];
  if (base === undefined) {
    throw new Error(`the format ${format.id} has no example to answer from`);
  }
  return structuredClone(withStopSequence(base.answer, stopSequenceOf(format, base), first?.stopSequence));
}

interface ChoicePart {
  readonly choice: PlannedChoice;
  readonly index: number;
  readonly plan: AnswerPlan;
  readonly format: TextFormat;
  readonly templates: readonly Template[];
}

function writeChoice(answer: unknown, { choice, index, plan, format, templates }: ChoicePart): void {
  const { response } = format;
  const at = (place: string) => place.replace("*", String(index));
  const { toolCalls, tokens, echo } = choice;
  writeAt(answer, at(response.text), toolCalls.length === 0 ? [...echo.tokens, ...tokens].join("") : null);
  writeAt(answer, at(response.stopReason), stopReasonOf(format, choice.stop));
  if (response.toolCalls !== undefined) {
    const list = at(parentOf(response.toolCalls));
    if (toolCalls.length > 0) {
      writeAt(
        answer,
        list,
        toolCalls.map((call, ordinal) => writeCall(call, [index, ordinal], { plan, format, templates })),
      );
    } else if (readPointer(answer, list)) {
      writeAt(answer, list, []);
    }
  }
  const place = logprobsPlace(format);
  if (place !== undefined) {
    const told = plan.topLogprobs === undefined ? undefined : toldTokens(choice, plan.topLogprobs);
    replaceAt(answer, at(place), told && writeLogprobs(format, templates, told));
  }
}

/** The tokens of a choice that have log-probabilities: all that are counted, and those of the prompt before them. */
export function toldTokens(choice: PlannedChoice, top = 0): ToldTokens {
  const { echo, toolCalls, outputTokens: count } = choice;
  const before = echo.haveLogprobs ? echo.tokens : [];
  const ofCalls = toolCalls.flatMap((call) => [...tokensOf(call.name), ...call.tokens]);
  const counted = toolCalls.length === 0 ? choice.tokens : ofCalls.slice(0, count);
  return { tokens: [...before, ...counted], top, isFirstUnknown: before.length > 0 };
}

/** Writes a call, which has its place among the calls of a choice. */
function writeCall(
  planned: PlannedCall,
  place: readonly [number, number],
  { plan, format, templates }: Omit<ChoicePart, "choice" | "index">,
): unknown {
  const { toolCalls = "", toolCallName = "", toolCallArguments = "" } = format.response;
  const stored = templates.flatMap(({ answer }) => readAll(answer, toolCalls))[0]?.value;
  const call: unknown = structuredClone(stored ?? {});
  writeAt(call, toolCallName, planned.name);
  writeAt(call, toolCallArguments, planned.tokens.join(""));
  const id = readPointer(call, "/id");
  if (typeof id === "string") {
    // A conversation has several calls: each has an id of its own.
    const own = hashOf([plan.seed, planned, place]).toString(16).padStart(8, "0");
    writeAt(call, "/id", `${id.slice(0, -own.length)}${own}`);
  }
  return call;
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
