import { existsSync, readFileSync } from "node:fs";
import { detectFormat, formats as listed, loadDescription, sseStreams, streamOf } from "@bedrock-contract/validators";
import { decodeStreamEvent, FrameDecoder } from "@bedrock-contract/wire";
import { describe, expect, it } from "vitest";
import { StreamEnd, type StreamEndPlaces } from "./stream-end.ts";

const formats = await Promise.all(listed.map(({ id }) => loadDescription(id)));

const recordings = new URL("../../../../../shared/recordings/", import.meta.url);
const chat = sseStreams.CreateChatCompletion.chunks;
const completion = placesOf("bedrock-completion");
const pieces = placesOf("cohere-command");

function placesOf(format: string): StreamEndPlaces {
  return streamOf(formats.find(({ id }) => id === format)) ?? chat;
}

function chunksIn(bytes: Uint8Array): readonly unknown[] {
  const events = new FrameDecoder().push(bytes).map((frame) => decodeStreamEvent(frame));
  return events.flatMap((event) =>
    event.kind === "chunk" ? [JSON.parse(new TextDecoder().decode(event.bytes)) as unknown] : [],
  );
}

function isWhole(places: StreamEndPlaces, chunks: readonly unknown[]): boolean {
  const end = new StreamEnd(places);
  for (const chunk of chunks) {
    end.see(chunk);
  }
  return end.isWhole;
}

const choice = (index: number, finish_reason: string | null) => ({ index, delta: { content: "a" }, finish_reason });

describe("StreamEnd", () => {
  it("finds every recorded stream whole", ({ skip }) => {
    if (!existsSync(recordings)) {
      return skip("the recordings are not beside the repository");
    }
    let count = 0;
    for (const line of readFileSync(new URL("exchanges.jsonl", recordings), "utf8").trim().split("\n")) {
      const { id, operation, modelId, request } = JSON.parse(line);
      const format = operation === "InvokeModelWithResponseStream" ? detectFormat(modelId, request.body) : undefined;
      const file = new URL(`streams/${id}.bin`, recordings);
      if (format !== undefined && existsSync(file)) {
        const chunks = chunksIn(new Uint8Array(readFileSync(file)));
        expect(isWhole(placesOf(format), chunks), id).toBe(true);
        count += 1;
      }
    }
    expect(count).toBeGreaterThan(0);
  });

  it.each([
    {
      what: "a stop reason",
      places: completion,
      chunks: [{ generation: "a" }, { generation: "", stop_reason: "stop" }],
    },
    {
      what: "metrics without a stop reason",
      places: completion,
      chunks: [{ generation: "a" }, { "amazon-bedrock-invocationMetrics": {} }],
    },
    {
      what: "a guardrail that stopped the model",
      places: completion,
      chunks: [{ generation: "No.", "amazon-bedrock-guardrailAction": "INTERVENED" }],
    },
    {
      what: "the choice's stop reason",
      places: chat,
      chunks: [{ choices: [choice(0, null)] }, { choices: [choice(0, "stop")] }],
    },
    {
      what: "one for each choice, and token counts behind them",
      places: chat,
      chunks: [{ choices: [choice(1, "stop")] }, { choices: [choice(0, "length")] }, { choices: [], usage: {} }],
    },
    {
      what: "one for each number",
      places: pieces,
      chunks: [
        { index: 0, text: "a" },
        { index: 1, finish_reason: "COMPLETE" },
        { index: 0, finish_reason: "COMPLETE" },
      ],
    },
    {
      what: "a chunk that holds the whole response",
      places: pieces,
      chunks: [{ generations: [{ finish_reason: "COMPLETE" }, { finish_reason: "COMPLETE" }] }],
    },
    { what: "a choice without its index", places: chat, chunks: [{ choices: [{ finish_reason: "stop" }] }] },
  ])("is whole with $what", ({ places, chunks }) => {
    expect(isWhole(places, chunks)).toBe(true);
  });

  it.each([
    { what: "no chunk", places: completion, chunks: [] },
    { what: "no stop reason", places: completion, chunks: [{ generation: "a", stop_reason: null }] },
    { what: "an empty stop reason", places: chat, chunks: [{ choices: [choice(0, "")] }] },
    { what: "a choice that is not over", places: chat, chunks: [{ choices: [choice(0, "stop"), choice(1, null)] }] },
    {
      what: "a number that is not over",
      places: pieces,
      chunks: [
        { index: 0, finish_reason: "COMPLETE" },
        { index: 1, text: "b" },
      ],
    },
    { what: "chunks of any shape", places: chat, chunks: [null, 7, "x", [], { choices: 7 }, { choices: [null] }] },
  ])("is not whole with $what", ({ places, chunks }) => {
    expect(isWhole(places, chunks)).toBe(false);
  });
});
