import { configDefaults, defineConfig } from "vitest/config";
import { skippedTests } from "../../.ci/skipped-tests.ts";

// These tests look at the built packages, as whoever installs them does; they need `pnpm build` first.
export default defineConfig({
  test: {
    environment: "node",
    reporters: [...configDefaults.reporters, skippedTests],
    include: ["test/**/*.test.ts"],
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
