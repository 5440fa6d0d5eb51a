import { dirname, resolve } from "node:path";
import type { Oas3Visitor } from "@redocly/openapi-core";

/** Where each kind of part lives, by Redocly's name of the kind. */
const PLACES: Readonly<Record<string, { readonly pattern: RegExp; readonly words: string }>> = {
  Schema: { pattern: /\/schemas\/[A-Z][A-Za-z0-9]*\.yaml$/, words: "schemas/<PascalCase>.yaml" },
  Parameter: { pattern: /\/parameters\/[a-z][A-Za-z0-9]*\.yaml$/, words: "parameters/<camelCase>.yaml" },
  Header: { pattern: /\/headers\/[a-z0-9-]+\.yaml$/, words: "headers/<name in lower case>.yaml" },
  Response: { pattern: /\/responses\/[A-Z][A-Za-z0-9]*\.yaml$/, words: "responses/<PascalCase>.yaml" },
  RequestRule: { pattern: /\/rules\/[a-z0-9-]+\.yaml$/, words: "rules/<id>.yaml" },
  SecurityScheme: { pattern: /\/security-schemes\/[a-z0-9-]+\.yaml$/, words: "security-schemes/<name>.yaml" },
};

/**
 * A named part (schema, parameter, header, response, security scheme, rule) is a whole file in the folder of its kind, so that
 * its file name is its name everywhere.
 */
export function partFile(): Oas3Visitor {
  return {
    ref(node, { location, report, type }) {
      const place = PLACES[type.name];
      if (!place || place.pattern.test(resolve(dirname(location.source.absoluteRef), node.$ref))) return;
      report({
        message: `${node.$ref} is not a ${type.name} in a file of its own; expected ${place.words}, without a fragment.`,
        location: location.child(["$ref"]),
      });
    },
    Components(components, { location, report }) {
      for (const key of Object.keys(components).filter((key) => key !== "securitySchemes")) {
        report({
          message: `components/${key} holds parts; expected one file for each of them.`,
          location: location.child([key]).key(),
        });
      }
    },
    Schema(schema, { location, report }) {
      for (const key of ["$defs", "definitions"].filter((key) => key in schema)) {
        report({
          message: `${key} holds named schemas; expected one file for each of them.`,
          location: location.child([key]).key(),
        });
      }
    },
  };
}
