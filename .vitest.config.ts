import { join } from "node:path";
import { configDefaults, defineConfig } from "vitest/config";
import { skippedTests } from "./.ci/skipped-tests.ts";
import { isFull } from "./.some-of.ts";

const conditions = ["@bedrock-contract/source"];

/** How every package is tested: on the sources, so that no build is needed. */
export default defineConfig({
  test: {
    environment: "node",
    // Room for a machine that does other work too; nothing here measures time.
    testTimeout: isFull ? 300_000 : 60_000,
    hookTimeout: isFull ? 300_000 : 60_000,
    execArgv: conditions.map((condition) => `--conditions=${condition}`),
    include: ["src/**/*.test.ts"],
    // Loading a package and AWS's SDK costs more than most files of tests do: each worker loads them once.
    isolate: false,
    // Node.js reads the sources itself, as their users have it: nothing is transformed first.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    typecheck: { enabled: false },
    reporters: [...configDefaults.reporters, skippedTests],
    // What does more at full length: `test:full` runs nothing else again.
    tags: [{ name: "longer" }],
    env: {
      // What a command prints is compared, wherever the tests run.
      NO_COLOR: "1",
      // The commands that tests start load in half the time once one of them has compiled the sources.
      NODE_COMPILE_CACHE: join(import.meta.dirname, "node_modules/.cache/node"),
    },
  },
});
