import type { Issue } from "@bedrock-contract/validators";
import { describeBody } from "../../exchange/answer.ts";
import type { Check, CheckContext, Fault, Verdict } from "../check.ts";
import { caseDocument } from "../documents.ts";
import { answerValidator } from "./answer-validator.ts";
import { isPlainRefusal } from "./content-type.ts";
import { withoutNulls } from "./null-members.ts";

/** The body is what the specs describe. Members that they do not describe are no fault. */
export const responseSchema: Check = {
  id: "response-schema",
  level: "MUST",
  rule: "The body has the members and types that the documents describe; additional members are allowed.",
  documented: (context) => caseDocument(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const validator = answerValidator(context);
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
