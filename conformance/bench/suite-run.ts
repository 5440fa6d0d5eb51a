// The suite as its command runs it: every check of every case, and the console report.
import { enableCompileCache } from "node:module";

enableCompileCache();
const { createConsoleReporter, runSuite } = await import("@bedrock-contract/conformance");
const { benchCases } = await import("./cases.ts");
const { reportMemory } = await import("./memory.ts");

const [count = "30", endpoint = "", concurrency = "8"] = process.argv.slice(2);
const results = await runSuite({
  endpoint,
  cases: await benchCases(Number(count)),
  concurrency: Number(concurrency),
  reporters: [createConsoleReporter()],
});
console.log(JSON.stringify(results.summary));
reportMemory();
