// Whole-process time of `pnpm codegen` for today's specs, and for specs with more and more copies of the management
// API beside them: the time has to grow in proportion to the operations.
import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const COPIES = [0, 6, 12];
const OPERATIONS_IN_MANAGEMENT = 8;

const run = promisify(execFile);
const repository = fileURLToPath(new URL("../../..", import.meta.url));
const cli = fileURLToPath(new URL("../src/cli.ts", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "bedrock-codegen-"));
try {
  console.log(`codegen, whole process, median of ${ROUNDS} rounds`);
  for (const copies of COPIES) await measure(copies);
} finally {
  await rm(folder, { recursive: true });
}

async function measure(copies: number): Promise<void> {
  const root = await rootWith(copies);
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    await run(process.execPath, [cli, "--root", root]);
    times.push(performance.now() - start);
  }
  const middle = times.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
  const added = copies * OPERATIONS_IN_MANAGEMENT;
  console.log(`  today's specs and ${String(added).padStart(3)} operations more  ${middle.toFixed(0).padStart(6)} ms`);
}

async function rootWith(copies: number): Promise<string> {
  const root = join(folder, String(copies));
  await cp(join(repository, "specs"), join(root, "specs"), { recursive: true, filter: isSource });
  await cp(join(repository, "conformance/cases"), join(root, "conformance/cases"), { recursive: true });
  await cp(join(repository, "conformance/cases.schema.json"), join(root, "conformance/cases.schema.json"));
  for (let copy = 1; copy <= copies; copy++) await addCopy(join(root, "specs"), copy);
  return root;
}

async function addCopy(specs: string, copy: number): Promise<void> {
  const name = `management${copy}`;
  await cp(join(specs, "management"), join(specs, name), { recursive: true });
  for (const file of await readdir(join(specs, name, "paths"))) {
    await edit(join(specs, name, "paths", file), (text) => text.replace(/^( +operationId: \w+)$/gm, `$1${copy}`));
  }
  const entry = `apis:\n  ${name}:\n    root: ${name}/openapi.yaml\n`;
  await edit(join(specs, "redocly.yaml"), (text) => text.replace("apis:\n", entry));
}

async function edit(file: string, change: (text: string) => string): Promise<void> {
  await writeFile(file, change(await readFile(file, "utf8")));
}

function isSource(path: string): boolean {
  return !/[/\\](?:node_modules|dist|\.turbo)$/.test(path);
}
