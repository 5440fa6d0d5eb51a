import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import http from "node:http";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const USAGE = `Usage: pnpm bench [--seconds 3] [--requests 100000] [--peer NAME=URL]…

Measures the mock under load, and servers of others that run already, on the same requests in one run. What a peer
answers with another status than 200 is left out of its line.
`;

interface Workload {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

const IMPORTED = encodeURIComponent("arn:aws:bedrock:us-east-1:111122223333:imported-model/abcdef123456");
const ask = { messages: [{ role: "user", content: "Tell me about rain." }], max_tokens: 100 };
const converse = { messages: [{ role: "user", content: [{ text: "Tell me about rain." }] }] };
const claude = { anthropic_version: "bedrock-2023-05-31", ...ask };

const WORKLOADS: readonly Workload[] = [
  { name: "list of models", method: "GET", path: "/foundation-models", body: "" },
  { name: "chat", method: "POST", path: `/model/${IMPORTED}/invoke`, body: JSON.stringify(ask) },
  { name: "Converse", method: "POST", path: "/model/amazon.nova-lite-v1:0/converse", body: JSON.stringify(converse) },
  {
    name: "stream of Messages",
    method: "POST",
    path: "/model/anthropic.claude-3-haiku-20240307-v1:0/invoke-with-response-stream",
    body: JSON.stringify(claude),
  },
  {
    name: "ConverseStream",
    method: "POST",
    path: "/model/amazon.nova-lite-v1:0/converse-stream",
    body: JSON.stringify(converse),
  },
];

/** What one exchange took, in milliseconds. */
interface Timing {
  readonly status: number;
  readonly first: number;
  readonly all: number;
}

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "3" },
    requests: { type: "string", default: "100000" },
    peer: { type: "string", multiple: true, default: [] },
    help: { type: "boolean" },
  },
});
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}

console.log(await idle());
const mock = await startMock();
const targets = [
  { name: "mock", url: mock.url, pid: mock.child.pid },
  ...values.peer.map((text) => ({
    name: text.split("=")[0] ?? "",
    url: text.slice(text.indexOf("=") + 1),
    pid: undefined,
  })),
];
try {
  for (const workload of WORKLOADS) {
    for (const connections of [1, 64]) {
      for (const { name, url, pid } of targets) {
        console.log(await throughput({ name, url, pid }, workload, connections));
      }
    }
  }
  console.log(await manyStreams(mock.url));
  console.log(await besideLarge(mock.url));
  console.log(await memory(mock));
} finally {
  mock.child.kill();
}

async function startMock(): Promise<{ readonly child: ChildProcess; readonly url: string }> {
  const cli = fileURLToPath(new URL("../dist/cli.js", import.meta.url));
  const child = spawn(process.execPath, [cli, "--port", "0", "--chunk-delay", "0"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(child.stdout, "data");
  return { child, url: /http:\S+/.exec(String(line))?.[0] ?? "" };
}

interface Target {
  readonly name: string;
  readonly url: string;
  readonly pid: number | undefined;
}

async function throughput({ name, url, pid }: Target, workload: Workload, connections: number): Promise<string> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const timings: Timing[] = [];
  for (let index = 0; index < 10; index += 1) {
    await send(url, workload, agent);
  }
  const [start, cpu] = [performance.now(), cpuSeconds(pid)];
  const end = start + 1_000 * Number(values.seconds);
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < end) {
        timings.push(await send(url, workload, agent));
      }
    }),
  );
  const seconds = (performance.now() - start) / 1_000;
  agent.destroy();
  const good = timings.filter(({ status }) => status === 200);
  const firsts = good.map(({ first }) => first).toSorted((one, other) => one - other);
  const own =
    pid === undefined ? "" : `, ${Math.round(good.length / (cpuSeconds(pid) - cpu))} a processor second of its own`;
  const failed = timings.length === good.length ? "" : `, ${timings.length - good.length} answered otherwise`;
  return `${workload.name}, ${connections} connections, ${name}: ${Math.round(good.length / seconds)} a second${own}; first byte p50 ${at(firsts, 0.5)} ms, p99 ${at(firsts, 0.99)} ms${failed}`;
}

function at(sorted: readonly number[], part: number): string {
  return (sorted[Math.floor(sorted.length * part)] ?? Number.NaN).toFixed(1);
}

async function manyStreams(url: string): Promise<string> {
  const agent = new http.Agent({ maxSockets: 1_000 });
  const workload = WORKLOADS.find(({ name }) => name === "ConverseStream") ?? WORKLOADS[0];
  const start = performance.now();
  const timings = await Promise.all(Array.from({ length: 1_000 }, () => workload && send(url, workload, agent)));
  const right = timings.filter((timing) => timing?.status === 200).length;
  return `1,000 streams at once: ${right} right, all after ${Math.round(performance.now() - start)} ms`;
}

/** A large request must not keep small ones waiting. */
async function besideLarge(url: string): Promise<string> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
  const [list, , small] = WORKLOADS;
  if (small === undefined || list === undefined) {
    throw new Error("there is no workload");
  }
  const text = "a ".repeat(10_000_000);
  const large = { ...small, body: JSON.stringify({ messages: [{ role: "user", content: [{ text }] }] }) };
  const sent = send(url, large, agent);
  const waits: number[] = [];
  for (let index = 0; index < 100; index += 1) {
    waits.push((await send(url, small, agent)).all);
  }
  const { status, all } = await sent;
  return `a body of 20 MB (${status}, ${Math.round(all)} ms) beside 100 small requests: the longest of them ${Math.max(...waits).toFixed(1)} ms`;
}

/** How soon a mock is there, whose start comes from the cache of an earlier one, and what it holds until it is asked. */
async function idle(): Promise<string> {
  const starts: number[] = [];
  const sizes: number[] = [];
  for (let index = 0; index < 6; index += 1) {
    const start = performance.now();
    const { child } = await startMock();
    starts.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, 500));
    sizes.push(residentMegabytes(child.pid));
    child.kill();
    await once(child, "exit");
  }
  const [soonest, smallest, largest] = [Math.min(...starts.slice(1)), Math.min(...sizes), Math.max(...sizes)];
  return `idle: listens after ${Math.round(soonest)} ms, the soonest of five starts; ${smallest} to ${largest} MB until it is asked`;
}

async function memory({ url, child }: { readonly url: string; readonly child: ChildProcess }): Promise<string> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
  const before = residentMegabytes(child.pid);
  let left = Number(values.requests);
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (; left > 0; left -= 1) {
        await send(url, WORKLOADS[2] ?? WORKLOADS[0], agent);
      }
    }),
  );
  agent.destroy();
  return `memory: ${before} MB before, ${residentMegabytes(child.pid)} MB after ${values.requests} requests`;
}

function send(url: string, workload: Workload | undefined, agent: http.Agent): Promise<Timing> {
  const { method = "GET", path = "/", body = "" } = workload ?? {};
  // Prism looks for a key, whichever it is.
  const authorization = "Bearer any";
  const headers = { authorization, "content-type": "application/json", "content-length": Buffer.byteLength(body) };
  const start = performance.now();
  return new Promise((resolve, reject) => {
    const request = http.request(
      `${url}${path}`,
      { method, agent, headers: body === "" ? { authorization } : headers },
      (response) => {
        let first = 0;
        response.on("data", () => {
          first ||= performance.now() - start;
        });
        response.on("end", () => resolve({ status: response.statusCode ?? 0, first, all: performance.now() - start }));
        response.on("error", reject);
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

/** The processor time of a process so far, where Linux tells it. */
function cpuSeconds(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return Number.NaN;
  }
}

function residentMegabytes(pid: number | undefined): number {
  const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Math.round(Number(kilobytes) / 1_024);
}
