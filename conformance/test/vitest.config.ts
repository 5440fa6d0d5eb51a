import { defineConfig } from "vitest/config";

// These tests look at the built packages, as whoever installs them does; they need `pnpm build` first.
export default defineConfig({
  test: {
    environment: "node",
    include: ["test/**/*.test.ts"],
    testTimeout: 240_000,
    hookTimeout: 240_000,
  },
});
