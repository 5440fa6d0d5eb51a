import { mergeConfig } from "vitest/config";
import shared from "../../.vitest.config.ts";

export default mergeConfig(shared, {
  test: {
    // CommonJS modules look as they do to Node, which runs the generator.
    deps: { interopDefault: false },
    // What one file of tests has read and compiled of the specs, the next need not: see `test/changed-specs.ts`.
    isolate: false,
  },
});
