import { describe, expect, test } from "vitest";
import { someOf } from "../../../.some-of.ts";
import { ChangedSpecs } from "../test/changed-specs.ts";
import { authoredCase, indexLine } from "../test/generated-cases.ts";
import { formatProblem } from "./problem.ts";

const RULE = "specs/runtime/invoke/rules/guardrail-version.yaml";
const RUNTIME_CASES = "conformance/cases/runtime/InvokeModel.yaml";
const CLAUDE_CASES = "conformance/cases/claude-text-completion/InvokeModel.yaml";
const AUTH_CASES = "conformance/cases/auth/GetFoundationModel.yaml";

describe("what is generated", async () => {
  const { files } = await new ChangedSpecs().generate();

  test.each(["InvokeModel", "InvokeModelWithResponseStream"])("has the rules of %s with their validators", (name) => {
    const text = files.get(`packages/validators/src/gen/runtime/${name}.ts`);
    expect(text).toContain("export const rules: readonly RequestRule[] = [\n");
    for (const id of ["guardrail-version", "guardrail-content-type", "guardrail-config"])
      expect(text).toContain(`id: "${id}",\n    error: "ValidationException",\n`);
    expect(text).toContain("validator: guardrailVersionRule,");
  });

  test("has the rules of a format beside its bodies, and not those of the operation", () => {
    const text = files.get("packages/validators/src/gen/formats/openai-chat-completion.ts");
    for (const id of ["image-count", "image-data", "tool-choice-known"])
      expect(text).toContain(`id: "${id}",\n    error: "ValidationException",\n`);
    expect(text).not.toContain("guardrail-version");
  });

  test("has an empty list where an operation has no rules", () => {
    expect(files.get("packages/validators/src/gen/management/GetFoundationModel.ts")).toContain(
      "export const rules: readonly RequestRule[] = [];",
    );
  });

  test("has cases as changes of an example", () => {
    const change = (name: string) => authoredCase(files, `runtime/InvokeModel/${name}`);
    expect(change("guardrail-without-version")).toMatchObject({
      twin: "all-headers",
      removeParameter: "X-Amzn-Bedrock-GuardrailVersion",
      rule: { document: "bedrock-runtime-2026-05-20" },
    });
    expect(change("guardrail-with-other-content-type")).toMatchObject({
      parameter: { name: "Content-Type", value: "text/plain" },
    });
    expect(change("request-metadata-too-long")).toMatchObject({
      parameter: { name: "X-Amzn-Bedrock-Request-Metadata", length: 8501 },
    });
  });

  test("names the cases about authentication after their operation, and says what is wrong", () => {
    expect(authoredCase(files, "auth/InvokeModel/tampered-body")).toMatchObject({ authentication: "tampered-body" });
    expect(indexLine(files, "auth/InvokeModel/tampered-body")).toMatchObject({
      api: "runtime",
      format: "claude-text-completion",
      requires: ["authentication-sigv4"],
    });
  });

  test("dates a case as it says itself, else as its group", () => {
    expect(indexLine(files, "runtime/InvokeModel/request-metadata")?.since).toBe("2026-05-20");
    expect(indexLine(files, "runtime/InvokeModel/request-metadata-too-long")?.since).toBe("2026-05-20");
    expect(indexLine(files, "runtime/InvokeModel/bad-model-id")?.since).toBe("2025-11-17");
  });
});

describe("the rules of a format", () => {
  const extended = "specs/formats/openai-chat-completion";
  const extending = "specs/formats/new-chat";
  const specs = new ChangedSpecs();
  for (const path of ["examples/hello.yaml", "streams/hello.yaml", "rules/image-count.yaml"])
    specs.add(`${extending}/${path}`, specs.read(`${extended}/${path}`) ?? "");
  for (const path of ["examples/hello.yaml", "streams/hello.yaml"])
    specs.edit(`${extending}/${path}`, /modelId: .*/, "modelId: new.chat-1");
  specs.edit(`${extending}/rules/image-count.yaml`, "count: 3", "count: 5");
  specs.add(
    `${extending}/openapi.yaml`,
    `openapi: 3.1.0
info: {title: New chat, summary: As OpenAI's., description: The chat of another model., version: 2026.11.29}
x-bedrock-format:
  extends: openai-chat-completion
  routing: {modelIds: ["new[.]chat-1"]}
components: {schemas: {}}
`,
  );

  test("are those of the format that it extends too, but for those that it writes itself", async () => {
    const { files, problems } = await specs.generate();
    expect(problems).toEqual([]);
    const text = files.get("packages/validators/src/gen/formats/new-chat.ts");
    for (const id of ["image-count", "image-data", "tool-choice-known"]) expect(text).toContain(`id: "${id}",`);
    expect(text).toMatch(/isMostAt\(d, \w+, 5\)/);
    expect(text).not.toMatch(/isMostAt\(d, \w+, 3\)/);
  });
});

describe("a broken rule or case is told with file, line and what was expected:", () => {
  const faults = [
    {
      fault: "a rule of another shape",
      change: (specs: ChangedSpecs) => specs.edit(RULE, "names: guardrailVersion\n", "names: ''\n"),
      want: /guardrail-version\.yaml:\d+: \/names must NOT have fewer than 1 characters \(see specs\/request-rule\.schema\.json\)$/,
    },
    {
      fault: "a rule without a schema",
      change: (specs: ChangedSpecs) => specs.edit(RULE, /^schema:$/m, "x-schema:"),
      want: /openapi\.yaml:\d+: is not a rule; expected a \$ref to a file with the texts id, description, error \(or a status\) and names, and a schema$/,
    },
    {
      fault: "a rule that is named otherwise than its file",
      change: (specs: ChangedSpecs) => specs.edit(RULE, "id: guardrail-version", "id: guardrail"),
      want: /guardrail-version\.yaml:1: has the id 'guardrail'; expected the name of its file$/,
    },
    {
      fault: "a rule with a status that the operation does not declare",
      change: (specs: ChangedSpecs) =>
        specs.edit("specs/gateway/rules/reasoning-token-limit.yaml", "status: 400", "status: 418"),
      want: /reasoning-token-limit\.yaml:\d+: has the status 418, which CreateChatCompletion does not declare; expected one of 400, 401, 404, 422, 429, 500$/,
    },
    {
      fault: "a rule with an error and a status",
      change: (specs: ChangedSpecs) => specs.edit(RULE, /^error: .*$/m, "error: ValidationException\nstatus: 400"),
      want: /guardrail-version\.yaml:\d+: .*must match exactly one schema in oneOf \(see specs\/request-rule\.schema\.json\)$/,
    },
    {
      fault: "a rule with an error that the operation does not declare",
      change: (specs: ChangedSpecs) => specs.edit(RULE, "error: ValidationException", "error: ConflictException"),
      want: /guardrail-version\.yaml:\d+: has the error 'ConflictException', which InvokeModel does not declare; expected one of .*ValidationException, /,
    },
    {
      fault: "a rule of a format for one of its operations",
      change: (specs: ChangedSpecs) =>
        specs.edit(
          "specs/formats/openai-chat-completion/rules/image-count.yaml",
          /^source:$/m,
          "operations: [InvokeModel]\nsource:",
        ),
      want: /image-count\.yaml:\d+: restricts a rule of the format 'openai-chat-completion' to some operations; expected none, for its bodies are the same in each$/,
    },
    {
      fault: "an example that breaks a rule of its format",
      change: (specs: ChangedSpecs) =>
        specs.edit(
          "specs/formats/openai-chat-completion/examples/tool-choice-named.yaml",
          "name: get_weather\nresponse:",
          "name: fly\nresponse:",
        ),
      want: /tool-choice-named\.yaml:\d+: example 'tool-choice-named' of openai-chat-completion\/InvokeModel: its request breaks the rule 'tool-choice-known' \(specs\/formats\/openai-chat-completion\/rules\/tool-choice-known\.yaml\)$/,
    },
    {
      fault: "a keyword in a rule that the validators do not know",
      change: (specs: ChangedSpecs) => specs.edit(RULE, "minLength: 1", "minLenght: 1"),
      want: /guardrail-version\.yaml:\d+: has the keyword 'minLenght', which the validators do not know; expected one of JSON Schema$/,
    },
    {
      fault: "a keyword on places without a place",
      change: (specs: ChangedSpecs) =>
        specs.edit("specs/formats/openai-chat-completion/rules/tool-choice-known.yaml", "of: /tools", "of: tools"),
      want: /tool-choice-known\.yaml:13: expected \{value, of\}, each place a JSON pointer in which \* is each element, /,
    },
    {
      fault: "an example that breaks a rule",
      change: (specs: ChangedSpecs) =>
        specs.edit("specs/runtime/invoke/examples/guardrail.yaml", / {2}X-Amzn-Bedrock-GuardrailVersion: .*\n/, ""),
      want: /guardrail\.yaml:\d+: example 'guardrail' of runtime\/InvokeModel: its request breaks the rule 'guardrail-version' \(specs\/runtime\/invoke\/rules\/guardrail-version\.yaml\)$/,
    },
    {
      fault: "a case that breaks neither schema nor rule",
      change: (specs: ChangedSpecs) =>
        specs.edit(CLAUDE_CASES, "removeParameter: X-Amzn-Bedrock-GuardrailVersion", "contentType: application/json"),
      want: /InvokeModel\.yaml:\d+: case 'guardrail-without-version' sends a request that the specs accept; expected a change that breaks a rule of the schema$/,
    },
    {
      fault: "a case that removes a parameter which its twin does not send",
      change: (specs: ChangedSpecs) =>
        specs.edit(RUNTIME_CASES, "removeParameter: X-Amzn-Bedrock-GuardrailVersion", "removeParameter: X-Nothing"),
      want: /InvokeModel\.yaml:\d+: 'all-headers' \(\S+\) sends no parameter 'X-Nothing'; expected one of .*X-Amzn-Bedrock-GuardrailVersion/,
    },
    {
      fault: "a case that removes a part of the path",
      change: (specs: ChangedSpecs) =>
        specs.edit(RUNTIME_CASES, "removeParameter: X-Amzn-Bedrock-GuardrailVersion", "removeParameter: modelId"),
      want: /InvokeModel\.yaml:\d+: the parameter 'modelId' is part of the path, which no request lacks; expected a query or header parameter$/,
    },
    {
      fault: "a content type for an operation that declares none",
      change: (specs: ChangedSpecs) =>
        specs.edit(
          "conformance/cases/management/CreateModelCustomizationJob.yaml",
          "remove: /jobName",
          "contentType: text/plain",
        ),
      want: /CreateModelCustomizationJob\.yaml:\d+: management\/CreateModelCustomizationJob declares no header Content-Type; expected an operation that does$/,
    },
    {
      fault: "two changes at once",
      change: (specs: ChangedSpecs) =>
        specs.edit(AUTH_CASES, "authentication: missing\n", "authentication: missing\n    remove: /a\n"),
      want: /GetFoundationModel\.yaml:\d+: \/cases\/0 must match exactly one schema in oneOf \(see conformance\/cases\.schema\.json\)$/,
    },
    {
      fault: "a tampered body where there is none",
      change: (specs: ChangedSpecs) =>
        specs.edit(AUTH_CASES, "authentication: missing\n", "authentication: tampered-body\n"),
      want: /GetFoundationModel\.yaml:\d+: 'by-id' \(\S+\) has no body for tampered-body; expected a twin with a body$/,
    },
    {
      fault: "another case among those about authentication",
      change: (specs: ChangedSpecs) =>
        specs.edit(AUTH_CASES, "authentication: missing\n", "parameter: {name: modelIdentifier, value: a b}\n"),
      want: /GetFoundationModel\.yaml:\d+: case 'no-authorization' is not about authentication; expected such cases in conformance\/cases\/auth$/,
    },
    {
      fault: "a case about authentication among the others",
      change: (specs: ChangedSpecs) =>
        specs.edit(RUNTIME_CASES, "removeParameter: X-Amzn-Bedrock-GuardrailVersion", "authentication: missing"),
      want: /InvokeModel\.yaml:\d+: case 'guardrail-without-version' is about authentication; expected a place in conformance\/cases\/auth$/,
    },
    {
      fault: "a case of a date without a set",
      change: (specs: ChangedSpecs) => specs.edit(RUNTIME_CASES, 'since: "2026-05-20"', 'since: "2026-05-21"'),
      want: /InvokeModel\.yaml:\d+: since '2026-05-21' is not the date of a set in conformance\/requirements\.yaml; expected one of 2025-11-17, /,
    },
    {
      fault: "sets in another order",
      change: (specs: ChangedSpecs) => specs.edit("conformance/requirements.yaml", '"2026-05-20"', '"2026-12-31"'),
      want: /requirements\.yaml:\d+: 2026-11-20 comes after 2026-12-31; expected the oldest set first$/,
    },
    {
      fault: "a feature of another shape",
      change: (specs: ChangedSpecs) => specs.edit("conformance/features.yaml", "members: [/tools,", "member: [/tools,"),
      want: /features\.yaml:\d+: \/tools\/0 must NOT have additional properties: "member" \(see conformance\/features\.schema\.json\)$/,
    },
    {
      fault: "cases about authentication for nobody",
      change: (specs: ChangedSpecs) => specs.edit(AUTH_CASES, "operation: GetFoundationModel", "operation: GetNothing"),
      want: /GetFoundationModel\.yaml:\d+: is for operation 'GetNothing'; expected/,
    },
  ];
  // Each of them reads the specs anew.
  test.each(someOf(faults))("$fault", { tags: "longer" }, async ({ change, want }) => {
    const specs = new ChangedSpecs();
    change(specs);
    const { problems, files } = await specs.generate();
    expect(problems.map(formatProblem)).toContainEqual(expect.stringMatching(want));
    expect(files.size).toBe(0);
  });
});
