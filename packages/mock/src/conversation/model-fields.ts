import {
  type ConversationDescription,
  detectFormat,
  loadDescription,
  possibleFormats,
  readPointer,
  type TextFormat,
} from "@bedrock-contract/validators";
import { writeAt } from "../generate/place.ts";
import type { AnswerPlan } from "../generate/plan.ts";
import { readTemplates } from "../generate/templates.ts";
import { writeAnswer } from "../generate/write-answer.ts";
import type { CallBlock, Message } from "./message.ts";
import type { Usage } from "./write-message.ts";

/** Whose fields are asked for, and by what. */
export interface FieldsRequest {
  readonly description: ConversationDescription;
  readonly body: unknown;
  readonly modelId: string;
  readonly message: Message;
  readonly usage: Usage;
}

/**
 * The members of the model's own response to which the pointers of a request lead, in an object of the same shape;
 * undefined where they lead nowhere, or where no format of the specs is the model's.
 */
export async function modelFields(request: FieldsRequest): Promise<unknown> {
  const paths = readPointer(request.body, request.description.request.fieldPaths);
  const format = Array.isArray(paths) && paths.length > 0 ? await formatOf(request.modelId) : undefined;
  const response = format === undefined ? undefined : ownResponse(format, request);
  const found = (Array.isArray(paths) ? paths : [])
    .filter((path) => typeof path === "string")
    .map((path) => [path, readPointer(response, path)] as const)
    .filter(([, value]) => value !== undefined);
  const fields = {};
  for (const [path, value] of found) {
    writeAt(fields, path, value);
  }
  return found.length === 0 ? undefined : fields;
}

/** The format of the model's that has messages; else the first. */
async function formatOf(modelId: string): Promise<TextFormat | undefined> {
  const id = detectFormat(modelId, { messages: [] });
  const possible = await Promise.all((id === undefined ? possibleFormats(modelId) : [id]).map(loadDescription));
  return possible.find((format) => format.kind === "text");
}

/** What InvokeModel would respond with the same message. */
function ownResponse(format: TextFormat, { message, usage }: FieldsRequest): unknown {
  const templates = readTemplates({ api: format.id, operation: "InvokeModel" });
  return templates.length === 0 ? undefined : writeAnswer(planOf(message, usage), format, templates);
}

function planOf({ blocks, stop, stopSequence }: Message, { input, output, cacheRead, cacheWrite }: Usage): AnswerPlan {
  const tokens = blocks.flatMap((block) => (block.kind === "text" ? block.tokens : []));
  const toolCalls = blocks.filter((block): block is CallBlock => block.kind === "call");
  const own = stop === "sequence" || stop === "guardrail" ? "end" : stop;
  const choice = { echo: NO_ECHO, tokens, toolCalls, stop: own, stopSequence, outputTokens: output };
  const prompt = Array.from({ length: input + cacheRead + cacheWrite }, () => " ");
  return { choices: [choice], prompts: [prompt], topLogprobs: undefined, promptLogprobs: undefined, seed: 0 };
}

const NO_ECHO = { tokens: [], haveLogprobs: false };
