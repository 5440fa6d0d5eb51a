import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";
import { verifySignature } from "@bedrock-contract/wire";
import { expect, test } from "vitest";
import { caseById } from "../../../test/case-by-id.ts";
import { type ReceivedRequest, startServer } from "../../../test/start-server.ts";
import type { CaseResult } from "../../result.ts";
import { runSuite } from "../../run/run-suite.ts";
import { curlCommand } from "./curl-command.ts";

const LIST = await caseById("management/ListFoundationModels/all");
const JOB = await caseById("management/CreateModelCustomizationJob/fine-tuning");
const QUOTED = { ...JOB, body: { ...(JOB.body as object), jobName: `it's "quoted" \\ $HOME \`x\`` } }; // A case's body is an object.
const CREDENTIALS = {
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "secret-of-the-test",
  sessionToken: "token-of-the-test",
};
const ENVIRONMENT = {
  AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  AWS_SESSION_TOKEN: CREDENTIALS.sessionToken,
  AWS_BEARER_TOKEN_BEDROCK: "key-of-the-test",
  AWS_ACCOUNT_ID: "999988887777",
};

const hasCurl = isThere("curl");

test.skipIf(!hasCurl).each([
  { auth: "none", given: LIST },
  { auth: "none", given: QUOTED },
  { auth: "bearer", given: JOB },
  { auth: "auto", given: LIST },
  { auth: "auto", given: JOB },
] as const)(
  "curl sends what the case sent, authentication $auth, $given.id (skipped without curl)",
  async ({ auth, given }) => {
    await using server = await startServer({ status: 418, body: {} });
    const { cases } = await runSuite({
      endpoint: server.url,
      auth,
      allowWrites: true,
      cases: [{ ...given, kind: "negative", requires: [] }],
      features: ["writes"],
      environment: ENVIRONMENT,
      region: "eu-west-1",
    });
    const command = commandOf(cases[0]);

    expect(Object.values(ENVIRONMENT).filter((secret) => command.includes(secret))).toEqual([]);
    await promisify(execFile)("sh", ["-c", command], { env: { ...ENVIRONMENT, PATH: process.env.PATH } });
    const [sent, again] = server.requests;
    expect(factsOf(again)).toEqual(factsOf(sent));
    if (auth === "auto" && again !== undefined) {
      expect(await verify(again)).toBeUndefined();
    }
  },
);

test.skipIf(!hasCurl)(
  "headers that a manifest takes from variables come from there (skipped without curl)",
  async () => {
    await using server = await startServer({ status: 418, body: {} });
    const environment = { GATEWAY_KEY: "key-of-the-gateway", TENANT: "tenant-of-the-test" };
    // biome-ignore lint/suspicious/noTemplateCurlyInString: It is what a manifest holds.
    const headers = { Authorization: "Bearer ${GATEWAY_KEY}", "X-Tenant": "${TENANT}" };
    const { cases } = await runSuite({ endpoint: server.url, auth: "none", headers, cases: [LIST], environment });
    const command = commandOf(cases[0]);

    expect(Object.values(environment).filter((secret) => command.includes(secret))).toEqual([]);
    await promisify(execFile)("sh", ["-c", command], { env: { ...environment, PATH: process.env.PATH } });
    const [sent, again] = server.requests.map(({ headers: received }) => [
      received.authorization,
      received["x-tenant"],
    ]);
    expect(sent).toEqual(["Bearer key-of-the-gateway", "tenant-of-the-test"]);
    expect(again).toEqual(sent);
  },
);

test("a key that is a word of the request leaves the command whole", async () => {
  await using server = await startServer({ status: 418, body: {} });
  const environment = { AWS_BEARER_TOKEN_BEDROCK: "model" };
  const { cases } = await runSuite({ endpoint: server.url, auth: "bearer", cases: [LIST], environment });

  expect(commandOf(cases[0])).toContain(`${server.url}${server.requests[0]?.url} `);
  expect(commandOf(cases[0])).not.toContain("REDACTED");
});

test("an account's id that is not told comes from the environment", () => {
  const url = "http://127.0.0.1:1/model/arn%3Aaws%3Abedrock%3Aus-east-1%3AREDACTED%3Aimported-model%2Fabc/invoke";
  const result = {
    operation: "InvokeModel",
    profile: "runtime",
    exchange: { request: { method: "POST", url, headers: {}, body: "{}" } },
  };
  const command = commandOf(result as CaseResult); // Nothing else of a result is read.

  const shown = command.replace("curl ", "printf '%s\\n' ");
  expect(execFileSync("sh", ["-c", shown], { env: { AWS_ACCOUNT_ID: "1" }, encoding: "utf8" }).split("\n")).toContain(
    url.replace("REDACTED", "1"),
  );
});

function commandOf(result: CaseResult | undefined): string {
  return (result === undefined ? undefined : curlCommand(result))?.join("\n") ?? "false";
}

function factsOf(request: ReceivedRequest | undefined): unknown {
  const { method, url, body, headers = {} } = request ?? {};
  const isBearer = headers.authorization?.startsWith("Bearer");
  return {
    method,
    url,
    body,
    accept: headers.accept,
    type: headers["content-type"],
    token: headers["x-amz-security-token"],
    authorization: isBearer ? headers.authorization : headers.authorization?.split(" ")[0],
  };
}

function verify({ method, url, headers, body }: ReceivedRequest) {
  const received = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  return verifySignature(
    { method, target: url, headers: received, body: Buffer.from(body) },
    { credentials: () => CREDENTIALS, region: "eu-west-1", service: "bedrock" },
  );
}

function isThere(command: string): boolean {
  try {
    execFileSync(command, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
