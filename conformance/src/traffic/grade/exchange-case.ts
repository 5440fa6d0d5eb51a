import type { OperationMatch } from "@bedrock-contract/wire";
import type { Case } from "../../case.ts";
import { defined } from "../../defined.ts";
import type { Answer } from "../../exchange/answer.ts";
import { eventChunksOf, exceptionOf } from "../../exchange/stream/chunks.ts";
import type { RecordedExchange } from "../read/recorded-exchange.ts";
import { exceptionsOf, statusesOf } from "./common-errors.ts";

/** The case that an exchange would be: any answer that the operation may give is expected. */
export function exchangeCase(
  { id, place }: RecordedExchange,
  details: {
    readonly match: OperationMatch;
    readonly answer: Answer;
    readonly parameters: Readonly<Record<string, unknown>>;
    readonly format?: string;
    /** The JSON value of the request's body; absent where it is none. */
    readonly body?: unknown;
  },
): Case {
  const { match, answer, parameters, format, body } = details;
  const { operation, labels } = match;
  const exception = exceptionOf(answer.stream)?.content;
  return {
    id,
    operation: operation.name,
    api: operation.api,
    ...defined({ format }),
    summary: [operation.name, ...Object.values(labels), `answered ${answer.status}`].join(" "),
    kind: "authored",
    source: format === undefined ? {} : { document: "Bedrock Contract, specs", section: `formats/${format}` },
    file: place,
    requires: [],
    parameters,
    ...defined({ body }),
    expect: {
      status: statusesOf(operation),
      ...(answer.status < 400 ? {} : { errorTypes: exceptionsOf(operation, answer.status) }),
      // What such a stream told is what was to come, an error too.
      ...(answer.sse === undefined ? {} : { body: eventChunksOf(answer.sse).map(({ value }) => value) }),
      ...(exception === undefined
        ? {}
        : { streamException: { type: exception.type, members: exception.members ?? {} } }),
    },
  };
}
