import { BEDROCK_CONTENT_TYPE_HEADER, ERROR_TYPE_HEADER, REQUEST_ID_HEADER } from "@bedrock-contract/wire";
import type { Difference } from "../../result.ts";
import { type Check, type CheckContext, isError, type Verdict, verdictOf } from "../check.ts";
import { apiModel } from "../documents.ts";

/** The response headers that the operation requires are there; a deterministic target sends those of the example. */
export const declaredHeaders: Check = {
  id: "declared-headers",
  level: "MUST",
  rule: "The response headers that the operation requires are there, and those of the example where a target replays it.",
  documented: (context) => apiModel(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const wanted = wantedHeaders(context);
  const differences = wanted.flatMap(([name, value]) => difference(context, name, value));
  return verdictOf(differences, { applies: wanted.length > 0 });
}

/** Headers with checks of their own. */
const CHECKED_ELSEWHERE: readonly string[] = [
  "content-type",
  BEDROCK_CONTENT_TYPE_HEADER,
  ERROR_TYPE_HEADER,
  REQUEST_ID_HEADER,
];

/** Names with the value wanted, or undefined where any will do. */
function wantedHeaders(context: CheckContext): readonly (readonly [string, string | undefined])[] {
  const required = isError(context) ? [] : context.operation.responseHeaders.filter((header) => header.required);
  if (required.length === 0 && !context.isDeterministic) {
    return [];
  }
  const values = context.isDeterministic ? (context.case.expect.headers ?? {}) : {};
  const wanted = new Map<string, string | undefined>(required.map((header) => [header.name.toLowerCase(), undefined]));
  for (const [name, value] of Object.entries(values)) {
    wanted.set(name.toLowerCase(), value);
  }
  return [...wanted].filter(([name]) => !CHECKED_ELSEWHERE.includes(name));
}

function difference({ answer }: CheckContext, name: string, value: string | undefined): readonly Difference[] {
  const received = answer.headers[name];
  if (received === undefined) {
    const expected = value === undefined ? `header ${name}` : `${name}: ${value}`;
    return [{ pointer: "", message: `the header ${name} is missing`, expected, received: "no such header" }];
  }
  if (value !== undefined && received !== value) {
    return [
      {
        pointer: "",
        message: `the header ${name} has another value`,
        expected: `${name}: ${value}`,
        received: `${name}: ${received}`,
      },
    ];
  }
  return [];
}
