import { randomUUID } from "node:crypto";
import { readPointer } from "@bedrock-contract/validators";
import type { ApiName } from "@bedrock-contract/wire";
import type { MockExample } from "../example.ts";
import { examplesOfApi } from "../examples/read-examples.ts";
import { copyJson } from "../generate/copy-json.ts";
import { writeAt } from "../generate/place.ts";
import type { Answer } from "../http/answer.ts";
import { Refusal } from "../http/refusal.ts";

/** Why the mock refuses a request in a protocol of others: a status, and a body in the shape of that protocol. */
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

/** The refusal that an error example of an api stands for; with a message of its own, where one is given. */
export function refusalLike(api: ApiName, name: string, message?: string): GatewayRefusal {
  const example = errorExample(api, name);
  const body: unknown = copyJson(example.response);
  if (message !== undefined) {
    writeAt(body, MESSAGE, message);
  }
  return new GatewayRefusal(example.status, body, example.headers);
}

/** Where all of these protocols say what went wrong. */
const MESSAGE = "/error/message";

/**
 * The refusal of a request that breaks a rule, in the words of the spec's example of one; `place` is the JSON pointer
 * to the member that is wrong. Where the protocol has no member for it, the message begins with it.
 */
export function invalidRequest(api: ApiName, message: string, place: string | null): GatewayRefusal {
  const { status, body } = refusalLike(api, "invalid-request", message);
  const member = place === null ? null : memberPath(place);
  if (readPointer(body, "/error/param") !== undefined) {
    writeAt(body, "/error/param", member);
  } else if (member !== null && !message.includes(member)) {
    writeAt(body, MESSAGE, `${member}: ${message}`);
  }
  return new GatewayRefusal(status, body);
}

/** An error in OpenAI's shape. */
export function openAIError(message: string, type: string): unknown {
  return { error: { message, type, param: null, code: null } };
}

/**
 * The refusal that anything caught stands for: what the steps shared with Bedrock throw becomes one of the protocol,
 * all else is a fault of the mock.
 */
export function asGatewayRefusal(api: ApiName, reason: unknown): GatewayRefusal {
  if (reason instanceof GatewayRefusal) {
    return reason;
  }
  const { status, message, headers } = Refusal.from(reason);
  if (status === 400) {
    return invalidRequest(api, message, null);
  }
  const alike = examplesOfApi(api).find((example) => example.status === status && isObject(example.response, "error"));
  if (api === "gateway" || alike === undefined) {
    const body = api === "gateway" ? { detail: message } : refusalLike(api, "invalid-request", message).body;
    return new GatewayRefusal(status, body, headers);
  }
  const { body } = refusalLike(api, alike.name, message);
  return new GatewayRefusal(status, body, headers);
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

function errorExample(api: ApiName, name: string): MockExample {
  const example = examplesOfApi(api).find((each) => each.status >= 400 && each.name === name);
  if (example === undefined) {
    throw new Error(`The spec of ${api} has no example ${name}`);
  }
  return example;
}

function isObject(value: unknown, member: string): boolean {
  return typeof readPointer(value, `/${member}`) === "object";
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
