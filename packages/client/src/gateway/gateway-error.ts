import type { HeadersLike } from "@bedrock-contract/wire";
import { errorTypeOf } from "@bedrock-contract/wire/error-type";
import { BedrockError } from "../errors/bedrock-error.ts";
import { bodyMessage } from "../errors/body-message.ts";

/** What is known about a response that reports an error. */
export interface GatewayFailure {
  readonly status: number;
  readonly requestId: string | undefined;
  readonly operation: string;
  /** The body, or the data of the event; parsed where it is JSON, else its text. */
  readonly body: unknown;
  /** Those of a response of Bedrock itself may name the exception. Default: none. */
  readonly headers?: HeadersLike | undefined;
}

/**
 * The error that a response, or an event inside a stream, stands for, in either shape: `{"error": {"message", "type",
 * "param", "code"}}` or `{"detail"}`.
 */
export function gatewayError({ body, headers = {}, ...facts }: GatewayFailure): BedrockError {
  const { error, detail } = Object(body);
  const members: Readonly<Record<string, unknown>> = typeof error === "object" && error !== null ? { ...error } : {};
  const { message, type, code } = members;
  const name = [code, type].find((each) => typeof each === "string" && each !== "") ?? errorTypeOf(headers, body);
  const said = [message, error].find((each) => typeof each === "string" && each !== "");
  return new BedrockError({
    ...facts,
    code: typeof name === "string" ? name : "UnknownError",
    message: typeof said === "string" ? said : (detailText(detail) ?? bodyMessage(body)),
    members: Object.fromEntries(Object.entries(members).filter(([member]) => member !== "message")),
  });
}

/** Whether a body reports an error, whatever its status is: some gateways answer 200 with it. */
export function reportsError(body: unknown): boolean {
  const { error } = Object(body);
  return (typeof error === "object" && error !== null) || (typeof error === "string" && error !== "");
}

/** FastAPI says what is wrong in a text, or in a list with one entry for each fault. */
function detailText(detail: unknown): string | undefined {
  if (!Array.isArray(detail)) {
    return typeof detail === "string" ? detail : undefined;
  }
  return detail.map((fault) => `${[Object(fault).loc].flat().join(".")}: ${Object(fault).msg}`).join("; ");
}
