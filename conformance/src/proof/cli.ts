import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { withoutChecks } from "./named-checks.ts";
import { proofData } from "./proof-json.ts";
import { describeProof } from "./proof-report.ts";
import { prove } from "./prove.ts";
import { recordMock } from "./recording.ts";
import { mutantChecks } from "./run-mutants.ts";

const FOLDER = fileURLToPath(new URL("../../coverage", import.meta.url));
/** What a reader of the repository finds: the matrix of the suite as it is. */
const PUBLISHED = fileURLToPath(new URL("../../docs/kill-matrix.md", import.meta.url));

const { values } = parseArgs({
  options: {
    /** Checks that are switched off, to see that it is noticed. */
    without: { type: "string", multiple: true, default: [] },
    /** The folder of mutants.md and mutants.json. */
    out: { type: "string", default: FOLDER },
  },
});

const startedAt = performance.now();
const recordings = await recordMock();
const proof = await prove(recordings, { checks: withoutChecks(mutantChecks, values.without) });
const text = describeProof(proof);
await mkdir(values.out, { recursive: true });
await writeFile(join(values.out, "mutants.md"), text);
await writeFile(join(values.out, "mutants.json"), `${JSON.stringify(proofData(proof), undefined, 2)}\n`);
if (values.without.length === 0 && values.out === FOLDER) {
  await writeFile(PUBLISHED, text);
}
console.log(text);
console.log(`${recordings.length} exchanges, ${Math.round((performance.now() - startedAt) / 100) / 10} s`);
process.exitCode = proof.problems.length === 0 ? 0 : 1;
