import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { assembleStream } from "./assemble-stream.ts";
import { detectFormat } from "./detect-format.ts";
import { loadFormat } from "./load-format.ts";
import type { FormatId } from "./types.ts";

const RECORDINGS = new URL("../../../../shared/recordings/exchanges.jsonl", import.meta.url);

const isThere = existsSync(RECORDINGS);
if (!isThere) console.warn(`Skipped the recorded exchanges, which are not at ${RECORDINGS.pathname}`);

interface Exchange {
  readonly id: string;
  readonly operation: string;
  readonly format: string;
  readonly modelId: string;
  readonly request: { readonly body?: unknown };
  readonly response: {
    readonly status: number;
    readonly body?: unknown;
    readonly events?: readonly { readonly chunk?: unknown }[];
  };
}

/** The formats that the recordings are of, by their own names. */
const FORMATS: Readonly<Record<string, FormatId>> = {
  "amazon.nova": "amazon-nova",
  "amazon.nova-embed": "nova-embed",
  "amazon.titan-embed": "titan-embed-text",
  "amazon.titan-text": "titan-text",
  "anthropic.messages": "anthropic-messages",
  "anthropic.text-completion": "claude-text-completion",
  "cohere.command": "cohere-command",
  "cohere.command-r": "cohere-command-r",
  "cohere.embed": "cohere-embed",
  "cohere.embed-v4": "cohere-embed",
  "meta.llama": "meta-llama",
  "mistral.chat": "mistral-chat",
  "mistral.text": "mistral-text",
  "openai.completion": "openai-completion",
};

/** Models that these calls ask for in vain. */
const NO_MODELS = ["invalid-model-id", "invalid-streaming-model-id"];

describe.skipIf(!isThere)("recorded invocations", () => {
  const lines = isThere ? readFileSync(RECORDINGS, "utf8").trim().split("\n") : [];
  const exchanges = lines.map((line): Exchange => JSON.parse(line));
  const invoked = exchanges.filter(({ operation }) => operation.startsWith("InvokeModel"));
  const described = invoked.filter(
    ({ format, modelId }) => FORMATS[format] !== undefined && !NO_MODELS.includes(modelId),
  );
  const answered = described.filter(({ response }) => response.status < 300);

  test("are of the format that their model id and body tell", () => {
    expect(described.length).toBeGreaterThan(200);
    for (const { id, format, modelId, request } of described) {
      expect([id, detectFormat(modelId, bodyOf(request))]).toEqual([id, FORMATS[format]]);
    }
  });

  test("have bodies of the format", async () => {
    for (const { id, format, request, response } of answered) {
      const { invokeRequest, invokeResponse, invokeChunk } = await loadFormat(formatOf(format));
      const body = bodyOf(request);
      if (body !== undefined) expect([id, invokeRequest.issues(body)]).toEqual([id, []]);
      if (response.events === undefined) expect([id, invokeResponse.issues(bodyOf(response))]).toEqual([id, []]);
      for (const { chunk } of response.events ?? []) {
        if (chunk !== undefined) expect([id, invokeChunk?.issues(chunk)]).toEqual([id, []]);
      }
    }
  });

  test("have streams that fold into responses of the format", async () => {
    const streamed = answered.filter(({ response }) => response.events !== undefined);
    expect(streamed.length).toBeGreaterThan(60);
    for (const { id, format, response } of streamed) {
      const { invokeResponse } = await loadFormat(formatOf(format));
      const chunks = (response.events ?? []).flatMap(({ chunk }) => (chunk === undefined ? [] : [chunk]));
      // The chunks were validated above.
      const folded = await assembleStream(formatOf(format), chunks as unknown as readonly never[]);
      expect([id, invokeResponse.issues(folded)]).toEqual([id, []]);
    }
  });
});

function formatOf(recorded: string): FormatId {
  const format = FORMATS[recorded];
  if (format === undefined) throw new Error(`no format for ${recorded}`);
  return format;
}

/** Some bodies were recorded as text, and some not at all. */
function bodyOf({ body }: { readonly body?: unknown }): unknown {
  return typeof body === "string" ? JSON.parse(body) : (body ?? undefined);
}
