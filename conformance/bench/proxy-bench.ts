// What the proxy adds to each chunk of a stream, with many streams at once, and how its memory grows: the same streams
// without and with it, by turns. Each chunk holds the time at which it was sent.
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { FrameDecoder } from "@bedrock-contract/wire";
import { Pool } from "undici";

const EXCHANGES = Number(process.env.BENCH_EXCHANGES ?? 10_000);
const AT_ONCE = Number(process.env.BENCH_STREAMS ?? 64);
const ROUNDS = 5;
const CLI = fileURLToPath(new URL("../src/cli.ts", import.meta.url));
const UPSTREAM = fileURLToPath(new URL("stream-process.ts", import.meta.url));

const upstream = await start([UPSTREAM]);
const proxy = await start([
  CLI,
  "proxy",
  "--upstream",
  upstream.url,
  "--listen",
  "127.0.0.1:0",
  "--reporter",
  "json=/dev/null",
]);
const delays = { direct: [] as number[], proxied: [] as number[] };
const memory: number[] = [];
await streams(proxy.url, AT_ONCE * 4); // Both processes are warm before anything is measured.
for (let round = 0; round < ROUNDS; round += 1) {
  delays.direct.push(...(await streams(upstream.url, EXCHANGES / ROUNDS / 4)));
  delays.proxied.push(...(await streams(proxy.url, EXCHANGES / ROUNDS)));
  memory.push(await residentMebibytes(proxy.pid));
}
upstream.stop();
proxy.stop();

console.log(
  `${EXCHANGES} streams through the proxy, ${AT_ONCE} at once; each chunk from its sending to its reading, in ms`,
);
for (const [name, all] of Object.entries(delays)) {
  console.log(
    `  ${name.padEnd(8)} ${[0.5, 0.9, 0.99].map((part) => `p${part * 100} ${percentile(all, part).toFixed(2).padStart(7)}`).join("  ")}`,
  );
}
console.log(`  added at p50 ${added(0.5)}, at p99 ${added(0.99)}`);
console.log(`  memory of the proxy after each fifth, in MiB: ${memory.map((each) => each.toFixed(0)).join(", ")}`);

async function streams(url: string, count: number): Promise<readonly number[]> {
  const pool = new Pool(url, { connections: AT_ONCE, pipelining: 1 });
  const delays: number[] = [];
  let left = count;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (left-- > 0) await stream(pool, delays);
    }),
  );
  await pool.close();
  return delays;
}

async function stream(pool: Pool, delays: number[]): Promise<void> {
  const { body } = await pool.request({
    method: "POST",
    path: "/model/meta.llama3-8b-instruct-v1%3A0/invoke-with-response-stream",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ prompt: "Hello" }),
  });
  const decoder = new FrameDecoder();
  for await (const piece of body) {
    const now = performance.timeOrigin + performance.now();
    decoder.decode(piece, ({ payload }) => {
      const { bytes } = JSON.parse(Buffer.from(payload).toString("utf8"));
      delays.push(now - Number(JSON.parse(Buffer.from(bytes, "base64").toString("utf8")).generation));
    });
  }
}

function added(part: number): string {
  return (percentile(delays.proxied, part) - percentile(delays.direct, part)).toFixed(2);
}

function percentile(values: readonly number[], part: number): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length * part)] ?? Number.NaN;
}

async function residentMebibytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
}

async function start(
  command: readonly string[],
): Promise<{ readonly url: string; readonly pid: number; stop(): void }> {
  const child = spawn(process.execPath, [...process.execArgv, ...command], { stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise<string>((resolve) => {
    child.stdout.on("data", (text: Buffer) => {
      const [found] = /http:\/\/127[.\d:]+/.exec(text.toString("utf8")) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
  return { url, pid: child.pid ?? 0, stop: () => void child.kill() };
}
