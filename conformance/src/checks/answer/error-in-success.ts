import { ERROR_TYPE_HEADER, errorTypeOf } from "@bedrock-contract/wire";
import { describeBody } from "../../exchange/answer.ts";
import { type Check, type CheckContext, followsAwsConventions, isError, type Verdict } from "../check.ts";
import { restJson } from "../documents.ts";

/**
 * A success names no exception. Clients that look at the status alone would take the error for a response of the
 * operation.
 */
export const errorInSuccess: Check = {
  id: "error-in-success",
  level: "MUST",
  rule: `A success names no exception, neither in ${ERROR_TYPE_HEADER} nor as __type in its body.`,
  documented: () => restJson("Operation error serialization"),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const { answer } = context;
  if (isError(context) || !followsAwsConventions(context)) {
    return "not-applicable";
  }
  const header = answer.headers[ERROR_TYPE_HEADER];
  if (header !== undefined) {
    return {
      message: "a successful response names an exception in its headers",
      expected: `no ${ERROR_TYPE_HEADER}`,
      received: `${answer.status}, ${ERROR_TYPE_HEADER}: ${header}`,
    };
  }
  const place = PLACES.find((each) => typeNamedAt(answer.json.isJson ? answer.json.value : undefined, each));
  return place === undefined
    ? "holds"
    : {
        message: "the body of a successful response is an error",
        pointer: `${place.map((name) => `/${name}`).join("")}/__type`,
        expected: "a response of the operation",
        received: describeBody(answer),
        isFinal: true,
      };
}

/**
 * Where an error names itself: at the top, or in the output of AWS's request router, which answers unknown routes with
 * 200.
 */
const PLACES: readonly (readonly string[])[] = [[], ["Output"]];

function typeNamedAt(body: unknown, place: readonly string[]): boolean {
  const owner = place.reduce<unknown>(
    (value, name) => (typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined),
    body,
  );
  return typeof owner === "object" && owner !== null && "__type" in owner && errorTypeOf({}, owner) !== undefined;
}
