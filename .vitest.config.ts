import { defineConfig } from "vitest/config";

const conditions = ["@bedrock-contract/source"];

/** How every package is tested: on the sources, so that no build is needed. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    environment: "node",
    // Room for a machine that does other work too; nothing here measures time.
    testTimeout: 30_000,
    execArgv: conditions.map((condition) => `--conditions=${condition}`),
    include: ["src/**/*.test.ts"],
    typecheck: { enabled: false },
    // What a command prints is compared, wherever the tests run.
    env: { NO_COLOR: "1" },
  },
});
