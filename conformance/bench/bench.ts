// Whole-process time and peak memory of the suite against the mock, beside a bare undici loop that only compares
// statuses and, on the smaller run, beside `redocly respect` on the same requests. Runs are interleaved; the medians
// and the ratios of one run count. Then, how long one case takes to be sent, and to be listed, beside the same loop
// with one request, whatever the number of cases. Then, with a server that takes 50 ms for each answer, how near the suite comes to
// the least that the cases can take.
import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { toArazzo } from "./arazzo.ts";
import { benchCases, prepare } from "./cases.ts";
import { copySuite } from "./copied-suite.ts";
import { readMemory } from "./memory.ts";

const SIZES = [300, 3_000];
/** Redocly's runner takes minutes for more. */
const MOST_FOR_RESPECT = 300;
/** How many cases the suite has of which one is sent, and which. */
const SUITES = [600, 6_000, 24_000];
const ONE_CASE = "management/GetFoundationModel/by-id";
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);
const FLOOR = "bare undici loop";
const LATENCY_MS = 50;
const CONCURRENCY = 16;

const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), "bedrock-bench-"));
const mock = await startServerProcess("mock-process.ts");
const slow = await startServerProcess("slow-server.ts", String(LATENCY_MS));
try {
  for (const size of SIZES) await measure(size, mock.url);
  await measureStart(mock.url);
  await measureOverlap(SIZES.at(-1) ?? 0, slow.url);
} finally {
  mock.stop();
  slow.stop();
  await rm(folder, { recursive: true });
}

interface Contender {
  readonly name: string;
  readonly command: readonly string[];
}

interface Measured {
  readonly milliseconds: number;
  readonly mebibytes: number | undefined;
}

async function measure(size: number, url: string): Promise<void> {
  const runs = await interleaved(await contendersFor(size, url), ROUNDS);
  const floor = times(["", runs.get(FLOOR) ?? []]);
  console.log(`\n${size} cases, ${ROUNDS} rounds, whole process`);
  for (const entry of runs) {
    const [name, measured] = entry;
    const memory = median(measured.flatMap(({ mebibytes }) => mebibytes ?? []));
    const line = [
      `  ${name.padEnd(20)}`,
      `${times(entry).toFixed(0).padStart(6)} ms`,
      `${(times(entry) / floor).toFixed(2).padStart(5)} x`,
      Number.isNaN(memory) ? "" : `${memory.toFixed(0).padStart(5)} MiB at most`,
    ];
    console.log(line.join("  ").trimEnd());
  }
}

/** What a run takes before and after its cases. */
async function measureStart(url: string): Promise<void> {
  const [given] = (await benchCases(3_000)).filter(({ id }) => id.startsWith(`${ONE_CASE}/`));
  if (given === undefined) throw new Error(`The suite has no case ${ONE_CASE}.`);
  const request = join(folder, "one.json");
  await writeFile(request, JSON.stringify([prepare(given)]));
  const suites = await Promise.all(
    SUITES.map(async (size) => ({
      size,
      cli: await copySuite(join(folder, `suite-${size}`), { count: size, list: ONE_CASE.replace(/\/[^/]+$/, "") }),
    })),
  );
  const contenders = suites.flatMap(({ size, cli }) => [
    { name: `run of ${size} cases`, command: [cli, "run", "--endpoint", url, "--run", ONE_CASE] },
    { name: `list of ${size} cases`, command: [cli, "list", "--endpoint", url, "--run", ONE_CASE] },
  ]);
  const floor = { name: FLOOR, command: [script("bare-loop.ts"), request, url] };
  const runs = await interleaved([floor, ...contenders], 3 * ROUNDS);
  const least = times(["", runs.get(FLOOR) ?? []]);
  console.log(`\none case, ${3 * ROUNDS} rounds, whole process`);
  for (const entry of runs) {
    const more = times(entry) - least;
    const difference = `${more < 0 ? "" : "+"}${more.toFixed(0)}`.padStart(6);
    console.log(`  ${entry[0].padEnd(20)}  ${times(entry).toFixed(0).padStart(6)} ms  ${difference} ms`);
  }
}

/** One contender after the other, over and over: what slows the machine down slows them all. */
async function interleaved(contenders: readonly Contender[], rounds: number): Promise<Map<string, Measured[]>> {
  const runs = new Map<string, Measured[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, command } of contenders) runs.get(name)?.push(await timed(command));
  }
  return runs;
}

function times([, measured]: readonly [string, readonly Measured[]]): number {
  return median(measured.map(({ milliseconds }) => milliseconds));
}

async function measureOverlap(size: number, url: string): Promise<void> {
  const ideal = Math.ceil(size / CONCURRENCY) * LATENCY_MS;
  const taken: number[] = [];
  for (let round = 0; round < Math.min(ROUNDS, 3); round++) {
    const { stdout } = await execute([script("overlap-run.ts"), String(size), url, String(CONCURRENCY)]);
    taken.push(Number(/^took ([\d.]+) ms$/m.exec(stdout)?.[1]));
  }
  console.log(`\n${size} cases, ${LATENCY_MS} ms latency, ${CONCURRENCY} at once: the cases alone`);
  console.log(`  at least ${ideal} ms, taken ${median(taken).toFixed(0)} ms, ${(median(taken) / ideal).toFixed(2)} x`);
}

async function contendersFor(size: number, url: string): Promise<readonly Contender[]> {
  const cases = await benchCases(size);
  const requests = join(folder, `${size}.json`);
  await writeFile(requests, JSON.stringify(cases.map(prepare)));
  const arazzo = join(folder, `${size}.arazzo.yaml`);
  await writeFile(join(folder, "openapi.yaml"), "openapi: 3.1.0\ninfo: {title: bench, version: '1'}\npaths: {}\n");
  await writeFile(arazzo, JSON.stringify(toArazzo(cases, url)));
  const redocly = createRequire(import.meta.url)
    .resolve("@redocly/cli/package.json")
    .replace("package.json", "bin/cli.js");
  return [
    { name: FLOOR, command: [script("bare-loop.ts"), requests, url] },
    { name: "conformance suite", command: [script("suite-run.ts"), String(size), url] },
    ...(size > MOST_FOR_RESPECT ? [] : [{ name: "redocly respect", command: [redocly, "respect", arazzo] }]),
  ];
}

async function timed(command: readonly string[]): Promise<Measured> {
  const start = performance.now();
  const { stdout } = await execute(command);
  return { milliseconds: performance.now() - start, mebibytes: readMemory(stdout) };
}

function execute(command: readonly string[]): Promise<{ readonly stdout: string }> {
  return run(process.execPath, [...process.execArgv, ...command], {
    env: quietEnvironment(),
    maxBuffer: 64 * 1024 * 1024,
  });
}

async function startServerProcess(name: string, ...flags: readonly string[]): Promise<{ url: string; stop(): void }> {
  const child = spawn(process.execPath, [...process.execArgv, script(name), ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of child.stdout) return { url: String(line).trim(), stop: () => child.kill() };
  throw new Error(`${name} ended before it was ready.`);
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
