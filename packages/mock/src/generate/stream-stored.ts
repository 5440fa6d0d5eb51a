import {
  callPlacesOf,
  isFree,
  type PlacedValue,
  type Pointers,
  readAll,
  readPointer,
  type TextFormat,
} from "@bedrock-contract/validators";
import { copyJson } from "./copy-json.ts";
import { type GenerateRequest, withModelName } from "./generate-answer.ts";
import type { AnswerPlan, PlannedChoice } from "./plan.ts";
import { readPrompts } from "./read-prompts.ts";
import { callsIn, readTemplates, stopSequenceOf, type Template, textsIn } from "./templates.ts";
import { hashOf, tokensOf } from "./tokens.ts";
import { tellsLogprobs, writeChunks } from "./write-chunks.ts";

/** A request for a stream, and the example of a whole answer to the same request. */
export type StoredRequest = Pick<GenerateRequest, "format" | "body" | "modelId" | "example" | "streams">;

/**
 * Streams an answer that the specs have whole only: its chunks fold to it, so that a request gets the same words either
 * way. Undefined where the request asks for log-probabilities, which only a generated answer tells of each chunk.
 */
export function streamStored({ format, body, modelId, example, streams }: StoredRequest): unknown {
  const { outputLogprobs, promptLogprobs, noLogprobs } = format.request;
  const asked = [outputLogprobs, promptLogprobs].map((place) => readPointer(body, place) ?? false);
  const asksLogprobs = asked.some((each) => Boolean(each) && each !== noLogprobs);
  const templates = streams === undefined ? [] : readTemplates(streams, body);
  if (streams === undefined || (asksLogprobs && tellsLogprobs(format, templates))) {
    return undefined;
  }
  const answer = withModelName(copyJson(example.response), format, modelId);
  const plan = planStored(format, { example, answer: example.response }, body);
  return writeChunks({ plan, format, body, answer }, templates);
}

/** The plan that a stored answer follows. */
function planStored(format: TextFormat, template: Template, body: unknown): AnswerPlan {
  const { answer } = template;
  const { response } = format;
  const count = response.choices === undefined ? 1 : readAll(answer, response.choices).length;
  const choices = Array.from({ length: count }, (_, index) => choiceOf(format, template, index));
  const input = numberAt(answer, response.inputTokens);
  const output = numberAt(answer, response.outputTokens);
  const read = numberAt(answer, response.cacheReadTokens);
  const written = numberAt(answer, response.cacheWriteTokens);
  const lifetimes = Object.entries(response.cacheWritesByLifetime ?? {});
  return {
    choices,
    prompts: readPrompts(format, body),
    usage: {
      ...(input !== undefined && { inputTokens: input }),
      ...(output !== undefined && { outputTokens: output }),
    },
    topLogprobs: undefined,
    promptLogprobs: undefined,
    ...((read !== undefined || written !== undefined) && {
      cache: {
        read: read ?? 0,
        written: written ?? 0,
        writtenFor: Object.fromEntries(lifetimes.map(([name, place]) => [name, numberAt(answer, place) ?? 0])),
      },
    }),
    seed: hashOf(answer),
  };
}

function choiceOf(format: TextFormat, template: Template, index: number): PlannedChoice {
  const { answer } = template;
  const { response } = format;
  const own = (values: readonly PlacedValue[]) =>
    response.choices === undefined ? values : values.filter(({ keys: [choice] }) => choice === String(index));
  const tokens = own(textsIn(format, answer)).flatMap(({ value }) => tokensOf(String(value)));
  const toolCalls = own(callsIn(format, answer)).map(({ value }) => {
    const isFreeCall = isFree(format, value);
    const places = callPlacesOf(format, isFreeCall);
    const input = readPointer(value, places.input);
    return {
      name: String(readPointer(value, places.name)),
      isFree: isFreeCall,
      tokens: tokensOf(typeof input === "string" ? input : JSON.stringify(input)),
    };
  });
  const ofCalls = toolCalls.reduce((sum, call) => sum + tokensOf(call.name).length + call.tokens.length, 0);
  const stops = response.stopReason === undefined ? [] : own(readAll(answer, response.stopReason));
  return {
    echo: { tokens: [], haveLogprobs: false },
    tokens,
    toolCalls,
    stop: String(stops[0]?.value ?? "end"),
    stopSequence: stopSequenceOf(format, template),
    outputTokens: tokens.length + ofCalls,
  };
}

function numberAt(answer: unknown, place: Pointers | undefined): number | undefined {
  const value = readPointer(answer, place);
  return typeof value === "number" ? value : undefined;
}
