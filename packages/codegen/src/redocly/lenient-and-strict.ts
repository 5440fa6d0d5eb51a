import type { Oas3Visitor } from "@redocly/openapi-core";

/** The account of all examples, and another one that something is shared with: AWS keeps both for documents. */
const ACCOUNT = "111122223333";
const OTHER_ACCOUNT = "444455556666";

/** A rule looks for a part of a value; the pattern of a member describes the whole of it. */
const OF_RULE = /\/rules\/|x-request-rules/;

/**
 * Patterns are anchored, so that `a|b` does not admit what only begins with `a`. One that looks at the beginning of a
 * value on purpose says in words what is expected.
 */
export function anchoredPatterns(): Oas3Visitor {
  return {
    Schema(schema, { location, report }) {
      const { pattern } = schema;
      const isOfRule = OF_RULE.test(location.source.absoluteRef) || OF_RULE.test(location.pointer);
      if (pattern === undefined || isOfRule) return;
      const isEnded = pattern.endsWith("$") || "x-expected" in schema;
      if (pattern.startsWith("^") && isEnded && !hasOuterAlternative(pattern)) return;
      report({
        message: `The pattern ${pattern} is not anchored; expected ^(?:${pattern})$.`,
        location: location.child("pattern"),
      });
    },
  };
}

/** Whether a `|` stands outside of all groups and classes. */
function hasOuterAlternative(pattern: string): boolean {
  const outer = pattern.replaceAll(/\\.|\[(?:\\.|[^\]\\])*\]/g, "");
  let depth = 0;
  for (const character of outer) {
    depth += character === "(" ? 1 : character === ")" ? -1 : 0;
    if (character === "|" && depth === 0) return true;
  }
  return false;
}

/** Examples name no accounts but those of documents. */
export function exampleAccount(): Oas3Visitor {
  return {
    Example({ value }, { location, report }) {
      const accounts = JSON.stringify(value ?? null).matchAll(/(?<=")\d{12}(?=")|(?<=\barn:aws[^"]*?:)\d{12}(?=:)/g);
      const other = [...accounts].map(([id]) => id).find((id) => id !== ACCOUNT && id !== OTHER_ACCOUNT);
      if (other === undefined) return;
      report({ message: `The example names the account ${other}; expected ${ACCOUNT}.`, location });
    },
  };
}

/** Whether a branch takes strings and other things, such as `type: [string, "null"]`. */
function isStringAmongTypes(branch: object): boolean {
  return "type" in branch && Array.isArray(branch.type) && branch.type.includes("string") && !("enum" in branch);
}

/** Enums of responses are open: AWS adds values. Null stands apart from any other string, so that the enum can be closed. */
export function openEnums(): Oas3Visitor {
  const open = new Set<unknown>();
  return {
    Schema({ anyOf: branches = [] }, { location, report }) {
      if (branches.some((branch) => "enum" in branch) && branches.some(isStringAmongTypes)) {
        report({
          message: 'The enum is open and may be null in one branch; expected {type: string} and {type: "null"} apart.',
          location: location.child("anyOf"),
        });
      }
    },
    Response: {
      Schema(schema, { location, report }) {
        const branches = schema.anyOf ?? [];
        if (branches.some((branch) => "type" in branch && branch.type === "string" && !("enum" in branch))) {
          for (const branch of branches) open.add(branch);
        }
        if ((schema.enum?.length ?? 0) < 2 || open.has(schema)) return;
        report({
          message: "The enum of a response is closed; expected anyOf: [{enum: […]}, {type: string}].",
          location: location.child("enum"),
        });
      },
    },
  };
}
