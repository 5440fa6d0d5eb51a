import type { FormatId, RuntimeOperation } from "@bedrock-contract/types";
import { describeBrokenRule, type RequestEnvelope, type RequestRule } from "@bedrock-contract/validators";
import { loadFormat, loadOperation } from "@bedrock-contract/validators/runtime";
import { BedrockError } from "../errors/bedrock-error.ts";
import type { BedrockErrorIssue } from "../errors/bedrock-error-options.ts";
import { CONTENT_TYPE, type InvokeOptions, OPTION_HEADERS, toHead, toParameters } from "./invoke-options.ts";

/** A request of the runtime API before it is sent. */
export interface InvokeRequestParts {
  readonly operation: RuntimeOperation;
  readonly format: FormatId;
  readonly modelId: string;
  readonly body: unknown;
}

/**
 * Checks the body against its format, the options against their patterns, and the request as a whole against the rules
 * of its operation, such as that a guardrail needs its version, and of its format. Throws what is wrong; with
 * `validate: false` only what no header can hold, and a guardrail that would be lost.
 */
export async function checkRequest(request: InvokeRequestParts, options: InvokeOptions): Promise<void> {
  const { operation, format, modelId, body } = request;
  const parameters = toParameters(toHead(modelId, options));
  refuse(operation, [...unsendable(parameters), ...lostGuardrail(options)]);
  if (options.validate !== false) {
    await checkInvocation(operation, format, { parameters, contentType: CONTENT_TYPE, body });
  }
}

/** Checks a request of a model as a whole. Throws what is wrong. */
export async function checkInvocation(
  operation: RuntimeOperation,
  format: FormatId,
  envelope: RequestEnvelope,
): Promise<void> {
  const [{ invokeRequest, rules }, common] = await Promise.all([loadFormat(format), loadOperation(operation)]);
  invokeRequest.parse(envelope.body);
  const faults = common.parameters.issues(envelope.parameters).map(({ pointer, message }) => ({ pointer, message }));
  refuse(operation, faults.flatMap(optionIssue));
  checkRules(operation, [...common.rules, ...rules], { operation, ...envelope });
}

/** Throws where a request breaks rules that bind several of its parts together. */
export function checkRules(operation: string, rules: readonly RequestRule[], envelope: RequestEnvelope): void {
  const broken = rules.filter(({ validator }) => !validator.is(envelope));
  if (broken.length > 0) {
    const issues = broken.map((rule) => {
      const { pointer, message } = describeBrokenRule(rule, envelope);
      return { pointer, message };
    });
    const message = issues.map(({ pointer, message: why }) => (pointer === "" ? why : `${why} (${pointer})`)).join(" ");
    throw new BedrockError({ code: "InvalidRequest", message, operation, issues });
  }
}

/** What a header can hold. HTTP/2 leaves out a header with anything else, and says nothing. */
const SENDABLE = /^(?:[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)?$/;

function unsendable(parameters: Readonly<Record<string, unknown>>): readonly BedrockErrorIssue[] {
  return Object.entries(OPTION_HEADERS).flatMap(([option, header]) => {
    const value = parameters[header];
    return value === undefined || (typeof value === "string" && SENDABLE.test(value))
      ? []
      : [{ pointer: `/${option}`, message: `cannot be sent as the header ${header}: ${JSON.stringify(value)}` }];
  });
}

/** Who names a version means a guardrail; an identifier that is empty, as an unset variable is, applies none. */
function lostGuardrail({ guardrailIdentifier, guardrailVersion }: InvokeOptions): readonly BedrockErrorIssue[] {
  return guardrailVersion && !guardrailIdentifier
    ? [
        {
          pointer: "/guardrailIdentifier",
          message: `is ${guardrailIdentifier === "" ? "empty" : "missing"}: no guardrail would apply, though guardrailVersion is given`,
        },
      ]
    : [];
}

/** The issue of an option. What is wrong with a model's id the service says: its patterns grow. */
function optionIssue({ pointer, message }: BedrockErrorIssue): readonly BedrockErrorIssue[] {
  const known = Object.entries(OPTION_HEADERS).find(([, header]) => pointer === `/${header}`);
  return known === undefined ? [] : [{ pointer: `/${known[0]}`, message: `${message} (${known[1]})` }];
}

function refuse(operation: RuntimeOperation, issues: readonly BedrockErrorIssue[]): void {
  if (issues.length > 0) {
    const message = issues.map(({ pointer, message: why }) => `${pointer} ${why}`).join("; ");
    throw new BedrockError({ code: "InvalidRequest", message, operation, issues });
  }
}
