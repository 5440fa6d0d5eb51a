// `pnpm table [ID…]`: runs the suite against implementations by others, all or those named, keeps how they did in
// `results/`, and writes `implementations.md` from it.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { IMPLEMENTATIONS } from "./src/table/implementations.ts";
import { renderPage } from "./src/table/page.ts";
import { type Outcome, tryImplementation } from "./src/table/try-implementation.ts";

const RESULTS = join(import.meta.dirname, "results");
const REPORTS = join(import.meta.dirname, "dist/table");

async function main(ids: readonly string[]): Promise<number> {
  const known = IMPLEMENTATIONS.map(({ id }) => id);
  const wrong = ids.find((id) => !known.includes(id));
  if (wrong !== undefined) {
    console.error(`There is no implementation ${wrong}. Expected some of: ${known.join(", ")}.`);
    return 2;
  }
  let failed = 0;
  for (const implementation of IMPLEMENTATIONS.filter(({ id }) => ids.length === 0 || ids.includes(id))) {
    try {
      const outcome = await tryImplementation(implementation, REPORTS);
      writeFileSync(join(RESULTS, `${outcome.id}.json`), `${JSON.stringify(outcome, null, 1)}\n`);
      const told = Object.entries(outcome.profiles).map(
        ([name, { passed, applicable }]) => `${name} ${passed}/${applicable}`,
      );
      console.log(`${outcome.title} ${outcome.version}: ${told.join(", ")}; ${join(REPORTS, `${outcome.id}.html`)}`);
    } catch (error) {
      failed += 1;
      console.error(`${implementation.title} was not tried: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  writeFileSync(join(import.meta.dirname, "implementations.md"), renderPage(readOutcomes()));
  return failed > 0 ? 1 : 0;
}

function readOutcomes(): readonly Outcome[] {
  const kept = new Map(
    globSync("*.json", { cwd: RESULTS }).map((file) => {
      const outcome: Outcome = JSON.parse(readFileSync(join(RESULTS, file), "utf8"));
      return [outcome.id, outcome];
    }),
  );
  return IMPLEMENTATIONS.flatMap(({ id }) => kept.get(id) ?? []);
}

process.exitCode = await main(process.argv.slice(2));
