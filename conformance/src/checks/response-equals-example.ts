import type { Case } from "../case.ts";
import { parseJson } from "../exchange/parse-json.ts";
import type { StreamReading } from "../stream/stream-reader.ts";
import type { Check, CheckContext, Verdict } from "./check.ts";
import { differencesOf } from "./differences.ts";
import { caseDocument } from "./documents.ts";
import { isWhole } from "./stream/chunks.ts";
import { expectedException } from "./stream/stream-exception.ts";
import { valuesAt } from "./stream/values-at.ts";

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
    return isWhole(answer.stream)
      ? compare(expectedEvents(context.case), receivedEvents(answer.stream))
      : "not-applicable";
  }
  return answer.json.isJson ? compare(expect.body, answer.json.value) : "not-applicable";
}

function compare(expected: unknown, received: unknown): Verdict {
  const differences = differencesOf(expected, received);
  const [first] = differences;
  return first === undefined ? "holds" : { ...first, differences };
}

/** The chunks of a stream as JSON values; an exception after them as an object of its name. Padding is no part of either. */
function expectedEvents(given: Case): readonly unknown[] {
  const { expect, format } = given;
  const listed: readonly unknown[] = Array.isArray(expect.body) ? expect.body : [];
  const chunks = format === undefined ? listed.flatMap(decodedChunk) : listed;
  const exception = expectedException(given);
  return exception === undefined ? chunks : [...chunks, { [exception.type]: exception.members }];
}

/** Where no format describes the chunks, the example lists events as they stand in the frames. */
function decodedChunk(event: unknown): readonly unknown[] {
  const bytes = valuesAt(event, "/chunk/bytes")[0]?.value;
  const json = typeof bytes === "string" ? parseJson(Buffer.from(bytes, "base64")) : undefined;
  return json?.isJson === true ? [json.value] : [];
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
