import { ERROR_TYPE_HEADER, errorTypeOf } from "@bedrock-contract/wire";
import { describeBody } from "../../exchange/answer.ts";
import { type Check, type CheckContext, followsAwsConventions, isError, type Verdict } from "../check.ts";
import { restJson } from "../documents.ts";

/** An error names its exception, in its header or in its body: SDKs choose the class of the error by that. */
export const errorType: Check = {
  id: "error-type",
  level: "MUST",
  rule: "An error names its exception, in x-amzn-errortype or in its body, by which SDKs choose the class of the error.",
  documented: () => restJson("Operation error serialization"),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  if (!isError(context) || !followsAwsConventions(context)) {
    return "not-applicable";
  }
  const { answer } = context;
  const wanted = wantedTypes(context);
  const type = errorTypeOf(answer.headers) ?? typeInBody(context);
  if (type !== undefined && wanted.includes(type)) {
    return "holds";
  }
  const expected = `${ERROR_TYPE_HEADER}: ${wanted.join(" or ")}`;
  return type === undefined
    ? {
        message: "the error names no exception",
        expected,
        received: `neither such a header nor __type or code in the body; ${describeBody(answer)}`,
        isFinal: true,
      }
    : { message: "wrong exception", expected, received: type };
}

/** Amazon Bedrock names the exception of each error in a header, its body has nothing but the message. */
export const errorTypeHeader: Check = {
  id: "error-type-header",
  level: "SHOULD",
  rule: "An error names its exception in x-amzn-errortype, as Amazon Bedrock does; SDKs look into the body where the header is missing.",
  documented: () => restJson("Operation error serialization"),
  verdict: (context) => {
    const inBody = typeInBody(context);
    if (!isError(context) || !followsAwsConventions(context)) {
      return "not-applicable";
    }
    if (errorTypeOf(context.answer.headers) !== undefined) {
      return "holds";
    }
    return inBody === undefined
      ? "not-applicable"
      : {
          message: "the error names its exception only in its body",
          expected: `${ERROR_TYPE_HEADER}: ${inBody}`,
          received: `no such header; the body says ${inBody}`,
        };
  },
};

function typeInBody({ answer }: CheckContext): string | undefined {
  return errorTypeOf({}, answer.json.isJson ? answer.json.value : undefined);
}

/**
 * The exceptions that the case names, those of the status where it accepts several. Where it names none for the status,
 * any that the operation declares for it.
 */
function wantedTypes({ case: { expect }, operation: { errors }, answer: { status } }: CheckContext): readonly string[] {
  const { errorTypes = [] } = expect;
  const named = expect.status.includes(status)
    ? errorTypes.filter((name) => errors[name] === undefined || errors[name] === status)
    : errorTypes;
  return named.length > 0 ? named : Object.keys(errors).filter((name) => errors[name] === status);
}
