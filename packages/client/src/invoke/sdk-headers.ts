import type { ByteStream } from "../event-stream/byte-reader.ts";
import { keepSecrets } from "../http/keep-secrets.ts";

/** The response's HTTP side, which the AWS SDK does not return. */
export interface SdkAnswer {
  readonly status: number;
  /** The headers of the response, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body of a successful stream, as bytes; undefined where the SDK reads the body. */
  readonly stream?: ByteStream | undefined;
  /** The body of an error; undefined for a success, and where the body could not be read. */
  readonly errorBody?: Uint8Array | undefined;
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

/** What is kept of a response beyond its status and headers. */
export interface KeepAnswerOptions {
  /**
   * Whether to keep the body of a success as it arrives and show the SDK an empty one. The SDK's own reading of an
   * event stream waits for the first event, and does not let go of the connection when it is left early. Default:
   * false.
   */
  readonly takesStream?: boolean;
}

/**
 * Has a command keep the status and headers of its response, and returns a function that gives them once the command
 * was sent. The AWS SDK hands the raw response to each middleware of the step `deserialize`; of several attempts the
 * last one counts, also where it got no response.
 */
export function keepAnswer(
  command: SdkCommand,
  { takesStream = false }: KeepAnswerOptions = {},
): () => SdkAnswer | undefined {
  let answer: SdkAnswer | undefined;
  command.middlewareStack.add(
    (next) => async (args) => {
      answer = undefined;
      keepSecrets(secretsOf(Reflect.get(Object(args), "request")));
      const result = await next(args);
      const { response } = result;
      if (isHttpResponse(response)) {
        answer = { status: response.statusCode, headers: lowerCaseNames(response.headers) };
        answer =
          answer.status < 300
            ? { ...answer, stream: takesStream ? takeStream(response) : undefined }
            : { ...answer, errorBody: await bufferBody(response) };
      }
      return result;
    },
    // Low: nearer to the wire than the SDK's own reading of the response.
    { step: "deserialize", name: "keepAnswer", priority: "low" },
  );
  return () => answer;
}

/** What a request is authenticated with, as its headers show it: a secret access key is never sent. */
function secretsOf(request: unknown): readonly (string | undefined)[] {
  const headers = lowerCaseNames(Object(Reflect.get(Object(request), "headers")));
  const [, key] = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? "") ?? [];
  return [key, headers["x-amz-security-token"]];
}

function takeStream(response: HttpResponse): ByteStream | undefined {
  if (!isByteStream(response.body)) {
    return undefined;
  }
  const { body } = response;
  response.body = noBytes();
  return body;
}

async function* noBytes(): AsyncGenerator<never> {}

/** Reads a body whole, and leaves it for the SDK as bytes: of an error the SDK shows only what it knows. */
async function bufferBody(response: HttpResponse): Promise<Uint8Array | undefined> {
  if (!isStream(response.body)) {
    return undefined;
  }
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of response.body) {
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(await new Blob(chunks).arrayBuffer());
  response.body = bytes;
  return bytes;
}

interface HttpResponse {
  readonly statusCode: number;
  readonly headers: object;
  body: unknown;
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
