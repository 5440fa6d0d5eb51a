import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isFull, someOf } from "../../../.some-of.ts";
import { caseById } from "../../test/case-by-id.ts";
import { startServer, type TestAnswer } from "../../test/start-server.ts";
import { loadCases } from "../cases/load-cases.ts";
import { trivialScore } from "../proof/targets/trivial-score.ts";
import { trivialTargets } from "../proof/targets/trivial-targets.ts";
import { verdictOf } from "../report/describe/verdict.ts";
import { exitCodeOf } from "../results/summary.ts";
import { runSuite } from "./run-suite.ts";

const all = await loadCases();

/** Of each operation and format the first case of each kind. */
const ofEach = [
  ...new Map(all.toReversed().map((each) => [`${each.operation} ${each.format} ${each.kind}`, each])).values(),
];
const following = all.filter(({ constraint }) => constraint !== undefined);
const first = someOf(ofEach, ({ api, format, kind }) => `${api} ${format} ${kind}`);

describe.each(trivialTargets(all))("the score of the target $name is 0", { tags: "longer" }, (target) => {
  test.each([
    { what: "as it is met first", claims: "nothing", cases: first },
    // The proof sends every written case, so that at full length those are left that follow from constraints.
    {
      what: "whatever it claims to offer",
      claims: "everything",
      cases: isFull ? [...new Set([...first, ...following])] : first,
    },
  ] as const)("$what", async ({ claims, cases }) => {
    const { passed, exitCode } = await trivialScore(target, { cases, claims });

    expect(passed).toEqual([]);
    expect(exitCode).not.toBe(0);
  });
});

describe("a refusal", async () => {
  const READ = "management/GetFoundationModel/by-id";
  const UNKNOWN = "management/GetFoundationModel/unknown-model";
  const unknown = encodeURIComponent(String((await caseById(UNKNOWN)).parameters.modelIdentifier));
  const refused = { status: 404, type: "ResourceNotFoundException", message: "There is no such model." };

  /** A server that knows one model, answered with a body. */
  function knowing(body: unknown, bodyByArn: unknown = body): TestAnswer {
    return ({ url = "" }, response) => {
      const isKnown = !url.includes(unknown);
      const { status, type, message } = refused;
      response.writeHead(isKnown ? 200 : status, {
        "content-type": "application/json",
        "x-amzn-requestid": "1",
        ...(isKnown ? {} : { "x-amzn-errortype": type }),
      });
      response.end(JSON.stringify(isKnown ? (url.includes("arn%3A") ? bodyByArn : body) : { message }));
    };
  }

  test("counts beside its valid twin, which is sent with it", async () => {
    const { expect: right } = await caseById(READ);
    await using server = await startServer(knowing(right.body));

    const { cases, summary } = await runSuite({ endpoint: server.url, auth: "none", run: [UNKNOWN] });

    expect(cases.map(({ id, outcome }) => [id, outcome])).toEqual([[UNKNOWN, "pass"]]);
    expect(summary).toMatchObject({ pass: 1, refusals: 1 });
    expect(server.requests.length).toBe(2);
  });

  test.each([
    {
      what: "in another shape",
      body: { modelDetails: 5 },
      want: /^its valid twin \S+ did not get the right response: response-schema/,
    },
    {
      what: "as an error in a success",
      body: { __type: "X" },
      want: /did not get the right response: error-in-success/,
    },
  ])("does not count beside a twin answered $what", async ({ body, want }) => {
    await using server = await startServer(knowing(body));

    const { cases, summary } = await runSuite({ endpoint: server.url, auth: "none", run: [UNKNOWN] });

    expect(cases[0]).toMatchObject({ outcome: "not-testable", reason: expect.stringMatching(want) });
    expect(cases[0]?.checks.length).toBeGreaterThan(0);
    expect(summary.refusals).toBe(0);
  });

  test("of no valid case in particular counts beside any of its kind that is answered right", async () => {
    const [right, byArn] = [(await caseById(READ)).expect.body, "management/GetFoundationModel/by-arn"];
    await using server = await startServer(knowing(right, { modelDetails: 5 }));
    const run = async (...ids: string[]) => {
      const { cases } = await runSuite({ endpoint: server.url, auth: "none", run: [UNKNOWN, ...ids] });
      return cases.find(({ id }) => id === UNKNOWN)?.outcome;
    };

    expect(await run(byArn, READ)).toBe("pass");
    expect(await run(byArn)).toBe("not-testable");
  });

  test("beside a twin that the baseline lists is excused with it, and leaves nothing incomplete", async () => {
    const TWIN = "management/GetFoundationModel/by-arn";
    await using server = await startServer(knowing({ modelDetails: 5 }));
    const folder = await mkdtemp(join(tmpdir(), "conformance-"));
    const baseline = join(folder, "baseline.yaml");
    await writeFile(baseline, `- {case: "${TWIN}#response-schema", reason: known since long}\n`);
    const options = { endpoint: server.url, auth: "none", baseline } as const;

    const both = await runSuite({ ...options, run: [TWIN, UNKNOWN] });
    const alone = await runSuite({ ...options, run: [UNKNOWN] });
    await rm(folder, { recursive: true });

    expect(both.cases.map(({ id, outcome, excusedBy }) => [id, outcome, excusedBy])).toEqual([
      [TWIN, "expected-fail", undefined],
      [UNKNOWN, "expected-fail", TWIN],
    ]);
    expect(both.cases[1]?.reason).toBe(
      `it counts only together with ${TWIN}, which the baseline lists: known since long`,
    );
    expect([exitCodeOf(both), exitCodeOf(alone)]).toEqual([0, 3]);
    expect(both.summary).toMatchObject({ pass: 0, "expected-fail": 2, excused: 1, refusals: 0 });
    expect(verdictOf(both).note).toBe(
      ", but for 1 case its baseline lists, and 1 refusal that counts only beside them",
    );
  });

  test("of a target that does not know the operation does not count", async () => {
    await using server = await startServer({
      status: refused.status,
      headers: { "x-amzn-errortype": refused.type },
      body: { message: refused.message },
    });

    const { cases } = await runSuite({
      endpoint: server.url,
      auth: "none",
      run: ["management/GetFoundationModel/{by-id,unknown-model}"],
    });

    expect(cases.map(({ id, outcome }) => [id, outcome])).toEqual([
      [READ, "not-testable"],
      [UNKNOWN, "not-testable"],
    ]);
  });

  test("is not sent where the target does not offer its twin", async () => {
    await using server = await startServer({ status: 500, body: {} });
    const run = ["management/CreateProvisionedModelThroughput/*"];

    const { cases } = await runSuite({ endpoint: server.url, auth: "none", run });

    expect(new Set(cases.map(({ outcome }) => outcome))).toEqual(new Set(["unsupported"]));
    expect(server.requests).toEqual([]);
  });

  test("counts beside the list where nothing is known of an account", async () => {
    await using server = await startServer(({ url = "" }, response) => {
      const isList = !url.includes("/model-customization-jobs/");
      const type = isList ? {} : { "x-amzn-errortype": "ResourceNotFoundException" };
      response.writeHead(isList ? 200 : 404, { "content-type": "application/json", "x-amzn-requestid": "1", ...type });
      response.end(
        JSON.stringify(isList ? { modelCustomizationJobSummaries: [] } : { message: "There is no such job." }),
      );
    });

    const { cases } = await runSuite({
      endpoint: server.url,
      auth: "none",
      run: ["management/GetModelCustomizationJob/unknown-job"],
    });

    expect(cases[0]).toMatchObject({ outcome: "pass", isRefusal: true });
  });
});

test("a target that reads some requests is not spoiled by an operation that it answers alike", async () => {
  const { expect: right } = await caseById("management/ListFoundationModels/all");
  await using server = await startServer(({ url = "" }, response) => {
    const isUnknown = url.includes("no-such-model");
    const type = isUnknown ? { "x-amzn-errortype": "ResourceNotFoundException" } : {};
    response.writeHead(isUnknown ? 404 : 200, { "content-type": "application/json", "x-amzn-requestid": "1", ...type });
    response.end(JSON.stringify(isUnknown ? { message: "There is no such model." } : right.body));
  });
  const all = "management/ListFoundationModels/all";
  const counts = async (run: readonly string[]): Promise<string | undefined> => {
    const { cases } = await runSuite({ endpoint: server.url, auth: "none", run });
    return cases.find(({ id }) => id === all)?.outcome;
  };

  expect(await counts([all])).toBe("pass");
  expect(await counts(["management/ListFoundationModels/*"])).toBe("not-testable");
  expect(await counts(["management/{ListFoundationModels,GetFoundationModel}/*"])).toBe("pass");
});
