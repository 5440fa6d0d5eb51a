import { encodeChunk, encodeEvent, isOperationName, operations } from "@bedrock-contract/wire";
import type { Case } from "../src/case.ts";
import { runChecks } from "../src/checks/run-checks.ts";
import { defined } from "../src/defined.ts";
import { createOperationAnswer, SERVER_SENT_EVENTS } from "../src/exchange/answer.ts";
import { exceptionValidators, formatOf, loadValidators } from "../src/exchange/exchange-validators.ts";
import { hasTypedEvents } from "../src/exchange/stream/event-names.ts";
import { readMeaning } from "../src/meaning/meaning.ts";

/** An answer as data: one JSON body, or the chunks of a stream. */
export interface GivenAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** The body as it is written, where no JSON value makes it. */
  readonly text?: string;
  /** Each in a frame, or in an event where the operation sends these; `[DONE]` comes after events by itself. */
  readonly chunks?: readonly unknown[];
}

/** The ids of the checks that object to an answer, as it would have come over a connection. */
export async function faultsOf(
  given: Case,
  { status = 200, headers = {}, body, text = JSON.stringify(body) ?? "", chunks }: GivenAnswer,
): Promise<readonly string[]> {
  if (!isOperationName(given.operation)) {
    throw new Error(`there is no operation ${given.operation}`);
  }
  const operation = operations[given.operation];
  const isOfEvents = operation.streamMediaType === SERVER_SENT_EVENTS && chunks !== undefined;
  const mediaType = isOfEvents ? SERVER_SENT_EVENTS : operation.responseMediaType;
  const all = {
    "content-type": status < 300 ? mediaType : "application/json",
    "x-amzn-bedrock-content-type": "application/json",
    "x-amzn-requestid": "1",
    ...headers,
  };
  const bytes =
    chunks === undefined
      ? Buffer.from(text)
      : isOfEvents
        ? Buffer.from(
            [...chunks.map((chunk) => JSON.stringify(chunk)), "[DONE]"].map((data) => `data: ${data}\n\n`).join(""),
          )
        : Buffer.concat(chunks.map((chunk) => frameOf(chunk, given.operation)));
  const answer = createOperationAnswer(operation, { status, headers: all, body: bytes });
  const validators = await loadValidators({ operation: given.operation, ...defined({ format: formatOf(given) }) });
  const meaning = await readMeaning({ validators, request: given.body, modelId: given.parameters.modelId, answer });
  const results = runChecks({
    case: given,
    operation,
    answer,
    validators,
    exceptions: exceptionValidators,
    isDeterministic: false,
    ...(meaning === undefined ? {} : { meaning }),
  });
  return results.filter(({ outcome }) => outcome !== "pass").map(({ id }) => id);
}

function frameOf(chunk: unknown, operation: string): Uint8Array {
  const [[name, members] = ["", {}]] = Object.entries(Object(chunk));
  return hasTypedEvents(operation)
    ? encodeEvent(name, Object(members), 4)
    : encodeChunk(Buffer.from(JSON.stringify(chunk)), 4);
}

/** A copy with other values by pointer; undefined takes an element or a member away. */
export function changed(value: unknown, changes: Readonly<Record<string, unknown>>): unknown {
  const copy = structuredClone(value);
  for (const [pointer, replacement] of Object.entries(changes)) {
    const names = pointer.split("/").slice(1);
    const last = names.pop() ?? "";
    const owner = names.reduce<unknown>((at, name) => Reflect.get(at as object, name), copy) as object; // As the row says.
    if (replacement !== undefined) {
      Reflect.set(owner, last, replacement);
    } else if (Array.isArray(owner)) {
      owner.splice(Number(last), 1);
    } else {
      Reflect.deleteProperty(owner, last);
    }
  }
  return copy;
}
