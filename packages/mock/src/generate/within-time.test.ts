import { afterAll, beforeAll, expect, test } from "vitest";
import { type Mock, startMock } from "../start-mock.ts";

let mock: Mock;

beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.close());

const doubling = Object.fromEntries(
  Array.from({ length: 30 }, (_, step) => {
    const next = { $ref: `#/$defs/${step + 1}` };
    return [step, { allOf: [next, next] }];
  }),
);

test.each([
  { title: "a pattern that backtracks", asked: { regex: "(?=(a+)+$)a{30}b" }, reason: "it takes too long" },
  {
    title: "a schema that doubles at every step",
    asked: { json: { $ref: "#/$defs/0", $defs: { ...doubling, 30: {} } } },
    reason: "it takes too long",
  },
  {
    title: "a pattern beyond what the engine takes",
    asked: { regex: "a".repeat(5_000_000) },
    reason: "Invalid regular expression",
  },
])("$title is refused instead of waited for", async ({ asked, reason }) => {
  const [place] = Object.keys(asked);
  const { status, message } = await invoke({ prompt: "Hello", max_tokens: 5, structured_outputs: asked });
  expect(status).toBe(400);
  expect(message).toContain(`/structured_outputs/${place}`);
  expect(message.length).toBeLessThan(500);
  expect(message).toContain(reason);
});

async function invoke(body: unknown): Promise<{ readonly status: number; readonly message: string }> {
  const modelId = encodeURIComponent("arn:aws:bedrock:us-east-1:111122223333:imported-model/abcdef123456");
  const response = await fetch(`${mock.url}/model/${modelId}/invoke`, { method: "POST", body: JSON.stringify(body) });
  return { status: response.status, message: Object(await response.json()).message };
}
