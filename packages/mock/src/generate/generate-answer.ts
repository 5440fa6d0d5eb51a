import { readPointer, type TextFormat } from "@bedrock-contract/validators";
import type { MockExample } from "../example.ts";
import { isSameJson } from "../examples/is-same-json.ts";
import type { Budget } from "../request/budget.ts";
import { echoTexts } from "./echo-texts.ts";
import { type FixedReply, planReply } from "./fixed-reply.ts";
import { deleteAt, writeAt } from "./place.ts";
import type { PlanRequest } from "./plan.ts";
import { planAnswer, readLimits } from "./plan-answer.ts";
import { readPrompts } from "./read-prompts.ts";
import { unaskedInText } from "./reasoning.ts";
import { planSaid, type Said } from "./said.ts";
import { tellLimit, tellTexts } from "./tell-texts.ts";
import { type AnswerKind, readTemplates, templatesAfter, textsIn } from "./templates.ts";
import { writeAnswer } from "./write-answer.ts";
import { writeChunks } from "./write-chunks.ts";

/** What an answer is generated from. */
export interface GenerateRequest {
  /** Where things stand in the request and in the answer. */
  readonly format: TextFormat;
  readonly body: unknown;
  /** The model that responses name, where the format says how. Default: that of the example. */
  readonly modelId?: string | undefined;
  /** The example of a whole answer whose text answers where nothing speaks against it. */
  readonly example: MockExample;
  /** The streams of the specs, where a stream is asked for. */
  readonly streams: AnswerKind | undefined;
  readonly budget: Budget;
  /** What answers whatever the request demands. Default: nothing does. */
  readonly reply?: FixedReply | undefined;
  /** What a test has the model say, whatever the request demands. Default: nothing. */
  readonly said?: Said | undefined;
  /** Uses the cache for the prefixes of a prompt. Default: there is no cache. */
  readonly useCache?: PlanRequest["useCache"];
}

/** Generates the answer to a request that no example has; for a stream its chunks, which fold to the same answer. */
export async function generateAnswer(request: GenerateRequest): Promise<unknown> {
  const { format, body, modelId, example, streams, budget, reply, said, useCache } = request;
  const stored = example.response;
  const templates = templatesAfter(example, body);
  const { prompt } = format.request;
  const isForPrompt = isSameJson(readPointer(example.body, prompt), readPointer(body, prompt));
  const reasoning = unaskedInText(format, body, templates);
  const planned = async () =>
    reply === undefined
      ? await planAnswer({ format, body, stored, isForPrompt, reasoning, budget, useCache })
      : planReply(reply, readPrompts(format, body));
  const plan = said === undefined ? await planned() : planSaid(said, { format, body, useCache, templates });
  const written = echoTexts(writeAnswer(plan, format, templates), format, { body, templates });
  dropOfText(written, format, stored);
  tellLimit(written, format, readLimits(format, body).maxTokens);
  const answer = withModelName(tellTexts(written, format), format, modelId);
  return streams === undefined ? answer : writeChunks({ plan, format, body, answer }, readTemplates(streams, body));
}

/** What an example says of places in its text is not said of another text. */
function dropOfText(answer: unknown, format: TextFormat, stored: unknown): void {
  const textOf = (value: unknown) => textsIn(format, value).map((text) => text.value);
  if (!isSameJson(textOf(answer), textOf(stored))) {
    for (const place of [format.response.ofText ?? []].flat()) {
      deleteAt(answer, place);
    }
  }
}

/** Writes the name of the model that is asked into an answer, where the format says how responses call it. */
export function withModelName(answer: unknown, format: TextFormat, modelId: string | undefined): unknown {
  const model = modelNameOf(format, modelId);
  if (model !== undefined && format.response.model !== undefined) {
    writeAt(answer, format.response.model, model);
  }
  return answer;
}

/** How responses call a model; undefined where the format does not say. */
function modelNameOf({ modelNames = [] }: TextFormat, modelId = ""): string | undefined {
  const found = modelNames
    .map(({ pattern, name }) => ({ name, match: modelPattern(pattern).exec(modelId) }))
    .find(({ match }) => match !== null);
  return found?.name.replaceAll(/\$(\d)/g, (_, group: string) => found.match?.[Number(group)] ?? "");
}

function modelPattern(pattern: string): RegExp {
  const known = modelPatterns.get(pattern) ?? new RegExp(`(?:^|[./])(?:${pattern})$`, "u");
  modelPatterns.set(pattern, known);
  return known;
}

/** The specs have a few dozen. */
const modelPatterns = new Map<string, RegExp>();
