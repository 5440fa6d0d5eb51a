import type { ByteStream } from "../event-stream/byte-reader.ts";

/** The answer's HTTP side, which the AWS SDK does not return. */
export interface SdkAnswer {
  readonly status: number;
  /** The headers of the answer, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body of a successful stream, as bytes; undefined where the SDK reads the body. */
  readonly stream?: ByteStream | undefined;
}

/** A command of the AWS SDK, as far as its middleware goes. */
export interface SdkCommand {
  readonly middlewareStack: {
    add(middleware: AnswerMiddleware, options: { step: "deserialize"; name: string; priority: "low" }): void;
  };
}

type AnswerMiddleware = <Args, Result extends { readonly response: unknown }>(
  next: (args: Args) => Promise<Result>,
) => (args: Args) => Promise<Result>;

/** What is kept of an answer beyond its status and headers. */
export interface KeepAnswerOptions {
  /**
   * Whether to keep the body of a success as it arrives and show the SDK an empty one. The SDK's own reading of an
   * event stream waits for the first event, and does not let go of the connection when it is left early. Default:
   * false.
   */
  readonly takesStream?: boolean;
}

/**
 * Has a command keep the status and headers of its answer, and returns the function that tells them once the command was sent. The AWS SDK
 * hands the raw answer to each middleware of the step `deserialize`; of several attempts the last one counts.
 */
export function keepAnswer(
  command: SdkCommand,
  { takesStream = false }: KeepAnswerOptions = {},
): () => SdkAnswer | undefined {
  let answer: SdkAnswer | undefined;
  command.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { response } = result;
      answer = readAnswer(response);
      if (takesStream && answer !== undefined && answer.status < 300) {
        answer = { ...answer, stream: takeStream(response) };
      }
      await bufferErrorBody(response);
      return result;
    },
    // Low: nearer to the wire than the SDK's own reading of the answer.
    { step: "deserialize", name: "keepAnswer", priority: "low" },
  );
  return () => answer;
}

function takeStream(response: unknown): ByteStream | undefined {
  if (!isHttpResponse(response) || !isByteStream(response.body)) {
    return undefined;
  }
  const { body } = response;
  response.body = noBytes();
  return body;
}

async function* noBytes(): AsyncGenerator<never> {}

/** The SDK fails without showing the body of an error that is no JSON. A body that is there as bytes can be shown. */
async function bufferErrorBody(response: unknown): Promise<void> {
  if (!isHttpResponse(response) || response.statusCode < 300 || !isStream(response.body)) {
    return;
  }
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of response.body) {
    chunks.push(chunk);
  }
  response.body = new Uint8Array(await new Blob(chunks).arrayBuffer());
}

interface HttpResponse {
  readonly statusCode: number;
  readonly headers: object;
  body: unknown;
}

function readAnswer(response: unknown): SdkAnswer | undefined {
  return isHttpResponse(response)
    ? { status: response.statusCode, headers: lowerCaseNames(response.headers) }
    : undefined;
}

function isHttpResponse(value: unknown): value is HttpResponse {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof Reflect.get(value, "statusCode") === "number" &&
    typeof Reflect.get(value, "headers") === "object"
  );
}

/** Handlers for browsers give the body of their `fetch`, which not every browser can iterate. */
function isByteStream(value: unknown): value is ByteStream {
  return isStream(value) || (typeof value === "object" && value !== null && "getReader" in value);
}

function isStream(value: unknown): value is AsyncIterable<Uint8Array<ArrayBuffer>> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

function lowerCaseNames(headers: object): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
}
