import { loadOperation, readPointer } from "@bedrock-contract/validators";
import { decodeStreamEvent, FrameDecoder } from "@bedrock-contract/wire";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Mock, type MockGuardrail, startMock } from "./index.ts";

const GUARDRAIL: MockGuardrail = {
  id: "gr0000000001",
  blockedMessage: "Let us talk of something else.",
  words: ["Example Corp"],
  topics: [{ name: "InvestmentAdvice", keywords: ["shares", "stocks"] }],
  piiEntities: [
    { type: "EMAIL", action: "ANONYMIZE" },
    { type: "US_SOCIAL_SECURITY_NUMBER", action: "BLOCK" },
    { type: "NAME", action: "ANONYMIZE", pattern: "\\bAnna\\b" },
  ],
  regexes: [{ name: "Account number", pattern: "\\b\\d{10}\\b", action: "ANONYMIZE" }],
};
/** Objects to what the mock says itself. */
const STRICT: MockGuardrail = {
  id: "gr0000000002",
  version: "2",
  words: ["mock", "same", "short", "limit", "streamed"],
};
let mock: Mock;

beforeAll(async () => {
  mock = await startMock({ chunkDelayMs: 0, guardrails: [GUARDRAIL, STRICT] });
});
afterAll(() => mock.close());

async function send(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  const options = { method: "POST", headers: { "content-type": "application/json", ...headers } };
  return fetch(`${mock.url}${path}`, { ...options, body: JSON.stringify(body) });
}

async function apply(text: string, rest: Record<string, unknown> = {}, id = GUARDRAIL.id): Promise<unknown> {
  const body = { source: "INPUT", content: [{ text: { text } }], ...rest };
  const answer = await (await send(`/guardrail/${encodeURIComponent(id)}/version/1/apply`, body)).json();
  expect((await loadOperation("ApplyGuardrail")).response.issues(answer)).toEqual([]);
  return answer;
}

describe("ApplyGuardrail", () => {
  test.each([
    { text: "What is the capital of Japan?", action: "NONE", outputs: [] },
    { text: "Which shares should I buy?", action: "GUARDRAIL_INTERVENED", outputs: ["Let us talk of something else."] },
    { text: "He shareStocks it", action: "NONE", outputs: [] },
    { text: "I like EXAMPLE CORP.", action: "GUARDRAIL_INTERVENED", outputs: ["Let us talk of something else."] },
    { text: "It is 078-05-1120.", action: "GUARDRAIL_INTERVENED", outputs: ["Let us talk of something else."] },
    { text: "Anna: a@b.example", action: "GUARDRAIL_INTERVENED", outputs: ["{NAME}: {EMAIL}"] },
    { text: "Pay to 1234561666!", action: "GUARDRAIL_INTERVENED", outputs: ["Pay to {Account number}!"] },
  ])("makes of $text: $action", async ({ text, action, outputs }) => {
    expect(await apply(text)).toMatchObject({ action, outputs: outputs.map((each) => ({ text: each })) });
  });

  test("says what it found, in the form of Bedrock", async () => {
    const answer = await apply("Anna writes to a@b.example about shares in Example Corp.");
    expect(answer).toMatchObject({
      actionReason: "Guardrail blocked.",
      usage: { topicPolicyUnits: 1, wordPolicyUnits: 1, contentPolicyUnits: 0 },
      guardrailCoverage: { textCharacters: { guarded: 56, total: 56 } },
      assessments: [
        {
          topicPolicy: { topics: [{ name: "InvestmentAdvice", type: "DENY", action: "BLOCKED", detected: true }] },
          wordPolicy: { customWords: [{ match: "Example Corp", action: "BLOCKED", detected: true }] },
          sensitiveInformationPolicy: {
            piiEntities: [
              { type: "EMAIL", match: "a@b.example", action: "ANONYMIZED", detected: true },
              { type: "NAME", match: "Anna", action: "ANONYMIZED", detected: true },
            ],
          },
        },
      ],
    });
  });

  test("says what it did not find where all is asked for, by the guardrail's ARN", async () => {
    const arn = `arn:aws:bedrock:us-east-1:111122223333:guardrail/${GUARDRAIL.id}`;
    expect(await apply("Hello.", { outputScope: "FULL" }, arn)).toMatchObject({
      action: "NONE",
      assessments: [
        {
          topicPolicy: { topics: [{ name: "InvestmentAdvice", action: "NONE", detected: false }] },
          appliedGuardrailDetails: { guardrailId: GUARDRAIL.id, guardrailVersion: "1", guardrailArn: arn },
        },
      ],
    });
  });

  test.each(["nosuchguardrail", STRICT.id])("does not find %s in version 1", async (id) => {
    const response = await send(`/guardrail/${id}/version/1/apply`, { source: "INPUT", content: [] });
    expect(response.status).toBe(404);
    expect(response.headers.get("x-amzn-errortype")).toMatch(/^ResourceNotFoundException/);
  });

  test("lets everything pass where none is set up", async () => {
    await using other = await startMock();
    const body = JSON.stringify({ source: "OUTPUT", content: [{ text: { text: "Which shares?" } }] });
    const response = await fetch(`${other.url}/guardrail/any/version/DRAFT/apply`, { method: "POST", body });
    expect(await response.json()).toMatchObject({ action: "NONE", outputs: [] });
  });
});

const user = (text: string) => [{ role: "user", content: [{ text }] }];
const config = ({ id, version = "1" }: MockGuardrail, trace?: string) => ({
  guardrailConfig: { guardrailIdentifier: id, guardrailVersion: version, ...(trace && { trace }) },
});

async function converse(body: unknown): Promise<unknown> {
  const answer = await (await send("/model/amazon.nova-lite-v1:0/converse", body)).json();
  expect((await loadOperation("Converse")).response.issues(answer)).toEqual([]);
  return answer;
}

describe("a conversation", () => {
  test("is not held where the guardrail blocks the prompt", async () => {
    expect(await converse({ messages: user("Which shares?"), ...config(GUARDRAIL, "enabled") })).toMatchObject({
      output: { message: { role: "assistant", content: [{ text: "Let us talk of something else." }] } },
      stopReason: "guardrail_intervened",
      usage: { inputTokens: 0, outputTokens: 0, totalTokens: 0 },
      trace: { guardrail: { inputAssessment: { [GUARDRAIL.id]: { topicPolicy: {} } }, actionReason: /blocked/ } },
    });
  });

  test("has its message replaced where the guardrail blocks it", async () => {
    const answer = await converse({ messages: user("Hello."), ...config(STRICT, "enabled") });
    expect(answer).toMatchObject({
      output: { message: { content: [{ text: "Sorry, I can't help with that." }] } },
      stopReason: "guardrail_intervened",
      trace: { guardrail: { outputAssessments: { [STRICT.id]: [{ wordPolicy: {} }] } } },
    });
    const [modelOutput] = Object(readPointer(answer, "/trace/guardrail/modelOutput"));
    expect(JSON.parse(modelOutput)).toMatchObject({ stopReason: "end_turn" });
    expect(readPointer(answer, "/usage/outputTokens")).toBeGreaterThan(10);
  });

  test("is evaluated where it is marked, and only there", async () => {
    const guardContent = { text: { text: "Hello." } };
    const content = [{ guardContent }, { text: "Which shares?" }];
    const answer = await converse({ messages: [{ role: "user", content }], ...config(GUARDRAIL, "enabled_full") });
    expect(answer).toMatchObject({ stopReason: "end_turn" });
    const pointer = `/trace/guardrail/inputAssessment/${GUARDRAIL.id}/invocationMetrics/guardrailCoverage`;
    expect(readPointer(answer, pointer)).toEqual({ textCharacters: { guarded: 6, total: 19 } });
  });

  test("says nothing of the guardrail without a trace", async () => {
    expect(await converse({ messages: user("Hello."), ...config(GUARDRAIL) })).not.toHaveProperty("trace");
  });

  test("streams the refusal", async () => {
    const body = { messages: user("Which shares?"), ...config(GUARDRAIL) };
    const response = await send("/model/amazon.nova-lite-v1:0/converse-stream", body);
    const frames = new FrameDecoder().push(new Uint8Array(await response.arrayBuffer()));
    const events = frames.map(({ payload }) => JSON.parse(Buffer.from(payload).toString()));
    const text = events.map((event) => readPointer(event, "/delta/text") ?? "").join("");
    expect(text).toBe("Let us talk of something else.");
    expect(events.at(-2)).toMatchObject({ stopReason: "guardrail_intervened" });
  });

  test("is refused where the guardrail does not exist", async () => {
    const guardrailConfig = { guardrailIdentifier: "nosuchguardrail", guardrailVersion: "1" };
    const response = await send("/model/amazon.nova-lite-v1:0/converse", { messages: user("Hi"), guardrailConfig });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      message: "The guardrail identifier or version provided in the request does not exist.",
    });
  });
});

describe("InvokeModel", () => {
  const path = `/model/${encodeURIComponent("arn:aws:bedrock:us-east-1:111122223333:imported-model/abcdef123456")}`;
  const body = (content: string) => ({ messages: [{ role: "user", content }], max_tokens: 100 });
  const guarded = ({ id, version = "1" }: MockGuardrail) => ({
    "x-amzn-bedrock-guardrailidentifier": id,
    "x-amzn-bedrock-guardrailversion": version,
    "x-amzn-bedrock-trace": "ENABLED",
  });

  test.each([
    { of: GUARDRAIL, question: "Which shares?", action: "INTERVENED", text: "Let us talk of something else." },
    { of: STRICT, question: "Hello?", action: "INTERVENED", text: "Sorry, I can't help with that." },
    { of: GUARDRAIL, question: "Hello?", action: "NONE", text: expect.stringMatching(/mock|words/) },
  ])("is guarded, whole and streamed: $action for $question", async ({ of, question, action, text }) => {
    const whole = await (await send(`${path}/invoke`, body(question), guarded(of))).json();
    expect(whole).toMatchObject({
      choices: [{ message: { content: text } }],
      "amazon-bedrock-guardrailAction": action,
      "amazon-bedrock-trace": { guardrail: { input: { [of.id]: {} } } },
    });
    const response = await send(`${path}/invoke-with-response-stream`, body(question), guarded(of));
    const frames = new FrameDecoder().push(new Uint8Array(await response.arrayBuffer()));
    const chunks = frames.map((frame) => {
      const event = decodeStreamEvent(frame);
      return event.kind === "chunk" ? JSON.parse(Buffer.from(event.bytes).toString()) : undefined;
    });
    const texts = chunks.map((chunk) => readPointer(chunk, "/choices/0/delta/content") ?? "");
    expect(texts.join("")).toEqual(text);
    expect(chunks.at(-1)).toMatchObject({ "amazon-bedrock-guardrailAction": action });
  });
});

describe("InvokeGuardrailChecks", () => {
  test("finds personal data where it stands, and words of harm and attack", async () => {
    const messages = [
      { role: "user", content: [{ text: "How do I reach her?" }] },
      { role: "assistant", content: [{ text: "Gladly." }, { text: "Write to anna@example.com, you idiot." }] },
    ];
    const checks = {
      contentFilter: { categories: [{ category: "INSULTS" }, { category: "HATE" }] },
      promptAttack: { categories: [{ category: "JAILBREAK" }] },
      sensitiveInformation: { entities: [{ type: "EMAIL" }, { type: "NAME" }] },
    };
    const answer = await (await send("/guardrail-checks/invoke", { messages, checks })).json();
    expect((await loadOperation("InvokeGuardrailChecks")).response.issues(answer)).toEqual([]);
    expect(answer).toMatchObject({
      results: {
        contentFilter: { results: [{ severityScore: 0.9 }, { severityScore: 0.01 }] },
        promptAttack: { results: [{ severityScore: 0.01 }] },
        sensitiveInformation: {
          results: [{ type: "EMAIL", beginOffset: 9, endOffset: 25, messageIndex: 1, contentIndex: 1 }],
        },
      },
      usage: { contentFilter: { textUnits: 1 } },
    });
  });
});

test.each([
  { given: { id: "UPPER" }, names: "UPPER" },
  { given: { id: "g1", word: ["x"] }, names: "there is no word" },
  { given: { id: "g1", piiEntities: [{ type: "NAME", action: "BLOCK" }] }, names: "NAME" },
  { given: { id: "g1", regexes: [{ name: "x", pattern: "(", action: "BLOCK" }] }, names: "regular expression" },
])("refuses the guardrail $given", async ({ given, names }) => {
  // A test may be written in JavaScript.
  await expect(startMock({ guardrails: [given as MockGuardrail] })).rejects.toThrow(names);
});
