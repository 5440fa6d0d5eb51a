import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { loadCases } from "../../cases/load-cases.ts";
import { recordMock } from "../recording.ts";
import { apisOf, type Covered, coverage, DIMENSIONS, type Dimension } from "./coverage.ts";

/** How much of each must be exercised, in per cent. */
const THRESHOLDS: Readonly<Partial<Record<Dimension, number>>> = {
  operation: 100,
  status: 100,
  example: 100,
  parameter: 100,
  "request member": 89,
  "response header": 100,
  "response member": 89,
  "stream event": 100,
};

// What follows from constraints is sent to what written cases are sent to already.
const recordings = await recordMock((await loadCases()).filter(({ constraint }) => constraint === undefined));
const all = coverage(recordings, apisOf(recordings.map((recording) => recording.case)));
const lines = [
  "| what | described | exercised | per cent | at least |",
  "|---|---:|---:|---:|---:|",
  ...DIMENSIONS.map((dimension) => {
    const { described, exercised, share } = sharesOf(all, dimension);
    return `| ${dimension} | ${described} | ${exercised} | ${share} % | ${THRESHOLDS[dimension] ?? "-"} |`;
  }),
  "",
  "Not exercised:",
  "",
  ...all
    .filter(({ cases }) => cases.length === 0)
    .map(({ api, operation, dimension, name }) => `- ${api} ${operation}: ${dimension} ${name}`),
];
const folder = fileURLToPath(new URL("../../../coverage", import.meta.url));
await mkdir(folder, { recursive: true });
await writeFile(`${folder}/specs.json`, `${JSON.stringify(all, undefined, 1)}\n`);
console.log(lines.join("\n"));
const failed = DIMENSIONS.filter((dimension) => sharesOf(all, dimension).share < (THRESHOLDS[dimension] ?? 0));
for (const dimension of failed) {
  console.error(`Too little is exercised: ${dimension}`);
}
process.exitCode = failed.length === 0 ? 0 : 1;

interface Shares {
  readonly described: number;
  readonly exercised: number;
  readonly share: number;
}

function sharesOf(covered: readonly Covered[], dimension: Dimension): Shares {
  const described = covered.filter((each) => each.dimension === dimension);
  const exercised = described.filter(({ cases }) => cases.length > 0);
  const share = described.length === 0 ? 100 : Math.floor((exercised.length / described.length) * 1_000) / 10;
  return { described: described.length, exercised: exercised.length, share };
}
