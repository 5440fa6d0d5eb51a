import { startMock } from "@bedrock-contract/mock";
import { expect, test } from "vitest";
import { caseById } from "../../test/case-by-id.ts";
import { startServer } from "../../test/start-server.ts";
import { runSuite } from "../index.ts";

const HELLO = await caseById("runtime/InvokeModelWithBidirectionalStream/hello");
const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" };
const keys = (secret: string) => ({ AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: secret });

test("a session is opened over HTTP/2, each of its events signed after the one before", async () => {
  await using mock = await startMock({ credentials, chunkDelayMs: 0 });
  const options = { endpoint: mock.url, auth: "auto", cases: [HELLO] } as const;

  const right = await runSuite({ ...options, environment: keys("secret") });
  const wrong = await runSuite({ ...options, environment: keys("another") });

  expect(right.cases).toMatchObject([{ outcome: "pass" }]);
  expect(right.cases[0]?.checks.map(({ id }) => id)).toContain("frame-crc");
  // Whoever does not sign right is told so, and is no evidence.
  expect(wrong.cases).toMatchObject([{ outcome: "not-testable", reason: expect.stringContaining("InvalidSignature") }]);
  const [first] = mock.requests;
  expect(first?.headers).toMatchObject({
    "content-type": "application/vnd.amazon.eventstream",
    "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-EVENTS",
  });
  expect(first?.body).toMatchObject([
    { event: { sessionStart: {} } },
    ...Array.from({ length: 9 }, () => ({ event: {} })),
  ]);
});

test("without credentials its events go out as they are", async () => {
  await using mock = await startMock({ chunkDelayMs: 0 });
  const { cases } = await runSuite({ endpoint: mock.url, auth: "none", cases: [HELLO], environment: {} });

  expect(cases).toMatchObject([{ outcome: "pass" }]);
});

test("a target that speaks HTTP/1.1 alone is told so", async () => {
  await using server = await startServer({ status: 200, body: {} });
  const { cases } = await runSuite({ endpoint: server.url, auth: "none", cases: [HELLO], environment: {} });

  expect(cases).toMatchObject([{ outcome: "fail" }]);
  expect(JSON.stringify(cases)).toContain("HTTP/2");
});
