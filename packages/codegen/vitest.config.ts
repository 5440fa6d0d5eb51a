import { mergeConfig } from "vitest/config";
import shared from "../../.vitest.config.ts";

export default mergeConfig(shared, {
  test: {
    // CommonJS modules look as they do to Node, which runs the generator.
    deps: { interopDefault: false },
  },
});
