import type { ConversationDescription, TextBodies } from "./format-description.ts";
import { pointerKeys } from "./pointer.ts";

/**
 * The bodies of a conversation as those of a format of generated text are described, so that what reads these reads
 * them too.
 */
export function textBodiesOf(conversation: ConversationDescription): TextBodies {
  const { request, response, stopReasons, toolStopVaries, silentTokens, sequenceStop, stream } = conversation;
  return {
    kind: "text",
    features: FEATURES,
    request: {
      prompt: ownerOf(request.messages),
      maxTokens: request.maxTokens,
      stopSequences: request.stopSequences,
      responseFormat: request.responseFormat,
      responseSchema: request.responseSchema,
      tools: request.tools,
      toolName: request.toolName,
      toolSchema: request.toolSchema,
      toolStrict: request.toolStrict,
      toolChoice: ownerOf(request.toolDemand),
      toolChoiceName: request.toolDemandName,
      unparsedInputs: request.unparsedInputs,
      toolResults: `${request.messages}${request.content}${request.toolResult}`,
      furtherMembers: request.furtherMembers,
      sources: request.sources,
    },
    response: responseOf(response),
    toolChoices: { [pointerKeys(request.toolDemand).at(-1) ?? ""]: "some" },
    stopReasons,
    toolStopVaries,
    silentTokens,
    sequenceStop,
    stream: streamOf(stream, response),
  };
}

const FEATURES: TextBodies["features"] = {
  streaming: true,
  images: true,
  tools: true,
  responseFormat: ["json_schema"],
  structuredOutputs: [],
  logprobs: [],
};

function responseOf({ content, ...places }: ConversationDescription["response"]): TextBodies["response"] {
  const inBlock = (pointer: string): string => `${content}/*${pointer}`;
  return {
    blocks: inBlock(""),
    text: inBlock(places.text),
    insteadOfText: places.insteadOfText.map(inBlock),
    reasoning: inBlock(places.reasoning),
    toolCalls: inBlock(places.toolCall),
    toolCallId: places.toolCallId,
    toolCallName: places.toolCallName,
    nameSlip: places.nameSlip,
    toolCallArguments: places.toolCallArguments,
    providerCall: places.providerCall,
    stopReason: places.stopReason,
    inputTokens: places.inputTokens,
    outputTokens: places.outputTokens,
    totalTokens: places.totalTokens,
    cacheReadTokens: places.cacheReadTokens,
    cacheWriteTokens: places.cacheWriteTokens,
    latency: places.latency,
    showsStop: places.showsStop,
    citations: inBlock(places.citations),
    citationPlaces: places.citationPlaces,
  };
}

/** The last event has what no other event tells, at the same place as a response in one body. */
function streamOf(
  { text, stopReason, result, fold, foldEnd }: ConversationDescription["stream"],
  { inputTokens, outputTokens, latency }: ConversationDescription["response"],
): NonNullable<TextBodies["stream"]> {
  const inResult = (pointer: string): string => `${result}${pointer}`;
  return {
    text,
    stopReason,
    inputTokens: inResult(inputTokens),
    outputTokens: inResult(outputTokens),
    latency: inResult(latency),
    metrics: result,
    fold,
    foldEnd,
  };
}

function ownerOf(pointer: string): string {
  return pointer.slice(0, pointer.lastIndexOf("/"));
}
