import type { CaseExpectation } from "../../case.ts";
import { eventChunksOf, isWhole } from "../../exchange/stream/chunks.ts";
import { hasTypedEvents } from "../../exchange/stream/event-names.ts";
import type { StreamReading } from "../../exchange/stream/stream-reader.ts";
import { type Check, type CheckContext, type Verdict, verdictOf } from "../check.ts";
import { differencesOf } from "../differences.ts";
import { caseDocument } from "../documents.ts";

/** A target that replays the examples answers with exactly the example. */
export const responseEqualsExample: Check = {
  id: "response-equals-example",
  level: "MUST",
  rule: "A target that is declared to replay the examples responds with exactly the example.",
  documented: (context) => caseDocument(context.case),
  verdict,
};

function verdict(context: CheckContext): Verdict {
  const {
    answer,
    case: { expect, operation, after },
    isDeterministic,
  } = context;
  // What was created just before no example knows.
  if (!isDeterministic || expect.body === undefined || after !== undefined) {
    return "not-applicable";
  }
  if (answer.stream !== undefined) {
    const events = hasTypedEvents(operation) ? { ...expect, body: withoutPadding(expect.body) } : expect;
    return isWhole(answer.stream) ? compare(expectedEvents(events), receivedEvents(answer.stream)) : "not-applicable";
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

/**
 * The chunks of a stream as JSON values; an exception after them as an object of its name. Padding is not a part of
 * either.
 */
function expectedEvents({ body, streamException }: CaseExpectation): unknown {
  return streamException === undefined || !Array.isArray(body)
    ? body
    : [...body, { [streamException.type]: streamException.members }];
}

/** The events of an example may show their padding. */
function withoutPadding(events: unknown): unknown {
  return Array.isArray(events) ? events.map((event: unknown) => mapMembers(event, paddingless)) : events;
}

function paddingless(payload: unknown): unknown {
  const { p: _, ...members } = Object(payload);
  return members;
}

function mapMembers(value: unknown, change: (member: unknown) => unknown): unknown {
  return Object.fromEntries(Object.entries(Object(value)).map(([name, member]) => [name, change(member)]));
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
