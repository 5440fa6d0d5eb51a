// How long the cases of a run take against a slow server, beside the least that they can take. Starting up does not
// count.
import { runSuite } from "@bedrock-contract/conformance";
import { benchCases } from "./cases.ts";

const [count = "300", endpoint = "", concurrency = "16"] = process.argv.slice(2);
const cases = await benchCases(Number(count));
let startedAt = performance.now();
await runSuite({
  endpoint,
  cases,
  concurrency: Number(concurrency),
  reporters: [
    {
      start: () => {
        startedAt = performance.now();
      },
      end: () => console.log(`took ${performance.now() - startedAt} ms`),
    },
  ],
});
