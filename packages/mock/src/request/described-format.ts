import { createRequire } from "node:module";
import { type FormatDescription, formats } from "@bedrock-contract/validators";

const require = createRequire(import.meta.url);

/**
 * What the spec of a format says about it as a whole, at once: what a test scripts is looked at when it is set.
 * Undefined where there is no such format.
 */
export function describedFormat(id: string | undefined): FormatDescription | undefined {
  const known = formats.find((format) => format.id === id);
  if (known === undefined) {
    return undefined;
  }
  // The module of a format has its description.
  const module = require(`@bedrock-contract/validators/${known.id}`) as { readonly description: FormatDescription };
  return module.description;
}
