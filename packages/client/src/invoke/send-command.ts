import { errorTypeOf, requestIdOf } from "@bedrock-contract/wire";
import { failureOf } from "../errors/answer-error.ts";
import type { BedrockError } from "../errors/bedrock-error.ts";
import { callError } from "../errors/call-error.ts";
import { jsonOrText } from "../errors/json-or-text.ts";
import { sdkError } from "./sdk-error.ts";
import { type KeepAnswerOptions, keepAnswer, type SdkAnswer, type SdkCommand } from "./sdk-headers.ts";

/** How a command is sent. */
export interface SendCommandOptions extends KeepAnswerOptions {
  readonly operation: string;
  readonly signal: AbortSignal | undefined;
}

/** What the AWS SDK makes of a response, and the response's HTTP side. */
export interface SentCommand<Output> {
  readonly output: Output;
  readonly answer: SdkAnswer | undefined;
}

/** Sends a command of the AWS SDK. Whatever fails is thrown as a `BedrockError`, with all that the response says. */
export async function sendCommand<Output>(
  command: SdkCommand,
  send: (options: { readonly abortSignal?: AbortSignal }) => Promise<Output>,
  { operation, signal, ...options }: SendCommandOptions,
): Promise<SentCommand<Output>> {
  const answerOf = keepAnswer(command, options);
  try {
    const output = await send(signal === undefined ? {} : { abortSignal: signal });
    return { output, answer: answerOf() };
  } catch (reason) {
    const { status, headers = {}, errorBody } = answerOf() ?? {};
    if (status !== undefined && errorBody !== undefined && signal?.aborted !== true) {
      throw errorOf({ status, headers, errorBody, operation, cause: reason });
    }
    throw (signal?.aborted === true ? undefined : sdkError(reason, operation)) ?? callError(reason, signal, operation);
  }
}

interface ErrorFacts extends Required<Pick<SdkAnswer, "status" | "headers" | "errorBody">> {
  readonly operation: string;
  readonly cause: unknown;
}

/** The SDK's own exception has neither a name nor a message where the response has no type. */
function errorOf({ status, headers, errorBody, operation, cause }: ErrorFacts): BedrockError {
  const body = jsonOrText(new TextDecoder().decode(errorBody));
  const errorType = errorTypeOf(headers, body);
  return failureOf({ status, requestId: requestIdOf(headers), errorType, body, cause }, operation);
}
