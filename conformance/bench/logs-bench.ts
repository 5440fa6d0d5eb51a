// How many records of invocation logs are judged in a second, by one worker and by several: those of recorded exchanges
// of the folder that is named, repeated, as the service would log them; and the small ones of Converse alone.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";

const RECORDS = Number(process.env.BENCH_RECORDS ?? 1_000_000);
const PER_FILE = 10_000;
const SMALL = 1_600;
const CLI = fileURLToPath(new URL("../src/cli.ts", import.meta.url));
const RECORDINGS =
  process.argv[2] ?? fileURLToPath(new URL("../../../shared/recordings/exchanges.jsonl", import.meta.url));

const OPERATIONS: Readonly<Record<string, string>> = {
  converse: "Converse",
  invoke: "InvokeModel",
  "invoke-with-response-stream": "InvokeModelWithResponseStream",
};

const folder = await mkdtemp(join(tmpdir(), "logs-bench-"));
try {
  const all = recordsOf(await readFile(RECORDINGS, "utf8"));
  const small = all.filter(
    (record) => Object(record).operation === "Converse" && JSON.stringify(record).length < SMALL,
  );
  await measure("small records of Converse", small, RECORDS);
  await measure("records of every operation", all, RECORDS / 20);
} finally {
  await rm(folder, { recursive: true });
}

async function measure(name: string, records: readonly object[], count: number): Promise<void> {
  const logs = await mkdtemp(join(folder, "logs-"));
  const bytes = await writeLogs(logs, records, count);
  console.log(`\n${count} ${name}, ${Math.round(bytes / count)} bytes each, in files of ${PER_FILE}`);
  const outputs: string[] = [];
  for (const workers of ["1", "2"]) {
    const tally = join(folder, `${workers}.json`);
    const start = performance.now();
    const flags = ["check", logs, "--workers", workers, "--reporter", `tally=${tally}`];
    const command = ["-f", "%U %S %M", process.execPath, ...process.execArgv, CLI, ...flags];
    const { stderr } = await promisify(execFile)("/usr/bin/time", command, { maxBuffer: 2 ** 26 }).catch(
      (error) => error,
    );
    const seconds = (performance.now() - start) / 1000;
    const [user = 0, system = 0, kibibytes = 0] =
      String(stderr).trim().split("\n").at(-1)?.split(" ").map(Number) ?? [];
    const perCore = count / (user + system);
    console.log(
      `  ${workers} worker(s): ${seconds.toFixed(1)} s, ${(count / seconds).toFixed(0)} records/s, ${perCore.toFixed(0)} records for a second of a processor, ${(kibibytes / 1024).toFixed(0)} MiB at most`,
    );
    outputs.push(await readFile(tally, "utf8"));
  }
  console.log(`  the tallies are ${outputs[0] === outputs[1] ? "the same" : "NOT the same"}`);
}

async function writeLogs(logs: string, records: readonly object[], count: number): Promise<number> {
  let bytes = 0;
  await mkdir(logs, { recursive: true });
  for (let first = 0; first < count; first += PER_FILE) {
    const lines = Array.from({ length: Math.min(PER_FILE, count - first) }, (_, index) => {
      const number = first + index;
      const timestamp = new Date(Date.UTC(2026, 10, 1) + (number / count) * 29.9 * 86_400_000).toISOString();
      return JSON.stringify({
        ...records[number % records.length],
        timestamp,
        requestId: String(number).padStart(12, "0"),
      });
    });
    const text = `${lines.join("\n")}\n`;
    bytes += text.length;
    await writeFile(join(logs, `${String(first).padStart(9, "0")}.json.gz`), gzipSync(text, { level: 1 }));
  }
  return bytes;
}

function recordsOf(text: string): readonly object[] {
  return text.split("\n").flatMap((line) => {
    const { request, response } = line === "" ? {} : JSON.parse(line);
    const [, model, path = ""] =
      /\/model\/([^/]+)\/([a-z-]+)$/.exec((request?.url ?? request?.path ?? "").split("?")[0]) ?? [];
    const operation = OPERATIONS[path];
    const isStream = path.endsWith("stream");
    const chunks = response?.chunks ?? response?.events?.map(({ chunk }: { readonly chunk?: unknown }) => chunk);
    const output = isStream ? chunks : response?.body;
    const isWhole = output !== undefined && output !== null && ![output].flat().includes(undefined);
    const isText = request?.bodyEncoding !== undefined || response?.bodyEncoding !== undefined;
    return operation === undefined || response.status >= 300 || !request.body || !isWhole || isText
      ? []
      : [
          {
            schemaType: "ModelInvocationLog",
            schemaVersion: "1.0",
            timestamp: "",
            accountId: "111122223333",
            region: "us-east-1",
            requestId: "",
            operation,
            modelId: decodeURIComponent(model ?? ""),
            input: { inputContentType: "application/json", inputBodyJson: request.body },
            output: { outputContentType: "application/json", outputBodyJson: output },
          },
        ];
  });
}
