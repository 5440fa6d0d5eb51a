import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { proofData } from "./proof-json.ts";
import { describeProof } from "./proof-report.ts";
import { proveInParallel } from "./prove-in-parallel.ts";

const FOLDER = fileURLToPath(new URL("../../coverage", import.meta.url));
/** What a reader of the repository finds: the matrix of the suite as it is. */
const PUBLISHED = fileURLToPath(new URL("../../docs/kill-matrix.md", import.meta.url));

const { values } = parseArgs({
  options: {
    /** Globs of cases whose answers are changed, instead of all. */
    run: { type: "string", multiple: true, default: [] },
    /** Checks that are switched off, to see that it is noticed. */
    without: { type: "string", multiple: true, default: [] },
    /** Compares the published matrix instead of writing it. */
    check: { type: "boolean", default: false },
    /** The folder of mutants.md and mutants.json. */
    out: { type: "string", default: FOLDER },
  },
});

const startedAt = performance.now();
const { run, without } = values;
const isWhole = run.length === 0 && without.length === 0;
const { proof, exchanges } = await proveInParallel({ filter: { run }, without });
const text = describeProof(proof);
await mkdir(values.out, { recursive: true });
await writeFile(join(values.out, "mutants.md"), text);
await writeFile(join(values.out, "mutants.json"), `${JSON.stringify(proofData(proof), undefined, 2)}\n`);
if (isWhole && !values.check && values.out === FOLDER) {
  await writeFile(PUBLISHED, text);
}
console.log(text);
console.log(`${exchanges} exchanges, ${Math.round((performance.now() - startedAt) / 100) / 10} s`);
if (isWhole && values.check && (await readFile(PUBLISHED, "utf8")) !== text) {
  console.error("docs/kill-matrix.md is not that of the suite as it is. Run `pnpm mutants` and commit it.");
  process.exitCode = 1;
}
if (proof.problems.length > 0) {
  process.exitCode = 1;
}
