// Whole-process time of the suite against the mock, beside a bare undici loop that only compares statuses and beside
// `redocly respect` on the same requests. Runs are interleaved; the medians and the ratios of one run count.
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { toArazzo } from "./arazzo.ts";
import { benchCases, prepare } from "./cases.ts";

const SIZES = [30, 300];
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);

const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), "bedrock-bench-"));
const mock = await startMockProcess();
try {
  for (const size of SIZES) await measure(size, mock.url);
} finally {
  mock.stop();
  await rm(folder, { recursive: true });
}

async function measure(size: number, url: string): Promise<void> {
  const contenders = await contendersFor(size, url);
  const times = new Map<string, number[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const { name, command } of contenders) times.get(name)?.push(await timed(command));
  }
  const floor = median(times.get("bare undici loop") ?? []);
  console.log(`\n${size} cases, ${ROUNDS} rounds, whole process`);
  for (const [name, values] of times) {
    const middle = median(values);
    console.log(
      `  ${name.padEnd(24)} ${middle.toFixed(0).padStart(6)} ms  ${(middle / floor).toFixed(2).padStart(5)} x`,
    );
  }
}

interface Contender {
  readonly name: string;
  readonly command: readonly string[];
}

async function contendersFor(size: number, url: string): Promise<readonly Contender[]> {
  const arazzo = join(folder, `${size}.arazzo.yaml`);
  await writeFile(join(folder, "openapi.yaml"), "openapi: 3.1.0\ninfo: {title: bench, version: '1'}\npaths: {}\n");
  const cases = await benchCases(size);
  await writeFile(arazzo, JSON.stringify(toArazzo(cases, url)));
  const requests = join(folder, `${size}.json`);
  await writeFile(requests, JSON.stringify(cases.map(prepare)));
  const redocly = createRequire(import.meta.url)
    .resolve("@redocly/cli/package.json")
    .replace("package.json", "bin/cli.js");
  return [
    { name: "bare undici loop", command: [script("bare-loop.ts"), requests, url] },
    { name: "conformance suite", command: [script("suite-run.ts"), String(size), url] },
    { name: "redocly respect", command: [redocly, "respect", arazzo] },
  ];
}

async function timed(command: readonly string[]): Promise<number> {
  const start = performance.now();
  await run(process.execPath, [...process.execArgv, ...command], {
    env: quietEnvironment(),
    maxBuffer: 64 * 1024 * 1024,
  });
  return performance.now() - start;
}

async function startMockProcess(): Promise<{ url: string; stop(): void }> {
  const child = spawn(process.execPath, [...process.execArgv, script("mock-process.ts")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of child.stdout) return { url: String(line).trim(), stop: () => child.kill() };
  throw new Error("The mock ended before it was ready.");
}

function script(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

function quietEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
