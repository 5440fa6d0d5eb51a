import type { Oas3Visitor } from "@redocly/openapi-core";

const ORDER = ["operationId", "summary", "description", "tags", "parameters", "requestBody", "responses"];

/** An operation's keys stand in the order in which they are read. */
export function keyOrder(): Oas3Visitor {
  return {
    Operation(operation, { location, report }) {
      const keys = Object.keys(operation).filter((key) => ORDER.includes(key));
      const expected = ORDER.filter((key) => keys.includes(key));
      const misplaced = keys.find((key, index) => key !== expected[index]);
      if (misplaced === undefined) return;
      report({
        message: `\`${misplaced}\` stands in the wrong place; expected the order ${expected.join(", ")}.`,
        location: location.child([misplaced]).key(),
      });
    },
  };
}
