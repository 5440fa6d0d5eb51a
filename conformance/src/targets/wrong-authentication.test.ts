import { randomUUID } from "node:crypto";
import { startMock } from "@bedrock-contract/mock";
import { followsAws } from "@bedrock-contract/wire";
import { expect, onTestFinished, test, vi } from "vitest";
import { startServer } from "../../test/start-server.ts";
import { type CaseResult, exitCodeOf, loadCases, runSuite } from "../index.ts";
import { authenticateWrongly } from "./wrong-authentication.ts";

const CASES = (await loadCases({ profile: ["auth"] })).filter(followsAws);
const SIGNED = CASES.filter(({ requires }) => requires.includes("authentication-sigv4"));
const FEATURES = ["authentication-sigv4", "authentication-bearer"];
const environment = {
  HOME: "/nonexistent",
  AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "secret-secret-secret",
  AWS_SESSION_TOKEN: "token-token-token",
};
const credentials = {
  accessKeyId: environment.AWS_ACCESS_KEY_ID,
  secretAccessKey: environment.AWS_SECRET_ACCESS_KEY,
  sessionToken: environment.AWS_SESSION_TOKEN,
};

test("there is a case for each way, and the suite knows each", () => {
  const ways = [...new Set(CASES.map(({ authentication = "" }) => authentication))].toSorted();

  expect(ways).toEqual([
    "bearer-missing",
    "bearer-wrong",
    "expired",
    "malformed",
    "missing",
    "missing-session-token",
    "tampered-body",
    "unknown-key",
    "wrong-key",
    "wrong-region",
    "wrong-service",
  ]);
});

test("only a target that is said to check authentication is asked", async () => {
  await using server = await startServer({ body: {} });

  const results = await runSuite({ endpoint: server.url, auth: "none", cases: CASES });

  expect(results.summary.unsupported).toBe(CASES.length);
  expect(server.requests).toEqual([]);
});

test.each([{ auth: "sigv4" as const }, { auth: "bearer" as const }])(
  "--auth $auth says that the target checks it",
  async ({ auth }) => {
    await using server = await startServer({ body: {} });
    const keys = { ...environment, AWS_BEARER_TOKEN_BEDROCK: "bearer-bearer" };
    // The standard chain reads the variables of the process.
    vi.stubEnv("AWS_ACCESS_KEY_ID", environment.AWS_ACCESS_KEY_ID);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", environment.AWS_SECRET_ACCESS_KEY);
    onTestFinished(() => void vi.unstubAllEnvs());

    const results = await runSuite({ endpoint: server.url, auth, environment: keys, cases: CASES });

    const asked = results.cases.filter(({ outcome }) => outcome !== "unsupported").map(({ id }) => id);
    expect(asked).toEqual(
      CASES.filter(({ requires }) => requires.includes(`authentication-${auth}`)).map(({ id }) => id),
    );
  },
);

test("a target that checks nothing fails every case", async () => {
  await using server = await startServer({ body: {} });

  const results = await runSuite({ endpoint: server.url, features: FEATURES, environment, cases: CASES });

  expect(results.cases.filter(({ outcome }) => outcome !== "fail")).toEqual([]);
  expect(results.cases[0]?.checks).toMatchObject([
    { id: "status", expected: "403 MissingAuthenticationTokenException" },
  ]);
  expect(exitCodeOf(results)).toBe(1);
});

test("a mock that knows the credentials passes every case", async () => {
  const mock = await startMock({ credentials, bearerToken: randomUUID() });

  const results = await runSuite({ endpoint: mock.url, features: FEATURES, environment, cases: CASES });
  await mock.close();

  expect(results.cases.filter(({ outcome }) => outcome !== "pass")).toEqual([]);
});

test("a wrong answer to a wrong signature is told as such, not as wrong credentials", async () => {
  await using server = await startServer({
    status: 403,
    headers: { "x-amzn-errortype": "ExpiredTokenException" },
    body: { message: "no" },
  });
  const missing = SIGNED.filter(({ authentication }) => authentication === "missing").slice(0, 1);

  const results = await runSuite({ endpoint: server.url, features: FEATURES, environment, cases: missing });

  expect(faults(results.cases[0])).toEqual(["error-type"]);
});

test("credentials that are not temporary cannot lack their token", async () => {
  await using server = await startServer({ body: {} });
  const { AWS_SESSION_TOKEN: _, ...lasting } = environment;
  const cases = SIGNED.filter(({ authentication }) => authentication === "missing-session-token").slice(0, 1);

  const results = await runSuite({ endpoint: server.url, features: FEATURES, environment: lasting, cases });

  expect(results.cases[0]).toMatchObject({
    outcome: "not-testable",
    reason: "the case needs temporary credentials, which have a session token",
  });
  expect(server.requests).toEqual([]);
});

test("no way sends the secret key, or a token with made-up keys, and no result shows a secret", async () => {
  await using server = await startServer((request, response) => {
    response.writeHead(403, { "content-type": "application/json" }).end(JSON.stringify(request.headers));
  });

  const results = await runSuite({ endpoint: server.url, features: FEATURES, environment, cases: CASES });

  const sent = server.requests.map(({ headers }) => JSON.stringify(headers));
  expect(sent.filter((text) => text.includes(credentials.secretAccessKey))).toEqual([]);
  expect(sent.filter((text) => text.includes("CONFORMANCE0SUIT") && text.includes(credentials.sessionToken))).toEqual(
    [],
  );
  expect(JSON.stringify(results)).not.toMatch(/secret-secret|token-token/);
});

test("a way that nobody knows is the suite's own fault", async () => {
  const request = { method: "GET", path: "/", query: {}, headers: {} };
  const options = { endpoint: new URL("http://127.0.0.1:1"), signing: { credentials, region: "us-east-1" } };

  await expect(authenticateWrongly(request, "by-charm", options)).rejects.toThrow('there is no way "by-charm"');
});

function faults(result: CaseResult | undefined): readonly string[] {
  return (result?.checks ?? []).filter(({ outcome }) => outcome === "fail").map(({ id }) => id);
}
