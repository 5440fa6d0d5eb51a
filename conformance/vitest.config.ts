import { mergeConfig } from "vitest/config";
import shared from "../.vitest.config.ts";

// These tests take longer than those of all packages together: two workers, also where a machine has two cores, and
// each loads the suite once for all of its files.
export default mergeConfig(shared, { test: { maxWorkers: 2, isolate: false } });
