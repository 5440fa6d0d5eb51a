import { describe, expect, test } from "vitest";
import { ChangedSpecs } from "../test/changed-specs.ts";
import { exampleNamed, indexLines } from "../test/generated-cases.ts";
import { formatProblem } from "./problem.ts";

const FORMAT = "specs/formats/bedrock-completion";
const HELLO = `${FORMAT}/streams/hello.yaml`;
const IN_STREAM = "specs/runtime/invoke/examples/model-error-in-stream.yaml";

/** The part of a generated list that begins with an id, up to the next. */
function entry(text: string | undefined, start: string): string {
  const [, rest = ""] = (text ?? "").split(start);
  return rest.split("\n  },\n")[0] ?? "";
}

describe("an operation that streams", async () => {
  const { files } = await new ChangedSpecs().generate();

  test("is in the table of operations with its media type", () => {
    const operation = entry(
      files.get("packages/wire/src/gen/operations/runtime.ts"),
      "\n  InvokeModelWithResponseStream: {",
    );
    expect(operation).toContain('responseMediaType: "application/vnd.amazon.eventstream"');
    expect(operation).toContain("ModelStreamErrorException: 424");
  });

  test("gives each format the type and the validators of its chunks", () => {
    expect(files.get("packages/types/src/gen/formats.ts")).toContain(
      'chunk: bedrockCompletion["schemas"]["BedrockCompletionChunk"]',
    );
    const validators = files.get("packages/validators/src/gen/formats/bedrock-completion.ts");
    expect(validators).toContain("export const invokeChunk: ");
    expect(validators).toContain("export const invokeChunkKnown: ");
  });

  test("needs a target that streams in all of its cases, its refusals and shared errors too", () => {
    const streamed = indexLines(files).filter(({ id }) => String(id).includes("/InvokeModelWithResponseStream/"));
    expect(streamed.length).toBeGreaterThan(60);
    for (const { requires } of streamed) expect(requires).toContain("streaming");
  });

  test("has the exception that ends a stream beside the chunks", () => {
    expect(exampleNamed(files, "bedrock-completion/InvokeModelWithResponseStream/model-error-in-stream")).toMatchObject(
      {
        response: expect.arrayContaining([expect.objectContaining({ generation: expect.any(String) })]),
        streamException: { type: "modelStreamErrorException", members: expect.any(Object) },
      },
    );
  });

  test("has decoded chunks in the examples of the runtime API, which are written as events", () => {
    const opaque = exampleNamed(files, "runtime/InvokeModelWithResponseStream/model-error-in-stream");
    expect(opaque?.streamException).toMatchObject({ type: "modelStreamErrorException" });
    expect(opaque?.response).toEqual(expect.arrayContaining([expect.any(Object)]));
    expect(JSON.stringify(opaque?.response)).not.toContain("bytes");
  });
});

describe("a broken stream is told with file, line and what was expected:", () => {
  test.each([
    {
      fault: "a chunk that breaks its schema",
      change: (specs: ChangedSpecs) => specs.edit(HELLO, /generation: .*/, "generation: 5"),
      want: /hello\.yaml:\d+: example 'hello' of bedrock-completion\/InvokeModelWithResponseStream: its response breaks the schema: \/0\/generation breaks `type`; expected "string"$/,
    },
    {
      fault: "an answer that is not a list of chunks",
      change: (specs: ChangedSpecs) => specs.edit(HELLO, /response:[\s\S]*$/, "response:\n  value: {}\n"),
      want: /hello\.yaml:\d+: example 'hello' of \S+: its response breaks the schema: the whole breaks `type`; expected "array"$/,
    },
    {
      fault: "an exception that no stream has",
      change: (specs: ChangedSpecs) => specs.edit(IN_STREAM, "type: modelStreamError", "type: accessDenied"),
      want: /model-error-in-stream\.yaml:\d+: example 'model-error-in-stream' of \S+: its streamException 'accessDeniedException' is not an event of the stream; expected one of runtime's/,
    },
    {
      fault: "an exception whose member has another type",
      change: (specs: ChangedSpecs) => specs.edit(IN_STREAM, "originalStatusCode: 500", "originalStatusCode: five"),
      want: /model-error-in-stream\.yaml:\d+: .* its streamException 'modelStreamErrorException' is not an event of the stream;/,
    },
    {
      fault: "an exception in an answer that is not a stream",
      change: (specs: ChangedSpecs) =>
        specs.edit(
          `${FORMAT}/examples/logprobs.yaml`,
          "request:\n",
          "streamException: {type: throttlingException, members: {}}\nrequest:\n",
        ),
      want: /logprobs\.yaml:\d+: example 'logprobs' of bedrock-completion\/InvokeModel has a streamException, but no stream; expected the example of a streamed answer$/,
    },
    {
      fault: "a format that says it has no stream",
      change: (specs: ChangedSpecs) => specs.edit(`${FORMAT}/openapi.yaml`, "streaming: true", "streaming: false"),
      want: /openapi\.yaml:\d+: format 'bedrock-completion' says streaming: false, but lists InvokeModelWithResponseStream; expected both to agree$/,
    },
    {
      fault: "a format that says it has a stream and describes no chunk",
      change: (specs: ChangedSpecs) =>
        specs.edit(`${FORMAT}/openapi.yaml`, "BedrockCompletionChunk:", "BedrockCompletionPiece:"),
      want: /openapi\.yaml:\d+: format 'bedrock-completion' says streaming: true, but lists no operation that streams; expected both to agree$/,
    },
  ])("$fault", async ({ change, want }) => {
    const specs = new ChangedSpecs();
    change(specs);
    const { problems, files } = await specs.generate();
    expect(problems.map(formatProblem)).toContainEqual(expect.stringMatching(want));
    expect(files.size).toBe(0);
  });
});
