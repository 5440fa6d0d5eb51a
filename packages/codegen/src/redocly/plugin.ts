import { join } from "node:path";
import type { Plugin } from "@redocly/openapi-core";
import { inlineExamples } from "./inline-examples.ts";
import { keyOrder } from "./key-order.ts";
import { anchoredPatterns, exampleAccount, openEnums } from "./lenient-and-strict.ts";
import { requestRuleTypes } from "./request-rules.ts";
import { schemaDescribed } from "./schema-described.ts";
import { exampleFile, requestRuleFile } from "./shaped-file.ts";
import { strictReferences } from "./strict-references.ts";
import { written } from "./written.ts";

/** What Redocly tells a plugin: the folder of redocly.yaml. */
export interface PluginOptions {
  readonly contentDir: string;
}

/**
 * The rules of the specs' layout, which Redocly's own rules cannot state. They are named `layout/<rule>` in
 * redocly.yaml.
 */
// biome-ignore lint/style/noDefaultExport: Redocly calls the default export of a plugin's module.
export default function plugin(options: PluginOptions): Plugin {
  const schemaFile = (name: string): string => join(options.contentDir, `${name}.schema.json`);
  return {
    id: "layout",
    typeExtension: requestRuleTypes,
    decorators: { oas3: { "inline-examples": inlineExamples } },
    rules: {
      oas3: {
        "anchored-patterns": anchoredPatterns,
        "example-account": exampleAccount,
        "example-file": () => exampleFile(schemaFile("example")),
        "key-order": keyOrder,
        "open-enums": openEnums,
        "request-rule-file": () => requestRuleFile(schemaFile("request-rule")),
        "schema-described": schemaDescribed,
        "strict-references": strictReferences,
        written,
      },
    },
  };
}
