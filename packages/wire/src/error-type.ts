import { ERROR_TYPE_HEADER, type HeadersLike, headerValue, REQUEST_ID_HEADER } from "./headers.ts";

/**
 * The name of the exception that an error answer stands for, bare: `ValidationException`. It is read from `x-amzn-errortype`; where that is
 * missing, from the members `__type` or `code` of the body, as the AWS SDKs do. Undefined where nothing names it.
 */
export function errorTypeOf(headers: HeadersLike, body?: unknown): string | undefined {
  const named = headerValue(headers, ERROR_TYPE_HEADER) ?? memberOf(body, "__type") ?? memberOf(body, "code");
  return named === undefined ? undefined : bareName(named);
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

/**
 * `com.amazon#ValidationException:http://…/` becomes `ValidationException`.
 * https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 */
function bareName(named: string): string | undefined {
  const first = named.split(",")[0] ?? "";
  const name = (first.split(":")[0] ?? "").trim();
  return name.slice(name.indexOf("#") + 1) || undefined;
}

function memberOf(body: unknown, name: string): string | undefined {
  if (typeof body !== "object" || body === null) {
    return undefined;
  }
  const value: unknown = Reflect.get(body, name);
  return typeof value === "string" ? value : undefined;
}
