import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateModelCustomizationJobCommand } from "@aws-sdk/client-bedrock";
import { describe, expect, test } from "vitest";
import { job, rememberingMock } from "../test/remembering-mock.ts";
import { type Mock, startMock } from "./start-mock.ts";

const { client, control, mock, send } = await rememberingMock();

describe("the memory", () => {
  test("is shown, and set in another session, with its time", async () => {
    await client.send(new CreateModelCustomizationJobCommand(job));
    mock.clock.advance("2h");
    const saved: unknown = await (await fetch(`${mock.url}/_mock/memory`)).json();
    expect(await control("PUT", "/_mock/memory", saved, "copy")).toMatchObject({ status: 204 });
    const { body } = await send("GetModelCustomizationJob", { jobIdentifier: "mine-1" }, undefined, "copy");
    expect(body).toEqual((await send("GetModelCustomizationJob", { jobIdentifier: "mine-1" })).body);
    expect(body).toMatchObject({ jobName: "mine-1", status: "Completed" });
  });

  test.each([
    { saved: {}, want: /kept/ },
    { saved: { kept: [], gone: [], answers: {}, made: -1, now: 0 }, want: /\/made/ },
    {
      saved: {
        kept: [{ kind: "Nobody", id: "a", members: {}, tags: [], since: 0 }],
        gone: [],
        answers: {},
        made: 1,
        now: 0,
      },
      want: /no kind of resource Nobody/,
    },
  ])("is refused where it is none: $want", async ({ saved, want }) => {
    const { status, body } = await control("PUT", "/_mock/memory", saved);
    expect([status, Object(body).message]).toEqual([400, expect.stringMatching(want)]);
  });

  test("is kept in a file from one mock to the next, and a file of another kind is refused", async () => {
    const folder = await mkdtemp(join(tmpdir(), "mock-state-"));
    const state = join(folder, "state.json");
    try {
      const jobsAt = async ({ url }: Mock) => {
        const { modelCustomizationJobSummaries: jobs } = Object(
          await (await fetch(`${url}/model-customization-jobs?nameContains=mine-1`)).json(),
        );
        return jobs.map(({ jobName, status }: { jobName: string; status: string }) => [jobName, status]);
      };
      {
        await using one = await startMock({ state });
        const headers = { "content-type": "application/json" };
        await fetch(`${one.url}/model-customization-jobs`, { method: "POST", headers, body: JSON.stringify(job) });
        one.clock.advance("5s");
        expect(await jobsAt(one)).toEqual([["mine-1", "Completed"]]);
      }
      {
        await using other = await startMock({ state });
        expect(await jobsAt(other)).toEqual([["mine-1", "Completed"]]);
        other.reset();
      }
      await using last = await startMock({ state });
      expect(await jobsAt(last)).toEqual([]);
      await writeFile(state, "{}");
      await expect(startMock({ state })).rejects.toThrow(/state\.json is not the state of a mock: .*kept/);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

test.each(["2 hours", "h", "-1h"])("the clock takes no time such as %s", (time) => {
  expect(() => mock.clock.advance(time as `${number}h`)).toThrow(/advance\("/);
});

describe("quotas", () => {
  test("are AWS's, and those that a test sets", async () => {
    const create = (name: string, session = "") =>
      send("CreateGuardrail", {}, { name, blockedInputMessaging: "No.", blockedOutputsMessaging: "No." }, session);
    const set = (quotas: object) => control("PUT", "/_mock/faults", { quotas }, "few");
    await set({ "L-0E5A840C": 1, "L-D471AEAB": 1 });
    const createFew = (name: string) => create(name, "few");
    const { guardrailId: guardrailIdentifier } = Object((await createFew("one")).body);
    const refused = await createFew("two");
    expect([refused.status, refused.errorType]).toEqual([400, "ServiceQuotaExceededException"]);
    expect(Object(refused.body).message).toContain("Guardrails per account (L-0E5A840C)");
    const version = () => send("CreateGuardrailVersion", { guardrailIdentifier }, {}, "few");
    expect([(await version()).status, (await version()).errorType]).toEqual([202, "ServiceQuotaExceededException"]);
    await send("DeleteGuardrail", { guardrailIdentifier }, undefined, "few");
    expect((await createFew("two")).status).toBe(202);
    await set({});
    expect((await createFew("three")).status).toBe(202);
    expect([(await create("one")).status, (await create("two")).status]).toEqual([202, 202]);
  });

  test("end with the jobs that count", async () => {
    const start = (jobName: string) =>
      send("CreateModelImportJob", {}, { ...bodyOfImport, jobName, importedModelName: jobName }, "imports");
    await control("PUT", "/_mock/faults", { quotas: { "L-5F098EFA": 1 } }, "imports");
    expect((await start("first")).status).toBe(201);
    expect((await start("second")).errorType).toBe("ServiceQuotaExceededException");
    await control("POST", "/_mock/clock", { advance: "1h" }, "imports");
    expect((await start("second")).status).toBe(201);
  });
});

const bodyOfImport = {
  roleArn: "arn:aws:iam::111122223333:role/BedrockImport",
  modelDataSource: { s3DataSource: { s3Uri: "s3://example-models/mine/" } },
};
