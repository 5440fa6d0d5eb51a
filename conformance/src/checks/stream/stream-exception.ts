import { errorMessageOf } from "@bedrock-contract/wire";
import type { StreamException } from "../../case.ts";
import { excerpt } from "../../exchange/answer.ts";
import { type ExceptionFrame, exceptionOf, isWhole } from "../../exchange/stream/chunks.ts";
import { schemaFault } from "../answer/response-schema.ts";
import type { Check, CheckContext, Fault, Verdict } from "../check.ts";
import { responseStream } from "./documents.ts";
import { placeOf } from "./frame-fault.ts";

/** What goes wrong after a stream began is said by an exception frame of the union's types; SDKs throw it. */
export const streamException: Check = {
  id: "stream-exception",
  level: "MUST",
  rule: "An exception inside a stream is a frame of :message-type exception, its type one of the stream's, with a message.",
  documented: (context) => responseStream(context.case, context.case.expect.streamException?.type ?? "exceptions"),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const { stream } = context.answer;
  if (stream === undefined) {
    return "not-applicable";
  }
  const expected = context.case.expect.streamException;
  const found = exceptionOf(stream);
  if (found === undefined) {
    return expected === undefined || !isWhole(stream) ? "not-applicable" : missing(expected);
  }
  // Of an exception that nobody expects, what it says matters more than its form.
  const unexpected = expected === undefined ? typeFault(found, expected) : undefined;
  return unexpected ?? formFault(found, context) ?? typeFault(found, expected) ?? "holds";
}

function missing({ type }: StreamException): Fault {
  return {
    message: "the exception is missing from the stream",
    expected: `an exception frame of type ${type} after the chunks`,
    received: "no exception",
  };
}

/** That a frame is the expected exception, or that none is expected. */
function typeFault({ frame, content }: ExceptionFrame, expected: StreamException | undefined): Fault | undefined {
  if (content.type === expected?.type) {
    return undefined;
  }
  const said =
    frame.headers.find(({ name }) => name === ":error-message")?.value ??
    errorMessageOf(content.members) ??
    content.payload;
  return {
    message: expected === undefined ? "the stream ends with an exception" : "wrong exception",
    expected: expected === undefined ? "no exception" : `:exception-type: ${expected.type}`,
    received: `${content.type} ${JSON.stringify(excerpt(String(said)))}`,
    frame: placeOf(frame),
  };
}

/** That a frame is an exception of the stream's union, as the service model has them. */
function formFault({ frame, content }: ExceptionFrame, { validators, exceptions }: CheckContext): Fault | undefined {
  const { messageType, type, members, payload } = content;
  const fault = (message: string, expected: string, received: string): Fault => ({
    message,
    expected,
    received,
    frame: placeOf(frame),
  });
  if (messageType === "error") {
    return fault("the exception is sent as an error", ":message-type: exception", `:message-type: error, ${type}`);
  }
  const name = `${type.slice(0, 1).toUpperCase()}${type.slice(1)}`;
  const validator = exceptions[name];
  if (members === undefined || typeof members.message !== "string") {
    return fault("an exception has no message", 'the payload {"message": TEXT}', excerpt(payload) || "no payload");
  }
  const issues = validator?.issues(members) ?? [];
  if (issues.length > 0) {
    return { ...schemaFault(issues), frame: placeOf(frame) };
  }
  // The union of the service model knows its exceptions; each is an event of one member.
  const isKnown = validator !== undefined && validators.response?.is([{ [type]: members }]) !== false;
  return isKnown
    ? undefined
    : fault(
        "the stream has no such exception",
        "one that the service model has for the stream",
        `:exception-type: ${type}`,
      );
}
