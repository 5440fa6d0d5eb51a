import { type ConversationDescription, readPointer } from "@bedrock-contract/validators";
import { writeAt } from "../generate/place.ts";
import { reasoningText } from "../generate/reasoning.ts";
import type { Block, Message, TextBlock } from "./message.ts";

/** How many tokens a request costs. */
export interface Usage {
  /** Of the prompt, but for those of the cache. */
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
  /** Whether the request marks what is to be cached. */
  readonly isCached: boolean;
}

/** What a response consists of. */
export interface ResponseParts {
  readonly description: ConversationDescription;
  readonly body: unknown;
  readonly message: Message;
  readonly usage: Usage;
  /** How long it took, in milliseconds. */
  readonly latency: number;
  /** What the guardrail found, where the request asks for it. */
  readonly trace: unknown;
  /** The members of the model's own response that the request asks for. */
  readonly fields: unknown;
}

/** Gives a message the shape of a response in one body. */
export function writeMessage(parts: ResponseParts): Record<string, unknown> {
  const { description, body, message, usage, latency } = parts;
  const { request, response: places } = description;
  const response: Record<string, unknown> = {};
  writeAt(response, places.role, description.speaker);
  writeAt(
    response,
    places.content,
    message.blocks.map((block) => writeBlock(block, places)),
  );
  writeAt(response, places.stopReason, stopReasonOf(description, message.stop));
  for (const [place, count] of countsOf(usage, places)) {
    writeAt(response, place, count);
  }
  writeAt(response, places.latency, Math.max(1, Math.round(latency)));
  for (const [place, value] of [
    [places.fields, parts.fields],
    [places.guardrailTrace, parts.trace],
    ...request.echoed.map((each) => [each, readPointer(body, each)] as const),
  ] as const) {
    if (value !== undefined) {
      writeAt(response, place, value);
    }
  }
  return response;
}

function countsOf(usage: Usage, places: ConversationDescription["response"]): readonly (readonly [string, number])[] {
  const { input, output, cacheRead, cacheWrite, isCached } = usage;
  return [
    [places.inputTokens, input],
    [places.outputTokens, output],
    [places.totalTokens, input + output + cacheRead + cacheWrite],
    ...(isCached
      ? ([
          [places.cacheReadTokens, cacheRead],
          [places.cacheWriteTokens, cacheWrite],
        ] as const)
      : []),
  ];
}

function writeBlock(block: Block, places: ConversationDescription["response"]): unknown {
  const written = {};
  const text = block.tokens.join("");
  if (block.kind === "text") {
    writeText(written, block, places);
  } else if (block.kind === "reasoning") {
    writeAt(written, places.reasoning, reasoningText(block));
    if (block.signature !== undefined) {
      writeAt(written, places.reasoningSignature, block.signature);
    }
  } else {
    writeAt(written, places.toolCall + places.toolCallId, block.id);
    writeAt(written, places.toolCall + places.toolCallName, block.name);
    writeAt(written, places.toolCall + places.toolCallArguments, text === "" ? {} : JSON.parse(text));
  }
  return written;
}

/** What is said with a citation stands beside it. */
function writeText(
  written: unknown,
  { tokens, citation }: TextBlock,
  places: ConversationDescription["response"],
): void {
  const text = tokens.join("");
  if (citation === undefined) {
    writeAt(written, places.text, text);
    return;
  }
  writeAt(written, ownerOf(places.citations), [citation]);
  writeAt(written, ownerOf(ownerOf(places.citedText)), [{ [places.citedText.split("/").at(-1) ?? ""]: text }]);
}

function ownerOf(place: string): string {
  return place.slice(0, place.lastIndexOf("/"));
}

/** The word for how a message ended. */
function stopReasonOf(description: ConversationDescription, stop: Message["stop"]): string | undefined {
  if (stop === "sequence") {
    return description.sequenceStop;
  }
  if (stop === "guardrail") {
    return description.guardrailStop;
  }
  return Object.hasOwn(description.stopReasons, stop)
    ? stop
    : Object.entries(description.stopReasons).find(
        ([word, meaning]) => meaning === stop && word !== description.guardrailStop,
      )?.[0];
}
