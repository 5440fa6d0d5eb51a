import { mergeConfig } from "vitest/config";
import shared from "../.vitest.config.ts";

// These tests take longer than those of all packages together: two workers, also where a machine has two cores.
export default mergeConfig(shared, { test: { maxWorkers: 2 } });
