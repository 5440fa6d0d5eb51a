import { expect, test } from "vitest";
import { caseById } from "../../test/case-by-id.ts";
import { startServer, type TestAnswer } from "../../test/start-server.ts";
import { runSuite } from "./run-suite.ts";

const MODELS = await caseById("management/ListFoundationModels/all");
const [SUMMARY] = (MODELS.expect.body as { modelSummaries: Record<string, unknown>[] }).modelSummaries; // As its example shows it.
const ID = "vendor.other-model-v1:0";
const ARN = `arn:aws:bedrock:us-east-1::foundation-model/${ID}`;
const OWN = { ...SUMMARY, modelId: ID, modelArn: ARN };
const READS = ["by-id", "by-arn", "without-streaming"].map((name) => `management/GetFoundationModel/${name}`);

/** A target that lists some models, and knows one. */
function knowing(listed: readonly unknown[], known = ID): TestAnswer {
  return ({ url = "" }, response) => {
    const path = decodeURIComponent(url);
    const isList = path === "/foundation-models";
    const status = isList || path.endsWith(known) ? 200 : 404;
    response.writeHead(status, {
      "content-type": "application/json",
      "x-amzn-requestid": "1",
      ...(status === 404 ? { "x-amzn-errortype": "ResourceNotFoundException" } : {}),
    });
    const answer = isList ? { modelSummaries: listed } : { modelDetails: OWN };
    response.end(JSON.stringify(status === 200 ? answer : { message: "There is no such model." }));
  };
}

const outcomes = async (url: string) => {
  const { cases } = await runSuite({ endpoint: url, auth: "none", run: READS, environment: {} });
  return cases.map(({ outcome }) => outcome);
};

test("a target is asked for its own models where it does not know those of the examples", async () => {
  await using server = await startServer(knowing([OWN]));

  expect(await outcomes(server.url)).toEqual(["pass", "pass", "pass"]);
  // The list is asked for once.
  expect(server.requests.filter(({ url }) => url === "/foundation-models").length).toBe(1);
  expect(server.requests.map(({ url }) => decodeURIComponent(url))).toContain(`/foundation-models/${ARN}`);
});

test("one that knows none of what it lists fails", async () => {
  await using server = await startServer(knowing([OWN], "nothing"));

  expect(await outcomes(server.url)).toEqual(["fail", "fail", "fail"]);
});

test("one that lists none leaves nothing to test", async () => {
  await using server = await startServer(knowing([]));

  expect(await outcomes(server.url)).toEqual(["not-testable", "not-testable", "not-testable"]);
});

test("one that lists the model of the example and does not know it fails", async () => {
  const example = await caseById("management/GetFoundationModel/by-id");
  const listed = { ...OWN, modelId: example.parameters.modelIdentifier };
  await using server = await startServer(knowing([listed], "nothing"));

  expect((await outcomes(server.url))[0]).toBe("fail");
});
