import {
  type BedrockRuntimeClient,
  InvokeModelCommand,
  type InvokeModelCommandInput,
} from "@aws-sdk/client-bedrock-runtime";
import type { InvokeFormatId, InvokeRequest, InvokeResponse } from "@bedrock-contract/types";
import { type Issue, loadFormat, type Validator } from "@bedrock-contract/validators";
import { BedrockError } from "../errors/bedrock-error.ts";
import { callError } from "../errors/call-error.ts";
import { checkSuccess } from "../errors/check-success.ts";
import { quoteBeginning } from "../errors/quote-beginning.ts";
import { jsonBody } from "../http/json-body.ts";
import { checkRequest } from "./check-request.ts";
import { type InvokeOptions, signalOf, toCommandInput } from "./invoke-options.ts";
import { type InvokeMetadata, type InvokeResult, metadataOf } from "./invoke-result.ts";
import { sendCommand } from "./send-command.ts";

/** What a call of `invokeModel` may say beyond its body. */
export interface InvokeModelOptions extends InvokeOptions {
  /** Whether the result also holds the body's bytes as they arrived. Default: false. */
  readonly includeBytes?: boolean | undefined;
  /**
   * What to do where the response's body breaks its format: `ignore` does not look, `throw` throws a `BedrockError`, a
   * function gets the issues and the call goes on. Default: `ignore`, so that nothing that real Bedrock sends is ever
   * refused. A body that reports an error, or has no member of its format, throws in any case.
   */
  readonly onInvalidResponse?: "ignore" | "throw" | ((issues: readonly Issue[]) => void) | undefined;
}

const OPERATION = "InvokeModel";

/**
 * Calls a model with a body of a known format and returns its response, typed and decoded. The body is checked before
 * it is sent. Whatever fails is thrown as a `BedrockError`. The client is the AWS SDK's own: its retries, its region,
 * its credentials.
 */
export async function invokeModel<F extends InvokeFormatId>(
  client: BedrockRuntimeClient,
  format: F,
  modelId: string,
  body: InvokeRequest<F>,
  options: InvokeModelOptions = {},
): Promise<InvokeResult<F>> {
  const signal = signalOf(options);
  try {
    const input = toCommandInput(modelId, jsonBody(body, OPERATION), options);
    await checkRequest({ operation: OPERATION, format, modelId, body }, options);
    const { bytes, status, metadata } = await send(client, input, signal);
    const answer = parseJson(bytes, metadata.requestId);
    const { invokeResponse: validator } = await loadFormat(format);
    checkSuccess({ ...metadata, operation: OPERATION, status, body: answer }, { validator });
    checkResponse(validator, answer, metadata.requestId, options);
    // A response is typed by its spec, and checked against it only on request: real Bedrock is never refused.
    const result = { ...metadata, format, body: answer as InvokeResponse<F> };
    return options.includeBytes === true ? { ...result, bytes } : result;
  } catch (reason) {
    throw callError(reason, signal, OPERATION);
  }
}

async function send(
  client: BedrockRuntimeClient,
  input: InvokeModelCommandInput,
  signal: AbortSignal | undefined,
): Promise<{ bytes: Uint8Array; status: number; metadata: InvokeMetadata }> {
  const command = new InvokeModelCommand(input);
  const sent = await sendCommand(command, (options) => client.send(command, options), { operation: OPERATION, signal });
  const { body } = sent.output;
  // Against its type the SDK gives no bytes for an empty body.
  const bytes = ArrayBuffer.isView(body) ? body : new Uint8Array();
  const { status = 200, headers = {} } = sent.answer ?? {};
  return { bytes, status, metadata: metadataOf(headers) };
}

function parseJson(bytes: Uint8Array, requestId: string | undefined): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    const message = `the body of the response is not JSON: ${quoteBeginning(new TextDecoder().decode(bytes))}`;
    throw new BedrockError({ code: "InvalidResponse", message, status: 200, operation: OPERATION, requestId, cause });
  }
}

function checkResponse(
  validator: Validator<unknown>,
  answer: unknown,
  requestId: string | undefined,
  { onInvalidResponse = "ignore" }: InvokeModelOptions,
): void {
  if (onInvalidResponse === "ignore") {
    return;
  }
  const issues = validator.issues(answer);
  if (issues.length === 0) {
    return;
  }
  if (onInvalidResponse !== "throw") {
    onInvalidResponse(issues);
    return;
  }
  const message = issues.map((issue) => `${issue.pointer || "(body)"}: ${issue.message}`).join("; ");
  throw new BedrockError({ code: "InvalidResponse", message, status: 200, operation: OPERATION, requestId, issues });
}
