import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(import.meta.url);

/** What is asked for, one after another, in a process that has read nothing yet. */
const steps = {
  cases: async () => {
    const { listCases, loadCases } = await import("../src/cases/load-cases.ts");
    return [
      () => loadCases({ run: ["management/GetFoundationModel/identifier-with-spaces"] }),
      () => loadCases({ run: ["management/GetFoundationModel/*"] }),
      () => loadCases({ run: ["auth/GetFoundationModel/wrong-secret-key"] }),
      () => listCases({ profile: ["runtime"] }),
    ];
  },
  plan: async () => {
    const { planRun } = await import("../src/run/plan-run.ts");
    return [
      () => planRun({ endpoint: "http://localhost:4010", run: ["management/ListCustomModels/max-results-zero"] }),
    ];
  },
} as const;

/** The files of cases and examples that each step reads, below `gen/`. */
export function filesRead(what: keyof typeof steps): readonly (readonly string[])[] {
  const args = ["--conditions=@bedrock-contract/source", PROGRAM, what];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
}

if (process.argv[1] === PROGRAM) {
  const { readFileSync } = fs;
  let read: string[] = [];
  fs.readFileSync = ((...args: Parameters<typeof readFileSync>) => {
    const [, file] = String(args[0]).split("/gen/");
    read.push(...(file === undefined ? [] : [file.replace(/^cases\/lists/, "lists")]));
    return readFileSync(...args);
  }) as typeof readFileSync; // It does the same.
  syncBuiltinESMExports();
  const all: string[][] = [];
  for (const step of await steps[process.argv[2] === "plan" ? "plan" : "cases"]()) {
    read = [];
    await step();
    all.push(read);
  }
  console.log(JSON.stringify(all));
}
