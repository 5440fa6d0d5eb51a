import type { InvokeModelCommandInput, ServiceInputTypes } from "@aws-sdk/client-bedrock-runtime";
import type { RuntimeOperation } from "@bedrock-contract/types";
import { loadOperation, possibleFormats } from "@bedrock-contract/validators";
import { operationNamed } from "@bedrock-contract/wire";
import { BedrockError } from "../errors/bedrock-error.ts";
import { checkInvocation, checkRules } from "../invoke/check-request.ts";
import { CONTENT_TYPE, toParameters } from "../invoke/invoke-options.ts";
import { toWire } from "./to-wire.ts";

/** What the AWS SDK says of a body whose type it was not told. */
const UNSAID = "application/octet-stream";

/**
 * Checks the input of a command of the AWS SDK. Throws what is wrong; of an operation that the specs do not describe
 * nothing is known.
 */
export async function checkInput(name: string, input: ServiceInputTypes): Promise<void> {
  const operation = operationNamed(name);
  // A request that is itself a stream is not there yet.
  if (operation?.api !== "runtime" || operation.name === "InvokeModelWithBidirectionalStream") {
    return;
  }
  if ("hasFormat" in operation) {
    // The operations whose bodies have formats are of the runtime api, and have this input.
    await checkBodyOfModel(operation.name as RuntimeOperation, input as InvokeModelCommandInput);
    return;
  }
  const { request, rules } = await loadOperation(operation.name);
  const inParameters = new Set<string>(operation.parameters.map((parameter) => parameter.name));
  const members = Object.entries(toWire(input) ?? {});
  const body = Object.fromEntries(members.filter(([member]) => !inParameters.has(member)));
  request?.parse(body);
  const parameters = Object.fromEntries(members.filter(([member]) => inParameters.has(member)));
  checkRules(operation.name, rules, { operation: operation.name, parameters, contentType: CONTENT_TYPE, body });
}

/**
 * A model without a format in the specs takes any body; a body that is neither text nor bytes is not looked at. Where
 * nothing can tell of which of several formats a body is, one that accepts it is enough, and the likeliest says what is
 * wrong.
 */
async function checkBodyOfModel(operation: RuntimeOperation, { body: sent, ...head }: InvokeModelCommandInput) {
  const { modelId = "", contentType = UNSAID } = head;
  const body = contentType === UNSAID || contentType.startsWith(CONTENT_TYPE) ? parsed(operation, sent) : undefined;
  const formats = body === undefined ? [] : possibleFormats(modelId, body);
  const faults: unknown[] = [];
  for (const format of formats) {
    try {
      await checkInvocation(operation, format, { parameters: toParameters(head), contentType, body });
      return;
    } catch (fault) {
      faults.push(fault);
    }
  }
  if (faults.length > 0) {
    throw faults[0];
  }
}

function parsed(operation: string, body: InvokeModelCommandInput["body"]): unknown {
  try {
    if (body instanceof Uint8Array) {
      return JSON.parse(new TextDecoder().decode(body));
    }
    return typeof body === "string" ? JSON.parse(body) : undefined;
  } catch (cause) {
    const message = `the body is not valid JSON: ${cause instanceof Error ? cause.message : String(cause)}`;
    throw new BedrockError({ code: "InvalidRequest", message, operation, issues: [{ pointer: "", message }], cause });
  }
}
