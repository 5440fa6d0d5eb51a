import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FaultyTarget, startFaultyTarget } from "../../test/faulty-target.ts";
import { runCli } from "../../test/run-cli.ts";
import { loadCases } from "../cases/load-cases.ts";
import { casesOfShard, parseShard } from "../cases/shard.ts";
import { readResults } from "./read-results.ts";

const CASES = await loadCases();

let folder = "";
let target: FaultyTarget;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "conformance-"));
  target = await startFaultyTarget(({ headers, body, status }) => {
    if (headers["content-type"] === "application/vnd.amazon.eventstream" && body.length % 3 === 0) {
      body[40] = 0;
    } else if (status === 400) {
      delete headers["x-amzn-errortype"];
    }
  });
});
afterAll(async () => {
  await target[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

test.each([1, 2, 5, 16])("%i shards hold each case once, about equally many", (count) => {
  const shards = Array.from({ length: count }, (_, index) => casesOfShard(CASES, { index: index + 1, count }));

  expect(new Set(shards.flat()).size).toBe(CASES.length);
  expect(shards.flat().length).toBe(CASES.length);
  for (const shard of shards) {
    expect(shard.length).toBeGreaterThan(CASES.length / count / 2);
  }
});

test("the shard of a case does not depend on what else is selected", () => {
  const some = CASES.filter((_, index) => index % 3 === 0);
  const whole = casesOfShard(CASES, { index: 2, count: 4 });

  expect(casesOfShard(some, { index: 2, count: 4 })).toEqual(some.filter((given) => whole.includes(given)));
});

test.each(["0/2", "3/2", "1", "1/", "/2", "a/b", "1/2/3", "01/2", "-1/2", "1.5/2"])(
  "%j is not a shard",
  async (text) => {
    expect(parseShard(text)).toBeUndefined();
  },
);

test("merged shards are the unsharded report, times aside", { timeout: 240_000 }, async () => {
  const baseline = join(folder, "baseline.yaml");
  await writeFile(
    baseline,
    [
      "- {case: management/GetFoundationModel/identifier-too-long, reason: known}",
      "- {case: runtime/NoSuchOperation/one, reason: gone}",
      "- {case: management/ListFoundationModels/all, reason: conforms}",
      "- {case: management/Another/gone, reason: gone}",
    ].join("\n"),
  );
  // Whether streams come all at once is judged by the clock, which a busy machine moves.
  const flags = [
    "--endpoint",
    target.url,
    "--auth",
    "none",
    "--baseline",
    baseline,
    "--skip",
    "*/InvokeModelWithResponseStream/*",
    ...["management/{Get,List}F*", "claude-text-completion"].flatMap((name) => ["--run", `${name}/**`]),
  ];
  const whole = join(folder, "whole.json");
  const shards = [1, 2, 3].map((index) => ({ index, file: join(folder, `${index}.json`) }));
  const run = await runCli([...flags, "--reporter", `json=${whole}`]);
  for (const { index, file } of shards) {
    // One of them as lines: they hold the same.
    const reporter = index === 2 ? "json-lines" : "json";
    await runCli([...flags, "--shard", `${index}/3`, "--reporter", `${reporter}=${file}`]);
  }
  const merged = join(folder, "merged.json");
  const merge = await runCli(["merge", ...shards.map(({ file }) => file).toReversed(), "--reporter", `json=${merged}`]);

  const expected = await readResults(whole);
  expect(expected.cases.map(({ outcome }) => outcome)).toEqual(
    expect.arrayContaining(["pass", "fail", "unsupported", "expected-fail"]),
  );
  expect(expected.stale.length).toBe(3);
  expect(withoutTimes(await readResults(merged))).toEqual(withoutTimes(expected));
  expect([merge.code, run.code]).toEqual([1, 1]);
  expect(lastLines(merge.stdout)).toBe(lastLines(run.stdout));
});

test("a shard in which nothing applies is not incomplete, and none of a run may be missing", async () => {
  const run = ["--endpoint", target.url, "--auth", "none", "--run", "management/ListFoundationModels/all"];
  const files = await Promise.all(
    [1, 2].map(async (index) => {
      const file = join(folder, `one-${index}.json`);
      const { code, stderr } = await runCli([...run, "--shard", `${index}/2`, "--reporter", `json=${file}`]);
      expect([code, stderr]).toEqual([0, ""]);
      return file;
    }),
  );
  const [one = "", two = ""] = files;
  const merged = await runCli(["merge", one, two]);
  const halved = await runCli(["merge", one]);
  const doubled = await runCli(["merge", one, two, one, two]);

  expect([merged.code, merged.stdout]).toEqual([0, expect.stringContaining("1/1 cases conform")]);
  expect([halved.code, halved.stderr]).toEqual([2, expect.stringContaining("The results of shard 2/2 are missing")]);
  expect([doubled.code, doubled.stderr]).toEqual([
    2,
    expect.stringContaining("The case management/ListFoundationModels/all is in"),
  ]);
});

test("parts of different requirements are not of one run", async () => {
  const flags = ["--endpoint", target.url, "--auth", "none", "--run", "management/GetFoundationModel/{by-id,by-arn}"];
  const [one, two] = [join(folder, "requirements-1.json"), join(folder, "requirements-2.json")];
  await runCli([...flags, "--skip", "*by-arn", "--requirements", "2026-05-01", "--reporter", `json=${one}`]);
  await runCli([...flags, "--skip", "*by-id", "--reporter", `json=${two}`]);
  const { code, stderr } = await runCli(["merge", one, two]);

  expect([code, stderr]).toEqual([2, expect.stringContaining("requirements is 2026-05-01 and of every date")]);
});

test("what a killed shard has written counts as interrupted: exit 130", async () => {
  const file = join(folder, "killed.jsonl");
  await runCli([
    "--endpoint",
    target.url,
    "--auth",
    "none",
    "--run",
    "management/{ListFoundationModels,ListCustomModels}/all",
    "--reporter",
    `json-lines=${file}`,
  ]);
  const text = await readFile(file, "utf8");
  const lines = text.trimEnd().split("\n");
  await writeFile(file, `${lines.slice(0, 2).join("\n")}\n{"id":"management/List`);

  const { code, stdout } = await runCli(["merge", file]);
  expect(lines.length).toBe(4);
  expect([code, stdout]).toEqual([130, expect.stringContaining("1/1 cases conform")]);
});

test.each([
  { text: "nothing", want: "does not hold the results of a run: not valid JSON" },
  {
    text: '{"suite":{"name":"x","version":"1"}}',
    want: "does not hold the results of a run: / must have required property",
  },
  { text: '{"log":{}}\n{"x":1}', want: "does not hold the results of a run" },
])("refuses a file with $text", async ({ text, want }) => {
  const file = join(folder, "wrong.json");
  await writeFile(file, text);
  const { code, stderr } = await runCli(["merge", file]);

  expect([code, stderr]).toEqual([2, expect.stringContaining(want)]);
});

const TIMES: ReadonlySet<string> = new Set(["durationMs", "firstFrameMs", "receivedMs"]);

/** Times, what the mock makes up anew for each answer, and the id of the run in the names of what it creates. */
function withoutTimes(value: unknown): unknown {
  const text = JSON.stringify(value, (name, member: unknown) =>
    TIMES.has(name) || name === "date" || name === "x-amzn-requestid" || name === "x-amzn-bedrock-invocation-latency"
      ? undefined
      : member,
  );
  return JSON.parse(text.replaceAll(/-bc[0-9a-f]{8}/g, ""));
}

/** The sum and the verdict. */
function lastLines(text: string): string {
  return text.trimEnd().split("\n").slice(-3).join("\n");
}
