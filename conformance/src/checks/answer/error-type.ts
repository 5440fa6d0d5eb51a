import { ERROR_TYPE_HEADER, errorTypeOf } from "@bedrock-contract/wire";
import { describeBody } from "../../exchange/answer.ts";
import { type Check, type CheckContext, followsAwsConventions, isError, type Verdict } from "../check.ts";
import { restJson } from "../documents.ts";

/** An error names its exception in `x-amzn-errortype`: SDKs choose the class of the error by that header. */
export const errorType: Check = {
  id: "error-type",
  level: "MUST",
  rule: "An error names its exception in x-amzn-errortype, by which SDKs choose the class of the error.",
  documented: () => restJson("Operation error serialization"),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  if (!isError(context) || !followsAwsConventions(context)) {
    return "not-applicable";
  }
  const { answer } = context;
  const wanted = wantedTypes(context);
  const type = errorTypeOf(answer.headers);
  if (type !== undefined && wanted.includes(type)) {
    return "holds";
  }
  const expected = `${ERROR_TYPE_HEADER}: ${wanted.join(" or ")}`;
  if (type !== undefined) {
    return { message: "the error is another exception", expected, received: `${ERROR_TYPE_HEADER}: ${type}` };
  }
  const inBody = errorTypeOf({}, answer.json.isJson ? answer.json.value : undefined);
  return {
    message: "the error names no exception in its headers",
    expected,
    received:
      inBody === undefined ? `no such header; ${describeBody(answer)}` : `no such header; the body says ${inBody}`,
    isFinal: true,
  };
}

/** A case that names no exception expects any that the operation declares for the status. */
function wantedTypes({ case: { expect }, operation, answer }: CheckContext): readonly string[] {
  return expect.errorTypes ?? Object.keys(operation.errors).filter((name) => operation.errors[name] === answer.status);
}
