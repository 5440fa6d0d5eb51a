import { ERROR_TYPE_HEADER, type HeadersLike, headerValue, REQUEST_ID_HEADER } from "./headers.ts";

/**
 * The name of the exception that an error answer stands for, bare: `ValidationException`. It is read from `x-amzn-errortype`; where that is
 * missing or empty, from the members `__type` or `code` of the body, as the AWS SDKs do. Undefined where nothing names it.
 */
export function errorTypeOf(headers: HeadersLike, body?: unknown): string | undefined {
  const named = [headerValue(headers, ERROR_TYPE_HEADER), memberOf(body, "__type"), memberOf(body, "code")];
  return named.map((name) => bareErrorType(name ?? "")).find((name) => name !== undefined);
}

/**
 * The bare name of an exception, without the namespace before it and the address behind it: `com.amazon#ValidationException:http://…/` becomes
 * `ValidationException`. Undefined where nothing is left. https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 */
export function bareErrorType(named: string): string | undefined {
  const [first = ""] = named.split(/[,:]/);
  return first.slice(first.indexOf("#") + 1).trim() || undefined;
}

/** The id that Amazon Bedrock gave the request, from `x-amzn-requestid`; undefined where the answer has none. */
export function requestIdOf(headers: HeadersLike): string | undefined {
  return headerValue(headers, REQUEST_ID_HEADER);
}

/**
 * The message of an error answer, from the member `message` of its body. Some services that stand in front of Bedrock write `Message`.
 * Undefined where the body has neither.
 */
export function errorMessageOf(body: unknown): string | undefined {
  return memberOf(body, "message") ?? memberOf(body, "Message");
}

function memberOf(body: unknown, name: string): string | undefined {
  if (typeof body !== "object" || body === null) {
    return undefined;
  }
  const value: unknown = Reflect.get(body, name);
  return typeof value === "string" ? value : undefined;
}
