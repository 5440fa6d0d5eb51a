import type { Validator } from "@bedrock-contract/validators";
import { errorTypeOf } from "@bedrock-contract/wire";
import { type CheckContext, followsAwsConventions, isError } from "../check.ts";

/** What the body of an answer is held against: the response, or the exception that the answer names. */
export function answerValidator(context: CheckContext): Validator<unknown> | undefined {
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
