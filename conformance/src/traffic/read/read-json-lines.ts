import { basename } from "node:path";
import { type Operation, printableLine } from "@bedrock-contract/wire";
import { defined } from "../../defined.ts";
import { SERVER_SENT_EVENTS } from "../../exchange/answer.ts";
import type { ExchangeLine, RecordedBody, RecordedHeaders } from "./exchange-line.ts";
import { announceBody, announceStream, headersOf, takenHeaders } from "./header-list.ts";
import { exchangeOfLog, isInvocationLog } from "./invocation-log.ts";
import { locateOperation } from "./locate-operation.ts";
import { createParseExchangeLine } from "./parse-exchange-line.ts";
import { type Line, LONGEST_LINE, readLines } from "./read-lines.ts";
import type { Recorded, RecordedEvent, RecordedExchange } from "./recorded-exchange.ts";
import { bytesOfEvents, chunkEvent, exceptionEvent, linesOfEvents } from "./recorded-stream.ts";
import { areHeadersCompleteIn, type Part } from "./recording-gaps.ts";
import { logBodyPath, type RecordingSource } from "./recording-source.ts";
import { requestTargetOf } from "./request-target.ts";

/**
 * Reads the exchanges of JSON lines, the records of batch inference, or those of invocation logs, one line at a time.
 */
export async function* readJsonLines(source: RecordingSource): AsyncGenerator<Recorded> {
  const file = source.name;
  const parse = await createParseExchangeLine();
  for await (const line of wholeLines(source)) {
    const { number } = line;
    const place = `${file}:${number}`;
    if ("failure" in line) {
      yield { malformed: { place, message: `cannot be read any further: ${line.failure}` } };
      return;
    }
    const { bytes, isTooLong } = line;
    if (isTooLong) {
      yield { malformed: { place, message: `expected at most ${LONGEST_LINE} bytes on one line` } };
    } else if (!isBlank(bytes)) {
      const parsed = parse(number === 1 ? withoutMark(bytes) : bytes);
      if ("record" in parsed) {
        yield { batchLine: { id: printableLine(`${basename(file)}/${number}`), place, record: parsed.record } };
      } else if ("logs" in parsed) {
        for (const [index, record] of parsed.logs.entries()) {
          const event = parsed.logs.length === 1 ? undefined : index + 1;
          yield await logged(record, { source, place, number, event });
        }
      } else {
        yield "line" in parsed
          ? await exchangeOf(parsed.line, { source, place, number })
          : { malformed: { place, message: parsed.message } };
      }
    }
  }
}

/** The lines of a source. One that breaks off, such as a packed file that was cut, ends with the reason. */
async function* wholeLines(
  source: RecordingSource,
): AsyncGenerator<Line | { readonly number: number; readonly failure: string }> {
  let read = 0;
  try {
    for await (const line of readLines(await source.open())) {
      yield line;
      read = line.number;
    }
  } catch (error) {
    yield { number: read + 1, failure: error instanceof Error ? error.message : String(error) };
  }
}

/** The exchange of a record; `event` is its number where a line holds several. */
async function logged(
  record: unknown,
  { source, place, number, event }: LinePlace & { readonly event: number | undefined },
): Promise<Recorded> {
  const at = event === undefined ? place : `${place}, event ${event}`;
  try {
    if (!isInvocationLog(record)) {
      throw new Error("expected a record of an invocation log");
    }
    const id = `${basename(source.name)}/${number}${event === undefined ? "" : `/${event}`}`;
    const bodyAt = (path: string): Promise<Buffer | undefined> => source.beside(logBodyPath(path));
    return { exchange: await exchangeOfLog(record, { id, place: at, bodyAt }) };
  } catch (error) {
    return { malformed: { place: at, message: whyUnread(error) } };
  }
}

interface LinePlace {
  readonly source: RecordingSource;
  readonly place: string;
  readonly number: number;
}

async function exchangeOf(line: ExchangeLine, { source, place, number }: LinePlace): Promise<Recorded> {
  try {
    const { request, response, redacted = [], fidelity = "wire", durationMs = 0 } = line;
    const headers = headerEntries(response.headers);
    const answer = await answerBody(line, { source, isStream: announceStream(headers) });
    const exchange: RecordedExchange = {
      id: line.id === undefined ? printableLine(`${basename(source.name)}/${number}`) : printableLine(line.id),
      place,
      ...(line.operation ? { operation: printableLine(line.operation) } : {}),
      request: {
        method: request.method.toUpperCase(),
        url: request.url ?? request.path ?? "",
        headers: headerEntries(request.headers),
        body: bodyBytes(request) ?? Buffer.alloc(0),
      },
      response: {
        status: response.status,
        headers,
        ...answer.content,
        ...defined({ interruption: response.interruption }),
      },
      gaps: {
        redacted: [
          ...redacted.map((part) => part.replace(/headers[.].+/, (name) => name.toLowerCase())),
          ...takenHeaders(headers),
        ],
        missing: [
          ...(Object.keys(headers).length === 0 ? ["response.headers"] : []),
          ...(isLeftOut(request, headerEntries(request.headers)) ? ["request.body"] : []),
          ...(isUnknown(request, fidelity) ? ["request.path", "request.body"] : []),
          ...answer.missing,
        ],
        areHeadersComplete: areHeadersCompleteIn(fidelity),
        areRequestHeadersComplete: false,
        losesNulls: !areHeadersCompleteIn(fidelity),
        isBodyExact: fidelity === "wire" && answer.isExact,
      },
      durationMs,
    };
    return { exchange };
  } catch (error) {
    return { malformed: { place, message: whyUnread(error) } };
  }
}

/** What nests too deeply to be written as JSON again is not read. */
function whyUnread(error: unknown): string {
  if (error instanceof RangeError) {
    return "no exchange: it nests too deeply to be read";
  }
  return error instanceof Error ? error.message : String(error);
}

interface AnswerBody {
  readonly content: Pick<RecordedExchange["response"], "body" | "events">;
  readonly missing: readonly Part[];
  /** Whether the recording gives the bytes themselves. */
  readonly isExact: boolean;
}

/** The exact bytes come first, then the events, then the chunks. */
async function answerBody(
  { id, request, response }: ExchangeLine,
  { source, isStream }: { readonly source: RecordingSource; readonly isStream: boolean },
): Promise<AnswerBody> {
  const operation = operationOf(request);
  const events = eventsOf(response, operation);
  const exact = response.bodyEncoding === undefined ? undefined : bodyBytes(response);
  const bytes = exact ?? (isStream || events !== undefined ? await bytesBeside(source, id) : undefined);
  if (bytes !== undefined) {
    return { content: { body: bytes, ...defined({ events }) }, missing: [], isExact: true };
  }
  if (events !== undefined) {
    return {
      content: areServerSent(operation) ? { body: linesOfEvents(events) } : { body: bytesOfEvents(events), events },
      missing: missingOf(events, response.events !== undefined),
      isExact: false,
    };
  }
  const isMissing = isStream || isLeftOut(response, headerEntries(response.headers));
  const content = { body: bodyBytes(response) ?? Buffer.alloc(0) };
  return { content, missing: isMissing ? WHOLE_BODY : [], isExact: false };
}

const WHOLE_BODY: readonly Part[] = ["response.body", "response.bytes", "response.frame-headers", "response.payloads"];

function operationOf({ method, url, path }: ExchangeLine["request"]): Operation | undefined {
  return locateOperation(method.toUpperCase(), requestTargetOf(url ?? path ?? ""))?.operation;
}

function areServerSent(operation: Operation | undefined): boolean {
  return operation?.streamMediaType === SERVER_SENT_EVENTS;
}

function eventsOf(
  { events, chunks, streamException }: ExchangeLine["response"],
  operation: Operation | undefined,
): readonly RecordedEvent[] | undefined {
  if (events !== undefined || chunks === undefined) {
    return events;
  }
  const ending = streamException === undefined ? [] : [exceptionEvent(streamException.type, streamException.members)];
  return [...chunks.map((chunk) => chunkEvent(chunk, operation?.name)), ...ending];
}

function missingOf(events: readonly RecordedEvent[], areEvents: boolean): readonly Part[] {
  return [
    "response.bytes",
    ...(areEvents && events.every(({ headers }) => headers !== undefined) ? [] : ["response.frame-headers"]),
    ...(areEvents && events.every(({ payload }) => payload !== undefined) ? [] : ["response.payloads"]),
  ];
}

/** The raw stream in `streams/<id>.bin` beside the file. */
async function bytesBeside(source: RecordingSource, id: string | undefined): Promise<Buffer | undefined> {
  return id === undefined || !/^[^/\\\0]+$/.test(id) ? undefined : source.beside(`streams/${id}.bin`);
}

function bodyBytes({ body, bodyEncoding }: RecordedBody): Buffer | undefined {
  if (body === undefined || body === null) {
    return undefined;
  }
  if (bodyEncoding === undefined) {
    return Buffer.from(JSON.stringify(body));
  }
  if (typeof body !== "string") {
    throw new Error(`not an exchange: expected a string in "body", because "bodyEncoding" is ${bodyEncoding}`);
  }
  return Buffer.from(body, bodyEncoding === "base64" ? "base64" : "utf8");
}

function isLeftOut({ body }: RecordedBody, headers: RecordedExchange["request"]["headers"]): boolean {
  return body === undefined || (body === null && announceBody(headers));
}

/**
 * Of a request without a header nothing was recorded, unless the recording lists every header: null says nothing, and
 * the path was made up afterwards to name the operation.
 */
function isUnknown({ body, headers }: ExchangeLine["request"], fidelity: string): boolean {
  return body === null && Object.keys(headers ?? {}).length === 0 && !areHeadersCompleteIn(fidelity);
}

function headerEntries(headers: RecordedHeaders | undefined): RecordedExchange["request"]["headers"] {
  return headersOf(
    Object.entries(headers ?? {}).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : String(value),
    ]),
  );
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d);
}

/** Some editors begin a file with a byte order mark. */
function withoutMark(bytes: Buffer): Buffer {
  return bytes.length >= 3 && bytes.readUIntBE(0, 3) === 0xefbbbf ? bytes.subarray(3) : bytes;
}
