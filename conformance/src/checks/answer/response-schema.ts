import type { Issue, Validator } from "@bedrock-contract/validators";
import { errorTypeOf } from "@bedrock-contract/wire";
import { describeBody } from "../../exchange/answer.ts";
import { type Check, type CheckContext, type Fault, followsAwsConventions, isError, type Verdict } from "../check.ts";
import { caseDocument } from "../documents.ts";
import { isPlainRefusal } from "./content-type.ts";
import { withoutNulls } from "./null-members.ts";

/** The body is what the specs describe. Members that they do not describe are no fault. */
export const responseSchema: Check = {
  id: "response-schema",
  level: "MUST",
  rule: "The body has the members and types that the documents describe; further members are no fault.",
  documented: (context) => caseDocument(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const validator = validatorOf(context);
  if (validator === undefined || context.answer.stream !== undefined || context.answer.sse !== undefined) {
    // Of a stream, the check chunk-schema looks at each chunk.
    return "not-applicable";
  }
  const { answer } = context;
  if (isPlainRefusal(context)) {
    return "not-applicable";
  }
  if (!answer.json.isJson) {
    return {
      message: `the body is not valid JSON: ${answer.json.reason}`,
      expected: "a JSON body",
      received: describeBody(answer),
      isFinal: true,
    };
  }
  const { value } = answer.json;
  if (validator.is(value)) {
    return "holds";
  }
  // A null that clients take for absent is the matter of null-members.
  const { issues } = withoutNulls(validator, value);
  return issues.length === 0 ? "holds" : { ...schemaFault(issues), isFinal: true };
}

/** Issues as one fault, the first of them in front. */
export function schemaFault(issues: readonly Issue[]): Fault {
  const differences = issues.map(({ pointer, message, expected, received }) => ({
    pointer,
    message,
    expected,
    received,
  }));
  return { message: "the value does not match its schema", ...differences[0], differences };
}

function validatorOf(context: CheckContext): Validator<unknown> | undefined {
  const {
    answer,
    case: { expect },
    exceptions,
    validators,
  } = context;
  if (!isError(context)) {
    return validators.response;
  }
  if (!followsAwsConventions(context)) {
    return validators.error;
  }
  const type = errorTypeOf(answer.headers, answer.json.isJson ? answer.json.value : undefined);
  const wanted = expect.errorTypes ?? [];
  const name = type !== undefined && (wanted.length === 0 || wanted.includes(type)) ? type : wanted[0];
  // Exceptions of authentication are in no service model; like all others they are {message}.
  return name === undefined ? undefined : (exceptions[name] ?? exceptions.ValidationException);
}
