import {
  type ConversationDescription,
  loadDescription,
  possibleFormats,
  type TextFormat,
} from "@bedrock-contract/validators";
import type { PromptCache } from "../generate/prompt-cache.ts";
import type { Said } from "../generate/said.ts";
import type { Guardrails } from "../guardrail/guardrails.ts";
import type { Turns } from "../http/turns.ts";
import { Budget } from "../request/budget.ts";
import { guardMessage, guardPrompt } from "./guard-message.ts";
import type { Message } from "./message.ts";
import { modelFields } from "./model-fields.ts";
import { outputTokens, planMessage } from "./plan-message.ts";
import { type Prompt, readPrompt } from "./read-prompt.ts";
import { saidMessage } from "./said-message.ts";
import { writeEvents } from "./write-events.ts";
import { type ResponseParts, type Usage, writeMessage } from "./write-message.ts";

/** A request that continues a conversation. */
export interface ConversationRequest {
  readonly description: ConversationDescription;
  readonly modelId: string;
  readonly body: unknown;
  readonly isStreamed: boolean;
  readonly guardrails: Guardrails;
  readonly cache: PromptCache;
  readonly turns: Turns;
  /** What a test has the model say, whatever the request demands. Default: nothing. */
  readonly said?: Said | undefined;
}

/** The next message of a conversation: a response in one body, or the list of the events that stream it. */
export async function answerConversation(request: ConversationRequest): Promise<unknown> {
  const start = performance.now();
  const { description, body, isStreamed } = request;
  const { message, ...parts } = await respond(request);
  const latency = performance.now() - start;
  const response = writeMessage({ description, body, message, latency, ...parts });
  return isStreamed ? writeEvents(message, response, description) : response;
}

type Answered = Pick<ResponseParts, "message" | "usage" | "trace" | "fields">;

async function respond(request: ConversationRequest): Promise<Answered> {
  const { description, body, modelId, guardrails, turns, said } = request;
  const model = (await textFormatOf(modelId))?.request;
  const prompt = await readPrompt(description, body, { turns, cacheLookback: model?.cacheLookback ?? 0 });
  await turns.take();
  const guarded = guardPrompt({ description, body, guardrails });
  if (guarded?.refusal !== undefined) {
    // The model is not asked: nothing is counted.
    return { message: guarded.refusal, usage: NOTHING, trace: guarded.trace, fields: undefined };
  }
  const planned =
    said === undefined
      ? await planMessage({
          description,
          body,
          prompt,
          isReasoner: model?.unaskedReasoning === true,
          budget: new Budget(turns),
        })
      : saidMessage(said, description);
  const usage = usageOf(request, prompt, planned);
  const fields = await modelFields({ description, body, modelId, message: planned, usage });
  if (guarded === undefined) {
    return { message: planned, usage, trace: undefined, fields };
  }
  const { message, trace } = guardMessage(guarded, { planned, usage, description, body });
  return { message, usage, trace, fields };
}

/** The format of a model that generates text, where there is no other that it could be of. */
async function textFormatOf(modelId: string): Promise<TextFormat | undefined> {
  const [format, ...others] = possibleFormats(modelId);
  const description = format === undefined || others.length > 0 ? undefined : await loadDescription(format);
  return description?.kind === "text" ? description : undefined;
}

const NOTHING: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, isCached: false };

function usageOf({ modelId, cache, said }: ConversationRequest, prompt: Prompt, message: Message): Usage {
  const { read, written } = cache.use(modelId, prompt.cachePoints);
  return {
    input: said?.usage.inputTokens ?? prompt.tokens - read - written,
    output: said?.usage.outputTokens ?? outputTokens(message),
    cacheRead: read,
    cacheWrite: written,
    isCached: prompt.cachePoints.length > 0,
  };
}
