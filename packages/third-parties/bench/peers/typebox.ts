import type { Schema } from "../schemas.ts";
import type { Peer } from "./peer.ts";

/** https://github.com/sinclairzx81/typebox: JSON Schema, compiled where it runs */
export const typebox: Peer = {
  name: "typebox",
  source(schemas, request, response) {
    const inline = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(inline);
      if (typeof value !== "object" || value === null) return value;
      if ("$ref" in value) return inline(schemas.get(String(value.$ref)));
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inline(item)]));
    };
    const text = (schema: Schema | undefined) => JSON.stringify(inline(schema));
    return `import { Compile } from "typebox/schema";
const peer = (schema) => { const compiled = Compile(schema); return { is: (value) => compiled.Check(value), issues: (value) => compiled.Errors(value)[1].length }; };
export const request = peer(${text(schemas.get(request))}), response = peer(${text(schemas.get(response))});`;
  },
};
