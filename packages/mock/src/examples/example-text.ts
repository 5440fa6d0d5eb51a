import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** The text of a file of examples, as `@bedrock-contract/specs` publishes it. A single executable has its own. */
export function exampleText(file: string): string {
  return readFileSync(require.resolve(`@bedrock-contract/specs/examples/${file}`), "utf8");
}
