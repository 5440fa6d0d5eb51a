import { mergeConfig } from "vitest/config";
import shared from "../../.vitest.config.ts";

// CommonJS modules look as they do to Node, which runs the generator.
export default mergeConfig(shared, { test: { deps: { interopDefault: false } } });
