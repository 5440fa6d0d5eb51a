import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../../test/run-cli.ts";
import { startServer } from "../../test/start-server.ts";
import type { CaseResult } from "../result.ts";
import type { TallyData } from "./report/tally.ts";

const CONVERSE_INPUT = { messages: [{ role: "user", content: [{ text: "Hello" }] }] };
const CONVERSE_OUTPUT = {
  output: { message: { role: "assistant", content: [{ text: "Hi." }] } },
  stopReason: "end_turn",
  usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 },
  metrics: { latencyMs: 10 },
};
const CHUNKS = [
  { generation: "Hi", prompt_token_count: 1, generation_token_count: 1, stop_reason: null },
  { generation: ".", prompt_token_count: null, generation_token_count: 2, stop_reason: "stop" },
];

/** A record as the service writes it; authored after its documented members. */
function record(id: string, members: object = {}): Record<string, unknown> {
  return {
    schemaType: "ModelInvocationLog",
    schemaVersion: "1.0",
    timestamp: "2026-11-03T10:00:00Z",
    accountId: "998877665544",
    identity: { arn: "arn:aws:sts::998877665544:assumed-role/app/one" },
    region: "us-east-1",
    requestId: id,
    operation: "Converse",
    modelId: "arn:aws:bedrock:us-east-1:998877665544:inference-profile/us.amazon.nova-lite-v1:0",
    input: { inputContentType: "application/json", inputBodyJson: CONVERSE_INPUT, inputTokenCount: 1 },
    output: { outputContentType: "application/json", outputBodyJson: CONVERSE_OUTPUT, outputTokenCount: 2 },
    ...members,
  };
}

const llama = (output: unknown): object => ({
  operation: "InvokeModelWithResponseStream",
  modelId: "meta.llama3-8b-instruct-v1:0",
  input: { inputContentType: "application/json", inputBodyJson: { prompt: "Hello" } },
  output: { outputContentType: "application/json", outputBodyJson: output },
});

let folder = "";
let files = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "logs-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function check(text: string, flags: readonly string[] = []): Promise<readonly CaseResult[]> {
  files += 1;
  const [file, results] = [join(folder, `${files}.json`), join(folder, `${files}.results`)];
  await writeFile(file, text);
  await runCli(["check", file, ...flags, "--reporter", `json=${results}`]);
  return JSON.parse(await readFile(results, "utf8")).cases;
}

describe("a record is judged whole by format and operation", () => {
  test.each([
    { title: "Converse", members: {}, want: { operation: "Converse", outcome: "pass" } },
    {
      title: "ConverseStream, whose response is folded",
      members: { operation: "ConverseStream" },
      want: { operation: "ConverseStream", outcome: "pass", model: "us.amazon.nova-lite-v1:0", day: "2026-11-03" },
    },
    {
      title: "a stream of chunks",
      members: llama(CHUNKS),
      want: { operation: "InvokeModelWithResponseStream", format: "meta-llama", outcome: "pass" },
    },
    {
      title: "a stream that goes on after its end",
      members: llama([...CHUNKS, CHUNKS[1]]),
      want: { outcome: "fail" },
    },
    {
      title: "bodies that are JSON in strings",
      members: {
        input: { inputContentType: "application/json", inputBodyJson: JSON.stringify(CONVERSE_INPUT) },
        output: { outputContentType: "application/json", outputBodyJson: JSON.stringify(CONVERSE_OUTPUT) },
      },
      want: { outcome: "pass" },
    },
    {
      title: "a response that is wrong",
      members: { output: { outputContentType: "application/json", outputBodyJson: { ...CONVERSE_OUTPUT, usage: 5 } } },
      want: { outcome: "fail" },
    },
    {
      title: "a request that was accepted, though it is wrong",
      members: { input: { inputContentType: "application/json", inputBodyJson: { messages: 5 } } },
      want: { outcome: "fail" },
    },
    {
      title: "an error",
      members: { errorCode: "ThrottlingException", output: undefined },
      want: { outcome: "pass (envelope)", isRefusal: true },
    },
    {
      title: "a body that stands elsewhere, and is not there",
      members: { output: { outputContentType: "application/json", outputBodyS3Path: "s3://b/data/x_output.json.gz" } },
      want: { outcome: "pass (envelope)" },
    },
    { title: "an operation without a spec", members: { operation: "Else" }, want: { outcome: "unsupported" } },
  ])("$title", async ({ members, want }) => {
    const [result] = await check(JSON.stringify(record("one", members)));
    expect(result).toMatchObject({ id: "one", ...want });
    expect(JSON.stringify(result)).not.toContain("998877665544");
  });

  test("what it cannot show is unsupported", async () => {
    const [result] = await check(JSON.stringify(record("one", { operation: "ConverseStream" })));
    const unsupported = result?.checks.filter(({ outcome }) => outcome === "unsupported").map(({ id }) => id);
    expect(unsupported).toEqual(
      expect.arrayContaining(["request-id", "request-parameters", "frame-crc", "stream-end"]),
    );
  });

  test("a body that stands beside the log is read", async () => {
    await mkdir(join(folder, "data"), { recursive: true });
    await writeFile(join(folder, "data", "one_output.json.gz"), gzipSync(JSON.stringify(CONVERSE_OUTPUT)));
    const path =
      "s3://bucket/AWSLogs/998877665544/BedrockModelInvocationLogs/us-east-1/2026/11/03/10/data/one_output.json.gz";
    const output = { outputContentType: "application/json", outputBodyS3Path: path };
    expect(await check(JSON.stringify(record("one", { output })))).toMatchObject([{ outcome: "pass" }]);
  });
});

describe("exports of CloudWatch Logs are read", () => {
  const message = JSON.stringify(record("one"));
  test.each([
    { form: "a message a line", text: JSON.stringify({ message }), want: 1 },
    {
      form: "the events of a subscription",
      text: JSON.stringify({ messageType: "DATA_MESSAGE", logEvents: [{ message }, { message }] }),
      want: 2,
    },
    { form: "the time of the event before it", text: `2026-11-03T10:00:00.123Z ${message}`, want: 1 },
    { form: "records and exchanges side by side", text: `${message}\n\n${message}\n`, want: 2 },
  ])("$form", async ({ text, want }) => {
    const results = await check(text);
    expect(results.map(({ outcome }) => outcome)).toEqual(Array.from({ length: want }, () => "pass"));
  });

  test("a record that is none is told with its place, and the rest is judged", async () => {
    const results = await check(`${JSON.stringify({ schemaType: "ModelInvocationLog" })}\n${message}`);
    expect(results.map(({ outcome }) => outcome)).toEqual(["not-testable", "pass"]);
    expect(results[0]?.reason).toContain('expected "operation" and "modelId"');
  });
});

/** Grades in this thread, for one that has yet to be started takes a second. */
const HERE = ["--workers", "1"];

describe("many files", () => {
  let logs = "";
  beforeAll(async () => {
    logs = join(folder, "month");
    const answers = [{}, { stopReason: "brand_new" }, { usage: 5 }, { novel: true }];
    for (let day = 1; day <= 5; day += 1) {
      const lines = Array.from({ length: 20 }, (_, index) => {
        const outputBodyJson = { ...CONVERSE_OUTPUT, ...answers[(day * index) % answers.length] };
        const output = { outputContentType: "application/json", outputBodyJson };
        return JSON.stringify(record(`${day}-${index}`, { timestamp: `2026-11-0${day}T00:00:00Z`, output }));
      });
      await mkdir(join(logs, `0${day}`), { recursive: true });
      const text = `${lines.join("\n")}\n`;
      await writeFile(join(logs, `0${day}`, `log.json.gz`), day === 3 ? text : gzipSync(text));
    }
    await mkdir(join(logs, "01", "data"));
    await writeFile(join(logs, "01", "data", "1-0_input.json.gz"), gzipSync("{}"));
  });

  test("folders and globs are read, sampled by id, counted by model, operation and day", async () => {
    const whole = await runCli(["check", logs, "--no-color", ...HERE]);
    const globbed = await runCli(["check", join(logs, "0[1-5]", "*.gz"), "--no-color", ...HERE]);
    const report = (text: string): string =>
      text.slice(text.indexOf("\n\n"), text.lastIndexOf("checks (")).replace(/^ +again .*$/m, "");
    expect(report(globbed.stdout)).toBe(report(whole.stdout));
    expect(whole.stdout).toMatch(/2026-11-02 us\.amazon\.nova-lite-v1:0 Converse +20 /);
    expect(whole.stdout).toMatch(/Converse: value "brand_new" at \/stopReason from 2026-11-01 to 2026-11-05/);
    expect(whole.stdout).toMatch(/Converse: member \/novel from 2026-11-01/);
    expect(whole.stdout).toMatch(/days +2026-11-01 to 2026-11-05/);

    const [sampled, again] = [
      await runCli(["check", logs, "--sample", "1/4", ...HERE]),
      await runCli(["check", join(logs, "*", "*"), "--sample", "1/4", ...HERE]),
    ];
    const sum = ({ stdout }: { readonly stdout: string }): number =>
      Number(/\/(\d+) exchanges conform/.exec(stdout)?.[1]);
    expect(sum(sampled)).toBeGreaterThan(5);
    expect(sum(sampled)).toBeLessThan(60);
    expect(sum(again)).toBe(sum(sampled));
  });

  test("shards add up to the whole, exactly", async () => {
    const tally = async (
      name: string,
      flags: readonly string[],
    ): Promise<TallyData & { readonly code: number | null }> => {
      const file = join(folder, name);
      const { code } = await runCli([...flags, "--reporter", `tally=${file}`]);
      return { ...JSON.parse(await readFile(file, "utf8")), code };
    };
    const whole = await tally("whole.json", ["check", logs, ...HERE]);
    for (const index of [1, 2, 3]) {
      await tally(`shard-${index}.json`, ["check", logs, "--shard", `${index}/3`, ...HERE]);
    }
    const shards = [1, 2, 3].map((index) => join(folder, `shard-${index}.json`));
    expect(await tally("merged.json", ["merge", ...shards])).toEqual(whole);
    expect(whole.code).toBe(1);

    const missing = await runCli(["merge", ...shards.slice(1)]);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining("shard 1/3 are missing")]);
    const twice = await runCli(["merge", ...shards, shards[0] ?? ""]);
    expect(twice.code).toBe(2);
  });

  test("threads come to the same as one", { timeout: 60_000 }, async () => {
    const cli = new URL("../cli.ts", import.meta.url).pathname;
    const outputs = await Promise.all(
      ["1", "2"].map(async (workers) => {
        const flags = [
          "--conditions=@bedrock-contract/source",
          cli,
          "check",
          logs,
          "--workers",
          workers,
          "--reporter",
          "tally",
        ];
        // It does not conform, so that the exit code is 1.
        const { stdout }: { readonly stdout: string } = await promisify(execFile)(process.execPath, flags).catch(
          (error) => error,
        );
        return JSON.parse(stdout);
      }),
    );
    expect(outputs[0].summary.pass).toBeGreaterThan(20);
    expect(outputs[1]).toEqual(outputs[0]);
  });

  test("the standard input is read, packed or not", { timeout: 60_000 }, async () => {
    const cli = new URL("../cli.ts", import.meta.url).pathname;
    const command = `'${process.execPath}' --conditions=@bedrock-contract/source '${cli}' check -`;
    const { stdout } = await promisify(execFile)("sh", [
      "-c",
      `cat '${logs}'/01/log.json.gz | ${command} --sample 1/1 || true`,
    ]);
    expect(stdout).toMatch(/\/20 exchanges conform/);
  });

  test.each(["1", "2"])("a file that breaks off is judged as far as it goes, by %s workers", async (workers) => {
    const cut = join(folder, `cut-${workers}`);
    await mkdir(cut);
    const lines = Array.from({ length: 200 }, (_, index) => JSON.stringify(record(`${index}-${crypto.randomUUID()}`)));
    const packed = gzipSync(lines.join("\n"));
    await writeFile(join(cut, "a.json.gz"), packed.subarray(0, packed.length / 2));
    await writeFile(join(cut, "b.json.gz"), gzipSync(JSON.stringify(record("whole"))));
    const { code, stdout, stderr } = await runCli(["check", cut, "--no-color", "--workers", workers]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/a\.json\.gz:\d+: cannot be read any further: unexpected end of file\n$/);
    const [, judged = ""] = /\/(\d+) exchanges conform \(unsupported 0, not testable 1\)/.exec(stdout) ?? [];
    expect(Number(judged)).toBeGreaterThan(10);
    expect(Number(judged)).toBeLessThan(201);
  });

  test("objects of S3 are read as they are listed, bodies beside them too", { timeout: 30_000 }, async () => {
    const outputBodyS3Path = "s3://bucket/logs/data/one_output.json.gz";
    const objects: Readonly<Record<string, Buffer>> = {
      "logs/a.json.gz": gzipSync(
        JSON.stringify(record("one", { output: { outputContentType: "application/json", outputBodyS3Path } })),
      ),
      "logs/b.json.gz": gzipSync(`${JSON.stringify(record("two"))}\n${JSON.stringify(record("three"))}`),
      "logs/data/one_output.json.gz": gzipSync(JSON.stringify(CONVERSE_OUTPUT)),
    };
    await using s3 = await startServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? "", "http://s3");
      const key = pathname.replace("/bucket/", "");
      if (searchParams.has("list-type")) {
        const contents = Object.keys(objects).map((name) => `<Contents><Key>${name}</Key></Contents>`);
        response.writeHead(200, { "content-type": "application/xml" });
        response.end(`<ListBucketResult><IsTruncated>false</IsTruncated>${contents.join("")}</ListBucketResult>`);
      } else {
        response.writeHead(objects[key] === undefined ? 404 : 200, {}).end(objects[key]);
      }
    });
    const environment = {
      AWS_ENDPOINT_URL_S3: s3.url,
      AWS_REGION: "us-east-1",
      AWS_ACCESS_KEY_ID: "a",
      AWS_SECRET_ACCESS_KEY: "b",
    };
    const { stdout, stderr, code } = await runCli(["check", "s3://bucket/logs/", "--no-color", ...HERE], {
      environment,
    });
    expect([stderr, code]).toEqual(["", 0]);
    expect(stdout).toContain("3/3 exchanges conform");
  });

  test.each([
    { flags: ["/nonexistent"], want: "there is no such file" },
    { flags: ["/nonexistent/*.gz"], want: "holds no file" },
    { flags: ["x", "--sample", "2/3"], want: "Expected 1/n" },
    { flags: ["x", "--shard", "4/3"], want: "Expected i/n" },
    { flags: ["x", "--workers", "0"], want: "Expected a number of workers" },
  ])("wrong usage: $flags says $want", async ({ flags, want }) => {
    const { code, stderr } = await runCli(["check", ...flags]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(want)]);
  });
});
