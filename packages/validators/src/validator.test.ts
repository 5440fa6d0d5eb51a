import { describe, expect, test } from "vitest";
import { invokeRequest, invokeResponse, invokeResponseKnown } from "./gen/formats/bedrock-completion.ts";
import { invokeRequest as chatRequest } from "./gen/formats/openai-chat-completion.ts";
import { request as createJob } from "./gen/management/CreateModelCustomizationJob.ts";
import { response as getModel } from "./gen/management/GetFoundationModel.ts";
import { parameters as listParameters } from "./gen/management/ListCustomModels.ts";
import { loadFormat } from "./load-format.ts";
import { ValidationError } from "./validation-error.ts";

const message = (content: unknown) => ({ messages: [{ role: "user", content }] });

const ANSWER = { generation: "", prompt_token_count: 1, generation_token_count: 1, stop_reason: null };

describe("a validator", () => {
  test("accepts a valid value, as it is", () => {
    const body = { prompt: "Hello" };
    expect(invokeRequest.is(body)).toBe(true);
    expect(invokeRequest.parse(body)).toBe(body);
    expect(invokeRequest.issues(body)).toEqual([]);
  });

  test("throws one ValidationError that carries all issues", () => {
    const parse = () => invokeRequest.parse({ max_gen_len: "many", top_p: 2 });
    expect(parse).toThrow(ValidationError);
    expect(parse).toThrow(
      "[ValidationError] bedrock-completion request /prompt: required member is missing (and 2 more)",
    );
  });

  test.each([
    {
      fault: "a missing member",
      given: {},
      want: {
        pointer: "/prompt",
        keyword: "required",
        expected: "a value",
        received: "nothing",
        message: "required member is missing",
      },
    },
    {
      fault: "a wrong type",
      given: { prompt: 5 },
      want: {
        pointer: "/prompt",
        keyword: "type",
        expected: "a string",
        received: "5",
        message: "must be a string, but was 5",
      },
    },
    {
      fault: "a fraction where an integer belongs, below the minimum besides",
      given: { prompt: "", max_gen_len: 0.5 },
      want: {
        pointer: "/max_gen_len",
        keyword: "type",
        expected: "an integer or null",
        received: "0.5",
        message: "must be an integer or null, but was 0.5",
      },
    },
    {
      fault: "a number out of range",
      given: { prompt: "", top_p: 1.5 },
      want: {
        pointer: "/top_p",
        keyword: "maximum",
        expected: "at most 1",
        received: "1.5",
        message: "must be at most 1, but was 1.5",
      },
    },
    {
      fault: "a value that is not an object",
      given: [],
      want: {
        pointer: "",
        keyword: "type",
        expected: "an object",
        received: "an array of 0 items",
        message: "must be an object, but was an array of 0 items",
      },
    },
  ])("reports $fault once", ({ given, want }) => {
    expect(invokeRequest.issues(given)).toEqual([want]);
  });

  test("reports each fault of a value", () => {
    const issues = createJob.issues({ jobName: "-", jobTags: [{ key: "a", value: "b" }, { key: "c" }] });
    const pointers = issues.map(({ pointer }) => pointer);
    expect(pointers).toContain("/jobName");
    expect(pointers).toContain("/jobTags/1/value");
    expect(pointers).toContain("/roleArn");
    expect(new Set(pointers).size).toBe(pointers.length);
  });

  test("escapes member names in pointers", () => {
    const issues = createJob.issues({ hyperParameters: { "a/b~c": 5 } });
    expect(issues.find(({ keyword }) => keyword === "type")?.pointer).toBe("/hyperParameters/a~1b~0c");
  });

  test("lets unknown members pass", () => {
    expect(invokeRequest.is({ prompt: "", something: 1 })).toBe(true);
    expect(getModel.is({ modelDetails: { modelArn: "a", modelId: "b", newMember: null } })).toBe(true);
  });
});

describe("a failed union", () => {
  test.each([
    {
      meant: "the list of parts",
      given: message([{ type: "text", text: 5 }]),
      want: { pointer: "/messages/0/content/0/text", keyword: "type", expected: "a string" },
    },
    {
      meant: "the part with the same tag",
      given: message([{ type: "image_url", image_url: { url: "https://example.com/a.png" } }]),
      want: { pointer: "/messages/0/content/0/image_url/url", keyword: "pattern" },
    },
    {
      meant: "none, by its type",
      given: message(7),
      want: { pointer: "/messages/0/content", keyword: "type", expected: "a string or an array" },
    },
    {
      meant: "the items of a list",
      given: { ...message("x"), stop: ["a", 2] },
      want: { pointer: "/stop/1", keyword: "type", expected: "a string" },
    },
  ])("reports the branch that was meant: $meant", ({ given, want }) => {
    expect(chatRequest.issues(given)).toMatchObject([want]);
    expect(chatRequest.issues(given)).toHaveLength(1);
  });

  test("names each member that is missing, and what may stand for it", () => {
    const want = ["prompt_token_count", "generation_token_count", "stop_reason"].map((name) => ({
      pointer: "",
      keyword: "required",
      message: `must have the member "${name}" or "amazon-bedrock-guardrailAction"`,
    }));
    expect(invokeResponse.issues({ generation: "" })).toMatchObject(want);
    expect(invokeResponse.is({ generation: "", "amazon-bedrock-guardrailAction": "INTERVENED" })).toBe(true);
  });

  test("reports an unknown tag with all known ones", () => {
    const messages = [{ role: "user", content: "x" }];
    const [issue, ...others] = chatRequest.issues({ messages, response_format: { type: "xml" } });
    expect(issue).toMatchObject({ pointer: "/response_format/type", keyword: "enum", received: '"xml"' });
    expect(issue?.expected).toMatch(/"text".*"json_object".* or "structural_tag"$/);
    expect(others).toEqual([]);
  });
});

describe("an open enum", () => {
  test("takes values that are not documented", () => {
    expect(invokeResponse.is({ ...ANSWER, stop_reason: "tired" })).toBe(true);
  });

  test("is closed in the validators called Known", () => {
    expect(invokeResponseKnown.is({ ...ANSWER, stop_reason: "stop" })).toBe(true);
    expect(invokeResponseKnown.issues({ ...ANSWER, stop_reason: "tired" })).toMatchObject([
      { pointer: "/stop_reason", keyword: "enum", expected: '"stop", "length" or null', received: '"tired"' },
    ]);
  });
});

describe("parameters", () => {
  test.each([
    { given: { maxResults: 10, isOwned: true }, want: [] },
    { given: { maxResults: "10" }, want: ["/maxResults"] },
    { given: { isOwned: "true" }, want: ["/isOwned"] },
    { given: { maxResults: 0 }, want: ["/maxResults"] },
    { given: { creationTimeAfter: "2026-07-13T14:00:42Z" }, want: [] },
    { given: { creationTimeAfter: "2026-07-13T14:00:42.680Z" }, want: [] },
    { given: { creationTimeAfter: "2026-07-13T14:00:42.680622107+00:00" }, want: [] },
    { given: { creationTimeAfter: "2026-07-13" }, want: ["/creationTimeAfter"] },
    { given: { creationTimeAfter: "2026-02-30T14:00:42Z" }, want: ["/creationTimeAfter"] },
    { given: { creationTimeAfter: 1_700_000_000 }, want: ["/creationTimeAfter"] },
  ])("are real JSON values: $given", ({ given, want }) => {
    expect(listParameters.issues(given).map(({ pointer }) => pointer)).toEqual(want);
  });
});

describe("the Standard Schema interface", () => {
  test("gives the value of a valid one", () => {
    expect(invokeRequest["~standard"]).toMatchObject({ version: 1, vendor: "bedrock-contract" });
    expect(invokeRequest["~standard"].validate({ prompt: "" })).toEqual({ value: { prompt: "" } });
  });

  test("gives the path of each issue, with numbers as indexes", () => {
    expect(chatRequest["~standard"].validate(message([{ type: "text", text: 5 }]))).toEqual({
      issues: [{ path: ["messages", 0, "content", 0, "text"], message: "must be a string, but was 5" }],
    });
  });

  test("keeps digits that are member names", () => {
    const result = invokeResponse["~standard"].validate({ ...ANSWER, logprobs: [{ "362": "x" }] });
    expect(result.issues?.[0]?.path).toEqual(["logprobs", 0, "362"]);
  });
});

describe("hostile values", () => {
  test("an image of many megabytes is looked at by its beginning, and read to its end by the format's rule", async () => {
    const given = (data: string) =>
      message([{ type: "image_url", image_url: { url: `data:image/png;base64,${data}` } }]);
    const data = "A".repeat(24_000_000);
    const bodies = [data, `${data}A`, `${data}!`].map(given);
    expect(bodies.map((body) => chatRequest.is(body))).toEqual([true, true, true]);
    expect(
      [given(""), given("!"), message([{ type: "image_url", image_url: { url: "https://a" } }])].map((body) =>
        chatRequest.is(body),
      ),
    ).toEqual([false, false, false]);
    const { rules } = await loadFormat("openai-chat-completion");
    const rule = rules.find(({ id }) => id === "image-data");
    const issues = bodies.map((body) =>
      rule?.validator.issues({ parameters: {}, contentType: "application/json", body }),
    );
    const cutOff = [expect.objectContaining({ pointer: "/body/messages/0/content/0/image_url/url" })];
    expect(issues).toEqual([[], cutOff, cutOff]);
  });

  test("a circle is an issue, not a crash", () => {
    const circle: Record<string, unknown> = { role: "user" };
    circle.content = [circle];
    expect(chatRequest.issues({ messages: [circle] })).toMatchObject([
      { pointer: "/messages/0/content/0/type", keyword: "required" },
    ]);
  });

  test("depth 10,000 where a schema ends is an issue, not a crash", () => {
    const deep = Array.from({ length: 10_000 }).reduce<unknown>((inner) => [inner], "");
    expect(chatRequest.issues(message(deep))).toMatchObject([{ pointer: "/messages/0/content/0", keyword: "type" }]);
  });

  test("a body of 25 MB with millions of faults gives as many issues as are wanted", () => {
    const body = message(Array.from({ length: 1_000_000 }, () => ({ type: "text" })));
    expect(chatRequest.issues(body)).toHaveLength(1000);
    expect(chatRequest.issues(body, { limit: 5 })).toHaveLength(5);
    expect(chatRequest.issues(body, { first: true })).toHaveLength(1);
  });

  test("a hole in a list is an item that is missing its value", () => {
    const holes: unknown[] = [{ role: "user", content: "a" }];
    holes[2] = { role: "user", content: "b" };
    expect(chatRequest.is({ messages: holes })).toBe(false);
    expect(chatRequest.issues({ messages: holes })).toMatchObject([{ pointer: "/messages/1", received: "nothing" }]);
  });

  test.each([
    { value: 1e308, want: [] },
    { value: Number.MAX_SAFE_INTEGER + 2, want: [] },
    { value: Number.POSITIVE_INFINITY, want: ["must be an integer or null, but was Infinity"] },
    { value: Number.NaN, want: ["must be an integer or null, but was NaN"] },
    { value: 5n, want: ["must be an integer or null, but was 5"] },
    { value: -0, want: ["must be at least 1, but was 0"] },
  ])("the number $value is judged as what it is", ({ value, want }) => {
    const body = { prompt: "a", max_gen_len: value };
    expect(invokeRequest.issues(body).map(({ message }) => message)).toEqual(want);
    expect(invokeRequest.is(body)).toBe(want.length === 0);
  });

  test("a lone surrogate counts as one character, and is told without breaking the message", () => {
    expect(listParameters.issues({ nameContains: "\ud800" })).toMatchObject([{ pointer: "/nameContains" }]);
    expect(JSON.stringify(listParameters.issues({ nameContains: "\ud800" }))).toContain("\\ud800");
  });

  test("a member called __proto__ is only a member", () => {
    expect(invokeRequest.issues(JSON.parse('{"__proto__": {"prompt": "x"}}'))).toMatchObject([
      { pointer: "/prompt", keyword: "required" },
    ]);
  });
});
