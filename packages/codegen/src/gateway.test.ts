import { describe, expect, test } from "vitest";
import { ChangedSpecs } from "../test/changed-specs.ts";
import { exampleNamed, indexLine } from "../test/generated-cases.ts";
import { formatProblem } from "./problem.ts";

const DOCUMENT = "specs/gateway/openapi.yaml";
const CHAT = "specs/gateway/examples/CreateChatCompletion";
const STREAMS = "specs/gateway/streams/CreateChatCompletion";
const CASES = "conformance/cases/gateway/CreateChatCompletion.yaml";

describe("what is generated of an API without AWS's conventions", async () => {
  const { files } = await new ChangedSpecs().generate();
  const [apis = "", operations = ""] = ["apis", "operations/gateway"].map((name) =>
    files.get(`packages/wire/src/gen/${name}.ts`),
  );
  const examples = [...files]
    .filter(([path]) => path.startsWith("specs/gen/examples/gateway/"))
    .map(([, text]) => text);

  /** The entry of a table that begins with a text, up to the end of its mapping. */
  function entry(table: string, begin: string): string {
    return table.split(begin)[1]?.split("\n  },\n")[0] ?? "";
  }

  test("has the base path of its server, and no exceptions", () => {
    const common = entry(apis, "  gateway: {");
    expect(common).toContain('basePath: "/api/v1",');
    expect(common).toContain("errors: {},");
    const chat = entry(operations, "  CreateChatCompletion: {");
    expect(chat).toContain('path: "/chat/completions",');
    expect(chat).toContain("errors: {},");
    expect(chat).toContain('streamMediaType: "text/event-stream",');
  });

  test("needs of a target what the API says, and what the request holds", () => {
    const requires = (id: string) => indexLine(files, id)?.requires;
    expect(requires("gateway/ListModels/models")).toEqual(["gateway"]);
    expect(requires("gateway/CreateChatCompletion/streaming")).toEqual(["gateway", "streaming"]);
    expect(requires("gateway/CreateChatCompletion/empty-messages")).toEqual(["gateway"]);
    expect(requires("auth/ListModels/no-api-key")).toEqual(["gateway", "authentication-bearer"]);
    expect(requires("gateway/CreateChatCompletion/parallel-tool-calls")).toEqual(["gateway", "tools", "tool-choice"]);
    expect(requires("gateway/CreateEmbedding/malformed-json")).toEqual(["gateway", "malformed-json", "embeddings"]);
    expect(requires("openai-chat-completion/InvokeModel/tool-call")).toBeUndefined();
  });

  test("tells streams from answers in one body", () => {
    expect(exampleNamed(files, "gateway/CreateChatCompletion/streaming")?.mediaType).toBe("text/event-stream");
    expect(exampleNamed(files, "gateway/CreateChatCompletion/text")).not.toHaveProperty("mediaType");
    expect(examples.join("").match(/"mediaType": "text\/event-stream"/g)).toHaveLength(7);
  });

  test("takes the other statuses of an example", () => {
    expect(indexLine(files, "gateway/GetModel/unknown-model")?.status).toEqual([404, 400, 500]);
  });

  test("asks for errors of any request with that of the first success", () => {
    const throttled = exampleNamed(files, "gateway/CreateEmbedding/throttled");
    expect(throttled).toMatchObject({ status: 429, requestOf: "base64", requires: ["scripted-errors"] });
    expect(throttled).not.toHaveProperty("error");
  });

  test("has validators of chunks and errors where there are some", () => {
    const chat = files.get("packages/validators/src/gen/gateway/CreateChatCompletion.ts");
    for (const name of ["parameters", "request", "response", "chunk", "chunkKnown", "error", "rules"])
      expect(chat).toContain(`export const ${name}: `);
    expect(chat).toContain('id: "reasoning-token-limit",\n    status: 400,');
    const list = files.get("packages/validators/src/gen/gateway/ListModels.ts");
    expect(list).toContain("export const error: ");
    expect(list).not.toContain("export const chunk");
    expect(files.get("packages/validators/src/gen/runtime/InvokeModel.ts")).not.toContain("export const error:");
  });

  test("says how the stream goes", () => {
    const streams = files.get("packages/validators/src/gen/sse-streams.ts");
    expect(streams).toContain("readonly CreateChatCompletion: SseStreamDescription & Required<");
    expect(streams).toContain('doneMarker: "[DONE]"');
  });
});

describe("a broken spec is told with file, line and what was expected:", () => {
  test.each([
    {
      fault: "a chunk that breaks its schema",
      change: (specs: ChangedSpecs) =>
        specs.edit(`${STREAMS}/streaming.yaml`, "object: chat.completion.chunk", "object: chat.completion.lump"),
      want: /streaming\.yaml:\d+: example 'streaming' of gateway\/CreateChatCompletion: its response breaks the schema: \/0/,
    },
    {
      fault: "a stream that is not a list",
      change: (specs: ChangedSpecs) =>
        specs.edit(`${STREAMS}/streaming.yaml`, /response:[\s\S]*$/, "response:\n  value: {}\n"),
      want: /streaming\.yaml:\d+: example 'streaming' of gateway\/CreateChatCompletion: its response breaks the schema: .*`type`; expected "array"$/,
    },
    {
      fault: "an error of neither shape",
      change: (specs: ChangedSpecs) => specs.edit("specs/gateway/examples/internal-error.yaml", "detail:", "message:"),
      want: /internal-error\.yaml:\d+: example 'internal-error' of gateway\/\w+: its response breaks the schema: /,
    },
    {
      fault: "server-sent events without their rules",
      change: (specs: ChangedSpecs) => specs.edit(DOCUMENT, "x-sse-stream:", "x-stream:"),
      want: /openapi\.yaml:\d+: text\/event-stream lacks x-sse-stream; expected `schema: \{type: array, items: …\}` and x-sse-stream$/,
    },
    {
      fault: "a rule of streams of another shape",
      change: (specs: ChangedSpecs) => specs.edit(DOCUMENT, "how: index", "how: stretch"),
      want: /openapi\.yaml:\d+: \/chunks\/fold\/\d+\/how must be equal to one of the allowed values: .* \(see specs\/sse-stream\.schema\.json\)$/,
    },
    {
      fault: "a request that breaks a rule",
      change: (specs: ChangedSpecs) => specs.edit(`${CHAT}/reasoning-sdk.yaml`, / +max_completion_tokens: .*\n/, ""),
      want: /reasoning-sdk\.yaml:\d+: example 'reasoning-sdk' of gateway\/CreateChatCompletion: its request breaks the rule 'reasoning-token-limit' /,
    },
    {
      fault: "a case whose request the specs accept",
      change: (specs: ChangedSpecs) => specs.edit(CASES, "value: 2.1", "value: 1.9"),
      want: /CreateChatCompletion\.yaml:\d+: case 'temperature-too-high' sends a request that the specs accept;/,
    },
  ])("$fault", async ({ change, want }) => {
    const specs = new ChangedSpecs();
    change(specs);
    const { problems, files } = await specs.generate();
    expect(problems.map(formatProblem)).toContainEqual(expect.stringMatching(want));
    expect(files.size).toBe(0);
  });
});
