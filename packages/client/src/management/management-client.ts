import type { ManagementOperation, ManagementPaths, ManagementResponse } from "@bedrock-contract/types";
import { entryOf, type KnownOperation, type Operation } from "@bedrock-contract/wire";
import {
  type ManagementOperationName,
  managementOperations,
  managementOperationsAt,
} from "@bedrock-contract/wire/management";
import { failureOf } from "../errors/answer-error.ts";
import { callError } from "../errors/call-error.ts";
import { createAuthenticatedFetch } from "../http/authenticated-fetch.ts";
import { type AuthenticationOptions, createIdentityProvider } from "../http/authentication.ts";
import type { CallOptions } from "../http/call-options.ts";
import { type EndpointOptions, resolveEndpoint } from "../http/endpoint.ts";
import { createHttpClient, type HttpClient } from "../http/http-client.ts";
import type { ManagementHttpClient } from "../http/http-types.ts";
import { type Attempt, withRetries } from "../http/retry.ts";
import { createSendingRate, type SendingRate } from "../http/sending-rate.ts";
import { splitInput } from "../http/split-input.ts";
import type { ManagementAnswer, ManagementArguments } from "./management-types.ts";
import { type Answer, readAnswer } from "./read-answer.ts";

/** How a management client reaches Amazon Bedrock. */
export interface ManagementClientOptions extends EndpointOptions, AuthenticationOptions {
  /** The time that a response may take, its body included, in milliseconds. Default: 60,000. */
  readonly timeout?: number | undefined;
  /**
   * How often a request is sent at most, where it fails in a way that may pass: see `BedrockError.isRetryable`. A write
   * without an idempotency token is only repeated where it was throttled. Default: 3, as with the AWS SDKs.
   */
  readonly maxAttempts?: number | undefined;
  /**
   * `adaptive` also sends more slowly once something was throttled, and faster again while nothing is, as the AWS SDK
   * does in this mode: all calls of the client share the rate. Default: `standard`.
   */
  readonly retryMode?: "standard" | "adaptive" | undefined;
  /** The `fetch` to send with, for a proxy or a trace. It gets signed requests. Default: the global one. */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/**
 * A client of the management API. Every operation of the specs can be called by its name; none needs code of its own.
 */
export interface ManagementClient {
  /** The endpoint in use. */
  readonly endpoint: string;
  /** The region in use, for signatures. */
  readonly region: string;
  /** The openapi-fetch client beneath: by path and method, with `data` and `error` as the specs declare them. */
  readonly http: ManagementHttpClient;
  /**
   * Calls an operation and returns the body of its success. Throws a `BedrockError` for everything else. The input
   * holds the operation's parameters and the members of its body side by side, as in the AWS SDK.
   */
  call<O extends ManagementOperation>(
    operation: O,
    ...input: ManagementArguments<O, CallOptions>
  ): Promise<ManagementResponse<O>>;
  /**
   * Calls an operation and returns its response, whatever its status: test `ok`, or `status`, to know which body it
   * has. Throws a `BedrockError` only where no response arrives, or where the specs do not declare it: an undeclared
   * error, an error under a success status, or a success that has nothing of what the operation returns.
   */
  send<O extends ManagementOperation>(
    operation: O,
    ...input: ManagementArguments<O, CallOptions>
  ): Promise<ManagementAnswer<O>>;
}

/**
 * Creates a client of the management API. It loads the AWS credential chain only when a request needs it, fills
 * idempotency tokens that the input lacks, and follows no redirect. `call` and `send` try once more what failed in a way
 * that may pass; `http` sends each request once.
 */
export function createManagementClient(options: ManagementClientOptions = {}): ManagementClient {
  const { url, region } = resolveEndpoint(options);
  const fetch = createAuthenticatedFetch({
    endpoint: url,
    region,
    identify: createIdentityProvider(options),
    timeout: options.timeout ?? 60_000,
    operationsAt: managementOperationsAt,
    fetch: options.fetch ?? globalThis.fetch,
  });
  const client = createHttpClient<ManagementPaths, ManagementOperationName>(url, fetch, {
    operations: managementOperations,
    check: readAnswer,
  });
  const maxAttempts = options.maxAttempts ?? DEFAULT_ATTEMPTS;
  let rate: Promise<SendingRate> | undefined;
  const send = async (operation: ManagementEntry, input: object = {}, call: CallOptions = {}) => {
    rate ??= options.retryMode === "adaptive" ? createSendingRate() : undefined;
    const retries = { maxAttempts, rate: await rate };
    return answerOf({ client, operation, input: withToken(operation, input), signal: call.signal, ...retries });
  };
  const calls: UntypedCalls = {
    send: async (name, input, call) => send(tableEntry(name), input, call),
    call: async (name, input, call) => {
      const answer = await send(tableEntry(name), input, call);
      if (!answer.ok) {
        throw failureOf(answer, name);
      }
      return answer.body;
    },
  };
  // The operation's name binds input, table entry and answer together; types and table are generated from the same
  // specs.
  return { endpoint: url, region, http: client.http, ...calls } as ManagementClient;
}

const DEFAULT_ATTEMPTS = 3;

interface UntypedCalls {
  send(operation: string, input?: object, options?: CallOptions): Promise<Answer>;
  call(operation: string, input?: object, options?: CallOptions): Promise<unknown>;
}

type ManagementEntry = KnownOperation<ManagementOperationName>;

function tableEntry(name: string): ManagementEntry {
  const operation = entryOf(managementOperations, name);
  if (operation === undefined) {
    throw new Error(`${JSON.stringify(name)} is not an operation of the management API`);
  }
  return operation;
}

/** The input with a token by which the service knows a repeated request. */
function withToken({ token }: Operation, input: object): object {
  return token === undefined || Reflect.get(input, token) !== undefined
    ? input
    : { ...input, [token]: crypto.randomUUID() };
}

interface AnswerRequest {
  readonly client: HttpClient<ManagementPaths>;
  readonly operation: ManagementEntry;
  readonly input: object;
  readonly signal: AbortSignal | undefined;
  readonly maxAttempts: number;
  readonly rate: SendingRate | undefined;
}

async function answerOf({ client, operation, input, signal, maxAttempts, rate }: AnswerRequest): Promise<Answer> {
  const { name, method, path, writes, token }: Operation = operation;
  const request = { operation: name, method, path, ...splitInput(operation, input), signal };
  const attempt = async (): Promise<Attempt<Answer>> => {
    let headers: Headers | undefined;
    try {
      const sent = await client.send(request);
      headers = sent.response.headers;
      const answer = await readAnswer(operation, sent);
      return { fault: answer.ok ? undefined : failureOf(answer, name), headers, finish: () => answer };
    } catch (reason) {
      const fault = callError(reason, signal, name);
      const finish = (): never => {
        throw fault;
      };
      return { fault, headers, finish };
    }
  };
  const isRepeatable = writes !== true || token !== undefined;
  return withRetries(attempt, { maxAttempts, isRepeatable, signal, rate }).catch((reason: unknown) => {
    throw callError(reason, signal, name);
  });
}
