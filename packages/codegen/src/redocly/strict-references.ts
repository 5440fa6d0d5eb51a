import { isRef, type Oas3Visitor } from "@redocly/openapi-core";

/** Where `$ref` may stand: where OpenAPI allows it, and in `x-request-rules`. By Redocly's names of the types. */
const ALLOWED = new Set([
  "Schema",
  "Response",
  "Parameter",
  "RequestBody",
  "Example",
  "Header",
  "SecurityScheme",
  "Link",
  "Callback",
  "PathItem",
  "RequestRule",
]);

/** Redocly's `spec-strict-refs`, which knows no extension that is made of references. */
export function strictReferences(): Oas3Visitor {
  return {
    any(_node, { report, rawNode, rawLocation, type }) {
      if (ALLOWED.has(type.name) || !isRef(rawNode)) return;
      report({
        message: `A \`$ref\` cannot stand for a ${type.name}; expected the value itself.`,
        location: rawLocation.child(["$ref"]).key(),
      });
    },
  };
}
