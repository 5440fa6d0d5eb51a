import type { FormatId, RuntimeOperation } from "@bedrock-contract/types";
import {
  loadFormat,
  loadOperation,
  placeInBody,
  type RequestEnvelope,
  type RequestRule,
} from "@bedrock-contract/validators";
import { BedrockError } from "../errors/bedrock-error.ts";
import { CONTENT_TYPE, type InvokeOptions, toHead, toParameters } from "./invoke-options.ts";

/** A request of the runtime API before it is sent. */
export interface InvokeRequestParts {
  readonly operation: RuntimeOperation;
  readonly format: FormatId;
  readonly modelId: string;
  readonly body: unknown;
}

/**
 * Checks the body against its format, and the request as a whole against the rules of its operation, such as that a guardrail needs its
 * version, and of its format. Throws what is wrong; with `validate: false` nothing is looked at.
 */
export async function checkRequest(request: InvokeRequestParts, options: InvokeOptions): Promise<void> {
  if (options.validate === false) {
    return;
  }
  const { operation, format, modelId, body } = request;
  const parameters = toParameters(toHead(modelId, options));
  await checkInvocation(operation, format, { parameters, contentType: CONTENT_TYPE, body });
}

/** Checks a request of a model as a whole. Throws what is wrong. */
export async function checkInvocation(
  operation: RuntimeOperation,
  format: FormatId,
  envelope: RequestEnvelope,
): Promise<void> {
  const [{ invokeRequest, rules }, { rules: common }] = await Promise.all([
    loadFormat(format),
    loadOperation(operation),
  ]);
  invokeRequest.parse(envelope.body);
  checkRules(operation, [...common, ...rules], envelope);
}

/** Throws where a request breaks rules that bind several of its parts together. */
export function checkRules(operation: string, rules: readonly RequestRule[], envelope: RequestEnvelope): void {
  const broken = rules.filter(({ validator }) => !validator.is(envelope));
  if (broken.length > 0) {
    const issues = broken.map(({ description, message = description, validator }) => {
      return { pointer: placeInBody(validator.issues(envelope)) ?? "", message };
    });
    const message = issues.map(({ pointer, message: why }) => (pointer === "" ? why : `${why} (${pointer})`)).join(" ");
    throw new BedrockError({ code: "InvalidRequest", message, operation, issues });
  }
}
