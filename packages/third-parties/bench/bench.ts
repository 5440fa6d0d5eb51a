// Our validators of the chat format beside those of other libraries, written from the same schemas of the specs. Each
// is bundled and minified, then loaded and measured in a process of its own. Ratios count, not the figures of one
// machine.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { ajv } from "./peers/ajv.ts";
import { arktype } from "./peers/arktype.ts";
import { ours } from "./peers/ours.ts";
import type { Peer } from "./peers/peer.ts";
import { typebox } from "./peers/typebox.ts";
import { typia } from "./peers/typia.ts";
import { valibot } from "./peers/valibot.ts";
import { zod } from "./peers/zod.ts";
import { nameOf, readSchemas } from "./schemas.ts";

/** What is measured of each, and whether more or less of it is better. */
const COLUMNS = [
  { key: "request", title: "valid request /s", isRate: true },
  { key: "response", title: "valid response /s", isRate: true },
  { key: "wrongRequest", title: "issues of request /s", isRate: true },
  { key: "wrongResponse", title: "issues of response /s", isRate: true },
  { key: "largeRequest", title: "3 MB of images /s", isRate: true },
  { key: "wrongLargeRequest", title: "its issues /s", isRate: true },
  { key: "load", title: "load ms", isRate: false },
  { key: "heapKilobytes", title: "heap kB", isRate: false },
  { key: "gzip", title: "min+gz kB", isRate: false },
] as const;

type Row = Readonly<Record<(typeof COLUMNS)[number]["key"], number>> & { readonly name: string };

const FOLDER = "formats/openai-chat-completion";
const REQUEST = `${FOLDER}/openapi.yaml#/components/schemas/OpenAIChatCompletionRequest`;
const RESPONSE = `${FOLDER}/openapi.yaml#/components/schemas/OpenAIChatCompletionResponse`;

const run = promisify(execFile);
const here = fileURLToPath(new URL(".", import.meta.url));
await mkdir(join(here, "../dist"), { recursive: true });
const folder = await mkdtemp(join(here, "../dist/bench-"));
try {
  const rows: Row[] = [];
  rows.push(await measure(ours));
  for (const peer of [typebox, arktype, ajv, typia, zod, valibot]) {
    try {
      rows.push(await measure(peer));
    } catch (error) {
      // Its schemas are written by a dialect that may lag behind the specs: a peer that is wrong is not measured.
      const [why] = /(?<=Error: )(?!Command failed).*/.exec(String(error)) ?? [];
      console.log(`${peer.name} is left out: ${why}`);
    }
  }
  printTable(rows);
  await printSizes();
} finally {
  await rm(folder, { recursive: true });
}

async function measure(peer: Peer): Promise<Row> {
  const source = await peer.source(readSchemas([REQUEST, RESPONSE]), nameOf(REQUEST), nameOf(RESPONSE));
  const code = await bundle(source);
  const file = join(folder, `${peer.name.replaceAll(" ", "-")}.mjs`);
  await writeFile(file, code);
  const flags = ["--expose-gc", "--conditions=@bedrock-contract/source"];
  const { stdout } = await run(process.execPath, [...flags, join(here, "measure.ts"), file]);
  return { ...JSON.parse(stdout), name: peer.name, gzip: kilobytes(code) };
}

async function bundle(contents: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: here, loader: "ts" },
    bundle: true,
    conditions: ["@bedrock-contract/source"],
    format: "esm",
    mainFields: ["module", "main"],
    minify: true,
    platform: "neutral",
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}

function kilobytes(code: string): number {
  return gzipSync(code, { level: 9 }).length / 1000;
}

/** Each figure with its ratio to that of the best peer: above 1 we are better. */
function printTable(rows: readonly Row[]): void {
  const [own, ...peers] = rows;
  console.log(`\n${["".padEnd(18), ...COLUMNS.map(({ title }) => title.padStart(21))].join("")}`);
  for (const row of rows)
    console.log([row.name.padEnd(18), ...COLUMNS.map(({ key }) => format(row[key]).padStart(21))].join(""));
  const ratios = COLUMNS.map(({ key, isRate }) => {
    const best = peers.reduce((a, b) => (isRate === a[key] > b[key] ? a : b));
    const ratio = own ? (isRate ? own[key] / best[key] : best[key] / own[key]) : Number.NaN;
    return `${ratio.toFixed(2)}x ${best.name.split(" ")[0]}`.padStart(21);
  });
  console.log(["ratio to the best".padEnd(18), ...ratios].join(""));
}

/** What a page loads for each format. */
async function printSizes(): Promise<void> {
  console.log("\nrequest and response validators of one format, minified and gzipped");
  for (const id of ["bedrock-completion", "claude-text-completion", "openai-completion", "openai-chat-completion"]) {
    const code = await bundle(`export { invokeRequest, invokeResponse } from "@bedrock-contract/validators/${id}";`);
    console.log(`  ${id.padEnd(24)}${kilobytes(code).toFixed(1).padStart(5)} kB`);
  }
}

function format(value: number): string {
  if (value >= 10_000) return `${(value / 1000).toFixed(0)} k`;
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}
