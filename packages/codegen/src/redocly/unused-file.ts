import { readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import type { Oas3Visitor } from "@redocly/openapi-core";

/** Every YAML file beside or below an API's root file is reached from it. */
export function unusedFile(): Oas3Visitor {
  const used = new Set<string>();
  return {
    ref(_node, _context, { location }) {
      if (location) used.add(location.source.absoluteRef);
    },
    Root: {
      leave(_root, { location, report }) {
        const root = location.source.absoluteRef;
        const folder = dirname(root);
        for (const file of yamlFiles(folder).filter((file) => file !== root && !used.has(file))) {
          report({
            message: `${relative(folder, file)} is not used; refer to it or remove it.`,
            location: location.child(["openapi"]).key(),
          });
        }
      },
    },
  };
}

function yamlFiles(folder: string): readonly string[] {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".yaml"))
    .map((entry) => join(entry.parentPath, entry.name));
}
