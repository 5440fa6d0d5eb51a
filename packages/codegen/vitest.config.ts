import { defineConfig } from "vitest/config";

const conditions = ["@bedrock-contract/source"];

// The tests run on the sources, so that they need no build.
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    environment: "node",
    execArgv: conditions.map((condition) => `--conditions=${condition}`),
    include: ["src/**/*.test.ts"],
    // CommonJS modules look as they do to Node, which runs the generator.
    deps: { interopDefault: false },
    testTimeout: 30_000,
    typecheck: { enabled: false },
  },
});
