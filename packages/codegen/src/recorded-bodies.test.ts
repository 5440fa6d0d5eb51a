import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { faultsOf, schemaAt } from "../test/runtime-model/body-schema.ts";
import { readPlace, SPECS } from "../test/runtime-model/place.ts";

const RECORDINGS = new URL("../../../../shared/recordings/exchanges.jsonl", import.meta.url);

const FORMATS = ["bedrock-completion", "openai-completion", "openai-chat-completion", "claude-text-completion"];

const INVOKE = "InvokeModel";
const STREAM = "InvokeModelWithResponseStream";

/** What follows the model id in the path of an operation that invokes a model. */
const SUFFIXES: Readonly<Record<string, string>> = { [INVOKE]: "invoke", [STREAM]: "invoke-with-response-stream" };

const hasRecordings = existsSync(RECORDINGS);
if (!hasRecordings) console.warn(`Skipped the recorded exchanges, which are not at ${RECORDINGS.pathname}`);

describe("streamed examples", () => {
  const files = FORMATS.flatMap((format) =>
    streamedExamples(`formats/${format}/streams/`).map((file) => ({ format, file })),
  );

  test.each(files)("the chunks of $file satisfy the chunk schema of $format", async ({ format, file }) => {
    const validate = await schemaAt(`formats/${format}/openapi.yaml#/components/schemas/${nameOf(format)}Chunk`);
    for (const chunk of readPlace(file).get("response").get("value").children()) {
      expect(faultsOf(validate, chunk.value)).toEqual([]);
    }
  });
});

describe.skipIf(!hasRecordings)("recorded exchanges", () => {
  const exchanges = hasRecordings ? readExchanges() : [];
  const invoked = exchanges.filter(({ operation }) => SUFFIXES[operation] !== undefined);
  const answered = invoked.filter(({ response }) => response.status < 300);
  const ofFormat = (name: string, operation: string): readonly Exchange[] =>
    answered.filter((exchange) => exchange.format === name && exchange.operation === operation);

  test.each([
    { recorded: "anthropic.text-completion", format: "claude-text-completion" },
    { recorded: "openai.completion", format: "openai-completion" },
  ])("the bodies of $recorded satisfy $format", async ({ recorded, format }) => {
    const request = await schemaAt(`formats/${format}/openapi.yaml#/components/schemas/${nameOf(format)}Request`);
    const response = await schemaAt(`formats/${format}/openapi.yaml#/components/schemas/${nameOf(format)}Response`);
    expect(ofFormat(recorded, INVOKE).length).toBeGreaterThan(0);
    for (const exchange of ofFormat(recorded, INVOKE)) {
      expect([exchange.id, faultsOf(request, exchange.request.body)]).toEqual([exchange.id, []]);
      expect([exchange.id, faultsOf(response, exchange.response.body)]).toEqual([exchange.id, []]);
    }
  });

  test.each([
    { recorded: "anthropic.text-completion", format: "claude-text-completion" },
    { recorded: "openai.completion", format: "openai-completion" },
    { recorded: "openai.chat-completion", format: "openai-chat-completion" },
  ])("the streamed chunks of $recorded, if any, satisfy $format", async ({ recorded, format }) => {
    const validate = await schemaAt(`formats/${format}/openapi.yaml#/components/schemas/${nameOf(format)}Chunk`);
    for (const { id, response } of ofFormat(recorded, STREAM)) {
      for (const { chunk } of response.events ?? []) expect([id, faultsOf(validate, chunk)]).toEqual([id, []]);
    }
  });

  test("every recorded event satisfies the union of events", async () => {
    const validate = await schemaAt("runtime/invoke/openapi.yaml#/components/schemas/ResponseStream");
    const streamed = answered.filter(({ operation }) => operation === STREAM);
    expect(streamed.length).toBeGreaterThan(0);
    for (const { id, response } of streamed) {
      for (const { payload } of response.events ?? [])
        expect([id, faultsOf(validate, { chunk: payload })]).toEqual([id, []]);
    }
  });

  test("every path is that of its operation, and its model id, decoded, matches the pattern of the spec", () => {
    const { value } = readPlace("runtime/invoke/openapi.yaml#/components/parameters/modelId")
      .get("schema")
      .get("pattern");
    const pattern = new RegExp(String(value), "u");
    expect(invoked.length).toBeGreaterThan(0);
    for (const { id, operation, modelId, request } of invoked) {
      const [, label = ""] = request.path.match(new RegExp(`^/model/([^/]+)/${SUFFIXES[operation]}$`)) ?? [];
      // Some recordings name another account in the model id than in the path.
      expect([id, withoutAccount(decodeURIComponent(label))]).toEqual([id, withoutAccount(modelId ?? "")]);
      // An id that the service refused as malformed may be so here as well; the recordings have none.
      expect([id, pattern.test(decodeURIComponent(label))]).toEqual([id, true]);
    }
  });

  test("every refusal is an exception of the spec and nothing but its message", async () => {
    const validate = await schemaAt("shared/openapi.yaml#/components/schemas/ValidationException");
    for (const { id, response } of exchanges.filter(({ response }) => response.status === 400)) {
      expect([id, faultsOf(validate, response.body)]).toEqual([id, []]);
    }
  });
});

/** The part of the recordings that the tests read. */
interface Exchange {
  readonly id: string;
  readonly format?: string;
  readonly operation: string;
  readonly modelId?: string | null;
  readonly request: { readonly path: string; readonly body: unknown };
  readonly response: {
    readonly status: number;
    readonly body?: unknown;
    readonly events?: readonly { readonly payload: unknown; readonly chunk?: unknown }[];
  };
}

function readExchanges(): readonly Exchange[] {
  const lines = readFileSync(RECORDINGS, "utf8").trim().split("\n");
  return lines.map((line): Exchange => JSON.parse(line));
}

function withoutAccount(modelId: string): string {
  return modelId.replace(/:[0-9]{12}:/, "::");
}

/** The files of a folder whose examples are streams. */
function streamedExamples(folder: string): readonly string[] {
  const files = readdirSync(new URL(folder, SPECS)).map((name) => `${folder}${name}`);
  return files.filter((file) => Array.isArray(readPlace(file).get("response").get("value").value));
}

/** The name that the names of a format's schemas begin with. */
function nameOf(format: string): string {
  return String(readPlace(`gen/openapi/${format}.yaml`).get("x-bedrock-format").get("name").value);
}
