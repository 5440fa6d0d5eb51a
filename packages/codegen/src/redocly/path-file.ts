import type { Oas3Visitor } from "@redocly/openapi-core";

/** Each path is a reference to a file of its own, named like the path with `_` for `/`. */
export function pathFile(): Oas3Visitor {
  return {
    Root(root, { location, report }) {
      for (const [path, item] of Object.entries(root.paths ?? {})) {
        const expected = `paths/${path.slice(1).replaceAll("/", "_")}.yaml`;
        if ("$ref" in item && item.$ref === expected) continue;
        report({
          message: `${path} is not in a file of its own; expected \`$ref: ${expected}\`.`,
          location: location.child(["paths", path]).key(),
        });
      }
    },
  };
}
