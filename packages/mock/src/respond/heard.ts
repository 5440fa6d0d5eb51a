import { conversations, type FormatDescription, readAll, readPointer, toolNameOf } from "@bedrock-contract/validators";
import { type KnownOperation, operationNamed } from "@bedrock-contract/wire";
import { lastSaid } from "../conversation/read-prompt.ts";
import { questionOf } from "../generate/read-prompts.ts";
import { describedFormat } from "../request/described-format.ts";
import type { ReceivedMockRequest } from "../request/received-request.ts";
import { sseStreamOf } from "./response-kind.ts";

/** What a request says to a model. */
export interface Heard {
  /** The last thing that was said. */
  readonly question: string;
  /** Which turn of the model's the response is, from 1 on. */
  readonly turn: number;
  /** The names of the tools that it offers. */
  readonly tools: readonly unknown[];
}

/** Where a request of an operation says something to a model. */
interface Speech {
  hear(body: unknown): Heard;
  readonly hasTools: boolean;
  readonly hasTurns: boolean;
}

/** What a request says to a model; undefined where it says nothing. */
export function hear(request: ReceivedMockRequest): Heard | undefined {
  const operation = operationNamed(request.operation ?? "");
  return operation === undefined ? undefined : speechOf(operation, request.format)?.hear(request.body);
}

/** Where requests of an operation, and of a format where bodies have one, speak to a model; undefined where they do not. */
export function speechOf(operation: KnownOperation, formatId: string | undefined): Speech | undefined {
  const known: Partial<Record<string, (typeof conversations)["Converse"]>> = conversations;
  const description = known[operation.name];
  if (description === undefined) {
    const id = operation.hasFormat === true ? formatId : sseStreamOf(operation)?.format;
    const format = describedFormat(id);
    return format === undefined ? undefined : formatSpeech(format);
  }
  const { messages, role, tools, toolName } = description.request;
  return {
    hear: (body) => ({
      question: lastSaid(description, body),
      turn: 1 + readAll(body, messages).filter(({ value }) => readPointer(value, role) === description.speaker).length,
      tools: readAll(body, tools).map(({ value }) => readPointer(value, toolName)),
    }),
    hasTools: true,
    hasTurns: true,
  };
}

function formatSpeech(format: FormatDescription): Speech | undefined {
  if (format.kind !== "text") {
    return undefined;
  }
  const { ownTurns, tools } = format.request;
  const isOwn = (turn: unknown): boolean =>
    Object.entries(ownTurns?.when ?? {}).every(([place, said]) => readPointer(turn, place) === said);
  return {
    hear: (body) => ({
      question: questionOf(format, body),
      turn: 1 + (ownTurns === undefined ? [] : readAll(body, ownTurns.at)).filter(({ value }) => isOwn(value)).length,
      tools: (tools === undefined ? [] : readAll(body, tools)).map(({ value }) => toolNameOf(format, value)),
    }),
    hasTools: tools !== undefined,
    hasTurns: ownTurns !== undefined,
  };
}
