import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ConformanceError } from "../conformance-error.ts";
import { proofData } from "./proof-json.ts";
import { describeProof } from "./proof-report.ts";
import { proveInParallel } from "./prove-in-parallel.ts";

const FOLDER = fileURLToPath(new URL("../../coverage", import.meta.url));
/** What a reader of the repository finds: the matrix of the suite as it is. */
const PUBLISHED = fileURLToPath(new URL("../../docs/kill-matrix.md", import.meta.url));

try {
  await main(options());
} catch (reason) {
  if (!(reason instanceof ConformanceError)) {
    throw reason;
  }
  console.error(reason.message);
  process.exitCode = 2;
}

interface Options {
  /** Globs of cases whose answers are changed, instead of all. */
  readonly run: readonly string[];
  /** Checks that are switched off, to see that it is noticed. */
  readonly without: readonly string[];
  /** Compares the published matrix instead of writing it. */
  readonly check: boolean;
  /** The folder of mutants.md and mutants.json. */
  readonly out: string;
}

function options(): Options {
  try {
    const { values } = parseArgs({
      options: {
        run: { type: "string", multiple: true, default: [] },
        without: { type: "string", multiple: true, default: [] },
        check: { type: "boolean", default: false },
        out: { type: "string", default: FOLDER },
      },
    });
    return values;
  } catch (reason) {
    throw ConformanceError.from(reason, "usage");
  }
}

async function main({ run, without, check, out }: Options): Promise<void> {
  const startedAt = performance.now();
  const isWhole = run.length === 0 && without.length === 0;
  const { proof, exchanges } = await proveInParallel({ filter: { run }, without });
  const text = describeProof(proof);
  await mkdir(out, { recursive: true });
  await writeFile(join(out, "mutants.md"), text);
  await writeFile(join(out, "mutants.json"), `${JSON.stringify(proofData(proof), undefined, 2)}\n`);
  if (isWhole && !check && out === FOLDER) {
    await writeFile(PUBLISHED, text);
  }
  console.log(text);
  console.log(`${exchanges} exchanges, ${Math.round((performance.now() - startedAt) / 100) / 10} s`);
  if (isWhole && check && (await readFile(PUBLISHED, "utf8")) !== text) {
    console.error("docs/kill-matrix.md is not that of the suite as it is. Run `pnpm mutants` and commit it.");
    process.exitCode = 1;
  }
  if (proof.problems.length > 0) {
    process.exitCode = 1;
  }
}
