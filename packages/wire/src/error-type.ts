import { ERROR_TYPE_HEADER, type HeadersLike, headerValue, REQUEST_ID_HEADER } from "./headers.ts";

/**
 * The name of the exception that an error response stands for, bare: `ValidationException`. It is read from
 * `x-amzn-errortype`; where that is missing or empty, from the members `__type` or `code` of the body, as the AWS SDKs
 * do, or from `Output`, where Bedrock puts it for a path that it does not know. Undefined where nothing names it.
 */
export function errorTypeOf(headers: HeadersLike, body?: unknown): string | undefined {
  const named = [
    headerValue(headers, ERROR_TYPE_HEADER),
    memberOf(body, "__type"),
    memberOf(body, "code"),
    memberOf(objectMember(body, "Output"), "__type"),
  ];
  return named.map((name) => bareErrorType(name ?? "")).find((name) => name !== undefined);
}

/**
 * The bare name of an exception, without the namespace before it and the address behind it:
 * `com.amazon#ValidationException:http://…/` becomes `ValidationException`. Undefined where nothing is left.
 * https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html
 */
export function bareErrorType(named: string): string | undefined {
  const [first = ""] = named.split(/[,:]/);
  return first.slice(first.indexOf("#") + 1).trim() || undefined;
}

/** An error in a response whose status says success. */
export interface EmbeddedError {
  /** The exception's bare name. */
  readonly errorType: string;
  /** The object that holds the error's message and members. */
  readonly body: unknown;
}

/**
 * The error that a response reports although its status says success: in `x-amzn-errortype`, or as a `__type` that
 * names an exception, at the top of the body or in `Output`, where Bedrock puts it for a path that it does not know.
 * Undefined where the response reports none.
 */
export function embeddedErrorOf(headers: HeadersLike, body?: unknown): EmbeddedError | undefined {
  const named = bareErrorType(headerValue(headers, ERROR_TYPE_HEADER) ?? "");
  if (named !== undefined) {
    return { errorType: named, body };
  }
  const places = [body, objectMember(body, "Output")];
  const found = places.map((each) => ({ errorType: bareErrorType(memberOf(each, "__type") ?? ""), body: each }));
  return found.find((each): each is EmbeddedError => EXCEPTION_NAME.test(each.errorType ?? ""));
}

/** A `__type` may also name an ordinary structure. */
const EXCEPTION_NAME = /(?:Exception|Error|Failure|Fault)$/;

/** The id that Amazon Bedrock gave the request, from `x-amzn-requestid`; undefined where the response has none. */
export function requestIdOf(headers: HeadersLike): string | undefined {
  return headerValue(headers, REQUEST_ID_HEADER);
}

/**
 * The message of an error response, from the member `message` of its body. Some services that stand in front of Bedrock
 * write `Message`. Undefined where the body has neither.
 */
export function errorMessageOf(body: unknown): string | undefined {
  return memberOf(body, "message") ?? memberOf(body, "Message");
}

function memberOf(body: unknown, name: string): string | undefined {
  const value = objectMember(body, name);
  return typeof value === "string" ? value : undefined;
}

function objectMember(body: unknown, name: string): unknown {
  return typeof body === "object" && body !== null ? Reflect.get(body, name) : undefined;
}
