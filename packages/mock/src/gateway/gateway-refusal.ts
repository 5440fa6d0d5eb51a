import { randomUUID } from "node:crypto";
import type { MockExample } from "../example.ts";
import { examplesOfApi } from "../examples/read-examples.ts";
import { writeAt } from "../generate/place.ts";
import type { Answer } from "../http/answer.ts";
import { Refusal } from "../http/refusal.ts";

/** Why the gateway's side of the mock refuses a request: a status, and a body in one of the two shapes of the spec. */
export class GatewayRefusal extends Error {
  override readonly name = "GatewayRefusal";
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(JSON.stringify(body));
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** The refusal that an error example of the gateway's spec stands for. */
export function refusalLike(name: string): GatewayRefusal {
  const example = errorExample(name);
  return new GatewayRefusal(example.status, example.response, example.headers);
}

/**
 * The refusal of a request that breaks a rule, in the words of the spec's example of one; `place` is the JSON pointer
 * to the member that is wrong.
 */
export function invalidRequest(message: string, place: string | null): GatewayRefusal {
  const example = errorExample("invalid-request");
  const body: unknown = structuredClone(example.response);
  writeAt(body, "/error/message", message);
  writeAt(body, "/error/param", place === null ? null : memberPath(place));
  return new GatewayRefusal(example.status, body);
}

/** An error in OpenAI's shape. */
export function openAIError(message: string, type: string): unknown {
  return { error: { message, type, param: null, code: null } };
}

/**
 * The refusal that anything caught stands for: what the steps shared with Bedrock throw becomes one of the gateway's,
 * all else is a fault of the mock.
 */
export function asGatewayRefusal(reason: unknown): GatewayRefusal {
  if (reason instanceof GatewayRefusal) {
    return reason;
  }
  const { status, message, headers } = Refusal.from(reason);
  return status === 400 ? invalidRequest(message, null) : new GatewayRefusal(status, { detail: message }, headers);
}

/** A JSON answer of the gateway; no header of AWS is on it. */
export function gatewayAnswer(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Answer & { readonly body: string } {
  return {
    status,
    headers: { ...everyGatewayAnswer(), "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  };
}

/** The headers of every answer of the gateway. */
export function everyGatewayAnswer(): Record<string, string> {
  return { "x-request-id": randomUUID() };
}

function errorExample(name: string): MockExample {
  const example = examplesOfApi("gateway").find((each) => each.status >= 400 && each.name === name);
  if (example === undefined) {
    throw new Error(`The spec of the gateway has no example ${name}`);
  }
  return example;
}

/** `/messages/1/role` as OpenAI writes it: `messages[1].role`. */
function memberPath(pointer: string): string {
  return pointer
    .split("/")
    .slice(1)
    .map((key) => (/^\d+$/.test(key) ? `[${key}]` : `.${key}`))
    .join("")
    .replace(/^\./, "");
}
