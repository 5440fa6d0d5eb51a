import type { CaseExpectation } from "../../case.ts";
import { eventChunksOf, isWhole } from "../../exchange/stream/chunks.ts";
import type { StreamReading } from "../../exchange/stream/stream-reader.ts";
import { type Check, type CheckContext, type Verdict, verdictOf } from "../check.ts";
import { differencesOf } from "../differences.ts";
import { caseDocument } from "../documents.ts";

/** A target that replays the examples answers with exactly the example. */
export const responseEqualsExample: Check = {
  id: "response-equals-example",
  level: "MUST",
  rule: "A target declared to replay the examples answers with exactly the example.",
  documented: (context) => caseDocument(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const {
    answer,
    case: { expect },
    isDeterministic,
  } = context;
  if (!isDeterministic || expect.body === undefined) {
    return "not-applicable";
  }
  if (answer.stream !== undefined) {
    return isWhole(answer.stream) ? compare(expectedEvents(expect), receivedEvents(answer.stream)) : "not-applicable";
  }
  if (answer.sse !== undefined) {
    const isReadable = answer.sse.interruption === undefined && answer.sse.events.length > 0;
    const events = eventChunksOf(answer.sse).map(({ value }) => value);
    return isReadable ? compare(expect.body, events) : "not-applicable";
  }
  return answer.json.isJson ? compare(expect.body, answer.json.value) : "not-applicable";
}

function compare(expected: unknown, received: unknown): Verdict {
  const differences = differencesOf(expected, received);
  return verdictOf(differences);
}

/** The chunks of a stream as JSON values; an exception after them as an object of its name. Padding is no part of either. */
function expectedEvents({ body, streamException }: CaseExpectation): unknown {
  return streamException === undefined || !Array.isArray(body)
    ? body
    : [...body, { [streamException.type]: streamException.members }];
}

function receivedEvents(stream: StreamReading): readonly unknown[] {
  return stream.frames.flatMap(({ content }) => {
    switch (content.kind) {
      case "chunk":
        return [content.value];
      case "exception":
        return [{ [content.type]: content.members ?? content.payload }];
      default:
        return [];
    }
  });
}
