import { readFileSync } from "node:fs";
import type { Oas3Visitor } from "@redocly/openapi-core";
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import { parse } from "yaml";

/** Every example file has the shape that example.schema.json describes. */
export function exampleFile(schemaFile: string): Oas3Visitor {
  return shapedFile("Example", "an example", schemaFile);
}

/** Every rule of a request has the shape that request-rule.schema.json describes. */
export function requestRuleFile(schemaFile: string): Oas3Visitor {
  return shapedFile("RequestRule", "a rule of requests", schemaFile);
}

/** The files that references of one type, by Redocly's name of it, lead to. */
function shapedFile(typeName: string, words: string, schemaFile: string): Oas3Visitor {
  const validate = new Ajv2020({ allErrors: true, strict: false }).compile(
    JSON.parse(readFileSync(schemaFile, "utf8")),
  );
  const seen = new Set<string>();
  return {
    ref(_node, { report, type }, { location }) {
      if (type.name !== typeName || !location || seen.has(location.source.absoluteRef)) return;
      seen.add(location.source.absoluteRef);
      if (validate(parse(location.source.body))) return;
      for (const error of (validate.errors ?? []).filter(isCause)) {
        const place = error.instancePath === "" ? "the file" : error.instancePath;
        report({
          message: `Not ${words}: ${place} ${error.message}${detail(error)}.`,
          location: { source: location.source, pointer: `#${error.instancePath || "/"}` },
        });
      }
    },
  };
}

/** `if` only repeats what another error says. */
function isCause(error: ErrorObject): boolean {
  return error.keyword !== "if";
}

function detail(error: ErrorObject): string {
  const { additionalProperty, allowedValues, allowedValue } = error.params;
  if (additionalProperty !== undefined) return `: ${additionalProperty}`;
  const allowed = allowedValues ?? (allowedValue === undefined ? undefined : [allowedValue]);
  return allowed === undefined ? "" : `: ${allowed.join(", ")}`;
}
