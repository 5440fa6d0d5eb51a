import { type ConversationDescription, readPointer } from "@bedrock-contract/validators";
import { pointerKeys } from "@bedrock-contract/validators/pointer";
import { piecesOf } from "../generate/pieces.ts";
import { writeAt } from "../generate/place.ts";
import type { Block, Message } from "./message.ts";

/** Cuts a response into the events that stream it, each with one member, its name. */
export function writeEvents(
  message: Message,
  response: Readonly<Record<string, unknown>>,
  description: ConversationDescription,
): readonly unknown[] {
  const { stream, response: places } = description;
  const opening = eventAt(stream.role, readPointer(response, places.role));
  const closing = eventAt(stream.stopReason, readPointer(response, places.stopReason));
  const fields = readPointer(response, places.fields);
  if (fields !== undefined) {
    writeAt(closing, stream.fields, fields);
  }
  const blocks = message.blocks.flatMap((block, index) => blockEvents(block, index, description));
  return [opening, ...blocks, closing, eventAt(stream.result, restOf(response, description))];
}

/** What a response holds beside the message, how it ended, and the fields. */
function restOf(
  response: Readonly<Record<string, unknown>>,
  { response: places }: ConversationDescription,
): Record<string, unknown> {
  const told = new Set([places.content, places.stopReason, places.fields].map((place) => pointerKeys(place)[0]));
  return Object.fromEntries(Object.entries(response).filter(([name]) => !told.has(name)));
}

function blockEvents(block: Block, index: number, { stream, response }: ConversationDescription): readonly unknown[] {
  const event = (kind: string, entries: readonly (readonly [string, unknown])[] = []) => {
    const written = eventAt(kind + stream.blockIndex, index);
    for (const [place, value] of entries) {
      writeAt(written, place, value);
    }
    return written;
  };
  const delta = (place: string) => (piece: string) => event(stream.blockDelta, [[place, piece]]);
  const cut = block.kind === "text" ? block.pieces : undefined;
  const pieces = piecesOf(block.tokens.join(""), cut).map(({ text }) => text);
  const stop = event(stream.blockStop);
  if (block.kind === "text") {
    const cited = block.citation === undefined ? [] : [event(stream.blockDelta, [[stream.citation, block.citation]])];
    return [...cited, ...pieces.map(delta(stream.text)), stop];
  }
  if (block.kind === "reasoning") {
    const signature = block.signature === undefined ? [] : [delta(stream.reasoningSignature)(block.signature)];
    return [...(block.isHidden ? [] : pieces).map(delta(stream.reasoning)), ...signature, stop];
  }
  const start = event(stream.blockStart, [
    [stream.toolCall + response.toolCallId, block.id],
    [stream.toolCall + response.toolCallName, block.name],
  ]);
  // Bedrock's first piece of the arguments is empty.
  return [start, ...["", ...pieces].map(delta(stream.toolCallArguments)), stop];
}

function eventAt(place: string, value: unknown): Record<string, unknown> {
  const event = {};
  writeAt(event, place, value);
  return event;
}
