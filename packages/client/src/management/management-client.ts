import type { ManagementOperation, ManagementPaths, ManagementResponse } from "@bedrock-contract/types";
import { type KnownOperation, operationNamed } from "@bedrock-contract/wire";
import { failureOf } from "../errors/answer-error.ts";
import { callError } from "../errors/call-error.ts";
import { createAuthenticatedFetch } from "../http/authenticated-fetch.ts";
import { type AuthenticationOptions, createIdentityProvider } from "../http/authentication.ts";
import type { CallOptions } from "../http/call-options.ts";
import { type EndpointOptions, resolveEndpoint } from "../http/endpoint.ts";
import { createHttpClient, type HttpClient } from "../http/http-client.ts";
import type { ManagementHttpClient } from "../http/http-types.ts";
import { splitInput } from "../http/split-input.ts";
import type { ManagementAnswer, ManagementArguments } from "./management-types.ts";
import { type Answer, readAnswer } from "./read-answer.ts";

/** How a management client reaches Amazon Bedrock. */
export interface ManagementClientOptions extends EndpointOptions, AuthenticationOptions {
  /** The time that a response may take, its body included, in milliseconds. Default: 60,000. */
  readonly timeout?: number | undefined;
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
 * Creates a client of the management API. It loads the AWS credential chain only when a request needs it, sends each
 * request once (see `BedrockError.isRetryable`) and follows no redirect.
 */
export function createManagementClient(options: ManagementClientOptions = {}): ManagementClient {
  const { url, region } = resolveEndpoint(options);
  const fetch = createAuthenticatedFetch({
    endpoint: url,
    region,
    identify: createIdentityProvider(options),
    timeout: options.timeout ?? 60_000,
    fetch: options.fetch ?? globalThis.fetch,
  });
  const client = createHttpClient<ManagementPaths>(url, fetch, readAnswer);
  const calls: UntypedCalls = {
    send: async (operation, input, options) => answerOf(client, tableEntry(operation), input, options),
    call: async (operation, input, options) => bodyOf(client, tableEntry(operation), input, options),
  };
  // The operation's name binds input, table entry and answer together; types and table are generated from the same
  // specs.
  return { endpoint: url, region, http: client.http, ...calls } as ManagementClient;
}

interface UntypedCalls {
  send(operation: string, input?: object, options?: CallOptions): Promise<Answer>;
  call(operation: string, input?: object, options?: CallOptions): Promise<unknown>;
}

function tableEntry(name: string): KnownOperation {
  const operation = operationNamed(name);
  if (operation?.api !== "management") {
    throw new Error(`${JSON.stringify(name)} is not an operation of the management API`);
  }
  return operation;
}

async function bodyOf(...[client, operation, input, options]: Parameters<typeof answerOf>): Promise<unknown> {
  const answer = await answerOf(client, operation, input, options);
  if (!answer.ok) {
    throw failureOf(answer, operation.name);
  }
  return answer.body;
}

async function answerOf(
  client: HttpClient<ManagementPaths>,
  operation: KnownOperation,
  input: object = {},
  options: CallOptions = {},
): Promise<Answer> {
  const { name, method, path } = operation;
  const request = { operation: name, method, path, ...splitInput(operation, input), signal: options.signal };
  const answer = await client.send(request).catch((reason: unknown) => {
    throw callError(reason, options.signal, name);
  });
  return readAnswer(operation, answer);
}
