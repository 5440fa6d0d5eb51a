import type {
  GatewayApi,
  GatewayOperation,
  GatewayParameters,
  GatewayPaths,
  GatewayRequest,
  GatewayResponse,
} from "@bedrock-contract/types";
import { loadOperation } from "@bedrock-contract/validators/gateway";
import { apis, entryOf, type KnownOperation } from "@bedrock-contract/wire";
import { type GatewayOperationName, gatewayOperations, gatewayOperationsAt } from "@bedrock-contract/wire/gateway";
import { BedrockError } from "../errors/bedrock-error.ts";
import type { BedrockErrorOptions } from "../errors/bedrock-error-options.ts";
import { callError } from "../errors/call-error.ts";
import { checkSuccess } from "../errors/check-success.ts";
import { quoteBeginning } from "../errors/quote-beginning.ts";
import { createAuthenticatedFetch } from "../http/authenticated-fetch.ts";
import { createIdentityProvider, type Provided } from "../http/authentication.ts";
import type { CallOptions } from "../http/call-options.ts";
import { checkedUrl } from "../http/endpoint.ts";
import { environmentOf } from "../http/environment.ts";
import { createHttpClient, type HttpAnswer, type HttpClient } from "../http/http-client.ts";
import type { GatewayHttpClient } from "../http/http-types.ts";
import { splitInput } from "../http/split-input.ts";
import { gatewayError, reportsError } from "./gateway-error.ts";

/** How a client reaches a gateway, or Amazon Bedrock where it speaks a protocol of others. */
export interface GatewayClientOptions<Api extends GatewayApi = GatewayApi> {
  /**
   * The protocol: OpenAI's models, embeddings and chat completions (`gateway`), OpenAI's Responses (`responses`) or
   * Anthropic's Messages (`messages`). Default: `gateway`.
   */
  readonly api?: Api | undefined;
  /**
   * The URL below which the operations are, such as `http://127.0.0.1:8000/api/v1` or
   * `https://bedrock-mantle.us-east-1.api.aws/openai/v1`. Default: `OPENAI_BASE_URL`, for Messages `ANTHROPIC_BASE_URL`
   * with `/v1` after it.
   */
  readonly baseUrl?: string | URL | undefined;
  /**
   * The API key, or a provider of one. Default: `OPENAI_API_KEY`, for Messages `ANTHROPIC_API_KEY`; where that is not
   * set either, none is sent.
   */
  readonly apiKey?: Provided<string> | undefined;
  /**
   * The time that a response may take, its body included, in milliseconds; of a stream, until it begins. Default:
   * 60,000.
   */
  readonly timeout?: number | undefined;
  /** The `fetch` to send with, for a proxy or a trace. It gets requests with their key. Default: the global one. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** The parameters of an operation and the members of its request body, side by side. */
export type GatewayInput<O extends GatewayOperation> = GatewayParameters<O> & BodyMembers<GatewayRequest<O>>;

/** The arguments after the operation's name; the input may be left out where nothing in it is required. */
export type GatewayArguments<O extends GatewayOperation> =
  Record<never, never> extends GatewayInput<O>
    ? [input?: GatewayInput<O>, options?: CallOptions]
    : [input: GatewayInput<O>, options?: CallOptions];

/** What sends requests below a base URL. */
export interface SendsRequests {
  /**
   * Sends a request below the base URL with the API key, and returns the response whatever its status: for what the
   * specs do not describe. Only the request's own signal limits its time. Throws a `BedrockError` where no response
   * arrives.
   */
  send(path: string, init?: RequestInit): Promise<Response>;
  /** The time that a response may take, in milliseconds. */
  readonly timeout: number;
}

/** A client of one protocol. */
export interface GatewayClient<Api extends GatewayApi = "gateway"> extends SendsRequests {
  /** The base URL in use, without a slash at its end. */
  readonly baseUrl: string;
  /** The openapi-fetch client beneath: by path and method, with `data` and `error` as the specs declare them. */
  readonly http: GatewayHttpClient<Api>;
  /**
   * Calls an operation and returns the body of its success. Throws a `BedrockError` for everything else. A response that
   * is to be streamed is for `streamEvents`, a chat also for `streamChatCompletion`.
   */
  call<O extends GatewayOperation & GatewayOperation<Api>>(
    operation: O,
    ...input: GatewayArguments<O>
  ): Promise<GatewayResponse<O>>;
}

/**
 * Creates a client of a gateway, or of Amazon Bedrock where it speaks a protocol of others. It sends each request once
 * (see `BedrockError.isRetryable`) and follows no redirect.
 */
export function createGatewayClient<Api extends GatewayApi = "gateway">(
  options: GatewayClientOptions<Api> = {},
): GatewayClient<Api> {
  const { timeout = 60_000, fetch = globalThis.fetch } = options;
  const api: GatewayApi = options.api ?? "gateway";
  const baseUrl = checkedUrl(options.baseUrl || defaultUrl(api), "base URL");
  const { ANTHROPIC_API_KEY, OPENAI_API_KEY } = environmentOf();
  const key = api === "messages" ? ANTHROPIC_API_KEY : OPENAI_API_KEY;
  const bearerToken = options.apiKey ?? (key || undefined);
  const identify = createIdentityProvider(bearerToken === undefined ? { unsigned: true } : { bearerToken });
  const { basePath } = apis[api];
  const shared = { endpoint: baseUrl, region: "", identify, fetch, basePath, operationsAt: gatewayOperationsAt };
  const client = createHttpClient<GatewayPaths<Api>, GatewayOperationName>(
    baseUrl,
    createAuthenticatedFetch({ ...shared, timeout }),
    { operations: gatewayOperations, check: checkAnswer },
  );
  const untimed = createAuthenticatedFetch({ ...shared, timeout: undefined });
  const calls: UntypedCalls = {
    call: async (operation, input, callOptions) => bodyOf(client, tableEntry(api, operation), input, callOptions),
    send: async (path, init) => untimed(new Request(`${baseUrl}${path}`, init)),
  };
  // The operation's name binds input and answer together; types and table are generated from the same specs.
  return { baseUrl, http: client.http, timeout, ...calls } as GatewayClient<Api>;
}

type BodyMembers<Body> = [Body] extends [never] ? unknown : Body extends object ? Body : unknown;

interface UntypedCalls {
  call(operation: string, input?: object, options?: CallOptions): Promise<unknown>;
  send(path: string, init?: RequestInit): Promise<Response>;
}

/** Clients of Anthropic are told a base URL without the version of the API. */
function defaultUrl(api: GatewayApi): string {
  const { OPENAI_BASE_URL, ANTHROPIC_BASE_URL } = environmentOf();
  const [name, found] =
    api === "messages"
      ? ["ANTHROPIC_BASE_URL", ANTHROPIC_BASE_URL && `${ANTHROPIC_BASE_URL.replace(/\/+$/, "")}/v1`]
      : ["OPENAI_BASE_URL", OPENAI_BASE_URL];
  if (!found) {
    throw new Error(`A base URL is needed: pass the option baseUrl or set ${name}`);
  }
  return found;
}

type GatewayEntry = KnownOperation<GatewayOperationName>;

function tableEntry(api: GatewayApi, name: string): GatewayEntry {
  const operation = entryOf(gatewayOperations, name);
  if (operation?.api !== api) {
    const owner = api === "gateway" ? "the gateway" : `the api ${api}`;
    throw new Error(`${JSON.stringify(name)} is not an operation of ${owner}`);
  }
  return operation;
}

async function bodyOf<Paths>(
  client: HttpClient<Paths>,
  operation: GatewayEntry,
  input: object = {},
  options: CallOptions = {},
): Promise<unknown> {
  const { name, method, path } = operation;
  if (operation.streamMediaType !== undefined && Reflect.get(input, "stream") === true) {
    const instead = name === "CreateChatCompletion" ? "streamChatCompletion" : "streamEvents";
    throw new Error(`${name} responds with a stream if \`stream\` is true: call ${instead} instead`);
  }
  const request = { operation: name, method, path, ...splitInput(operation, input), signal: options.signal };
  const answer = await client.send(request).catch((reason: unknown) => {
    throw callError(reason, options.signal, name);
  });
  return readSuccess(operation, answer);
}

/** Errors of a gateway go by their status: whoever asks by path gets them as they are. */
async function checkAnswer(operation: GatewayEntry, answer: HttpAnswer): Promise<void> {
  if (answer.response.ok) {
    await readSuccess(operation, answer);
  }
}

async function readSuccess({ name }: GatewayEntry, { response, text, error }: HttpAnswer): Promise<unknown> {
  const facts = { status: response.status, requestId: requestIdOf(response), operation: name };
  if (!response.ok) {
    throw gatewayError({ ...facts, headers: response.headers, body: error });
  }
  const body = parseBody(text, facts);
  const { response: validator } = await loadOperation(name);
  // A response that failed in the background is a response.
  if (reportsError(body) && !validator.is(body)) {
    throw gatewayError({ ...facts, body });
  }
  checkSuccess({ ...facts, headers: response.headers, body }, { validator });
  return body;
}

function parseBody(text: string, facts: Pick<BedrockErrorOptions, "status" | "requestId" | "operation">): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = `the body of the response is not JSON: ${quoteBeginning(text)}`;
    throw new BedrockError({ ...facts, code: "InvalidResponse", message, cause });
  }
}

/** The id that the gateway gave a request, if it gives any. */
export function requestIdOf({ headers }: Response): string | undefined {
  return headers.get("x-request-id") ?? headers.get("x-amzn-requestid") ?? undefined;
}
