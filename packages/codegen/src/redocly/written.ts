import type { Oas3Visitor } from "@redocly/openapi-core";
import { UNWRITTEN } from "../import/write-schema.ts";

/** What `drift --write` has brought in is described by a person before it is published. */
export function written(): Oas3Visitor {
  return {
    any(node, { location, report }) {
      for (const key of ["summary", "description"]) {
        if (typeof node !== "object" || node === null || node[key] !== UNWRITTEN) continue;
        report({
          message: `The ${key} is not written yet; expected what it means, in our own words.`,
          location: location.child([key]),
        });
      }
    },
  };
}
