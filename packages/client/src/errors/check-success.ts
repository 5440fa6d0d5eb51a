import type { Validator } from "@bedrock-contract/validators";
import { embeddedErrorOf, type HeadersLike } from "@bedrock-contract/wire";
import { failureOf } from "./answer-error.ts";
import { BedrockError } from "./bedrock-error.ts";
import { quoteBeginning } from "./quote-beginning.ts";

/** A response whose status says success, its body parsed. */
export interface SuccessResponse {
  readonly operation: string;
  readonly status: number;
  readonly requestId: string | undefined;
  readonly headers: HeadersLike;
  readonly body: unknown;
}

/** What the body of a success is held to. */
export interface SuccessRules {
  /**
   * The validator of the bodies; only whether it knows a member counts here, not whether the member's value is right.
   */
  readonly validator: Validator<unknown>;
  /** Whether a success may have no members, where none is required. Default: false. */
  readonly mayBeEmpty?: boolean | undefined;
  /**
   * Whether a success may have only members that the validator does not know, where none is required. Default: false.
   */
  readonly mayBeUnknown?: boolean | undefined;
}

/**
 * Throws where a response is not the success that its status says: where it reports an error, or has nothing of what
 * the operation returns.
 */
export function checkSuccess({ operation, headers, body, ...facts }: SuccessResponse, rules: SuccessRules): void {
  const error = embeddedErrorOf(headers, body);
  if (error !== undefined) {
    throw failureOf({ ...facts, ...error }, operation);
  }
  if (!hasShape(body, rules)) {
    const message = `the body has nothing of what ${operation} returns: ${quoteBeginning(JSON.stringify(body))}`;
    throw new BedrockError({ ...facts, code: "InvalidResponse", message, operation });
  }
}

/** A `message` counts only in a body that is whole: errors have one, too. */
function hasShape(body: unknown, { validator, mayBeEmpty = false, mayBeUnknown = false }: SuccessRules): boolean {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    return validator.is(body);
  }
  const names = Object.keys(body);
  const isAllowed = names.length === 0 ? mayBeEmpty : mayBeUnknown;
  const known = names.filter((name) => isKnown(name, validator));
  return (isAllowed && validator.is({})) || known.some((name) => name !== "message" || validator.is(body));
}

/** A validator reports a known member whose value is not JSON; members that it does not know never fail. */
function isKnown(name: string, validator: Validator<unknown>): boolean {
  const issues = validator.issues({ [name]: Symbol() });
  return issues.some(({ pointer, keyword }) => pointer === `/${name}` && keyword !== "additionalProperties");
}
