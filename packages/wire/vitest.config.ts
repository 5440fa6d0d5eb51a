import { defineConfig } from "vitest/config";

const conditions = ["@bedrock-contract/source"];

// The tests run on the sources, so that they need no build.
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
  },
});
