import { BedrockError } from "../errors/bedrock-error.ts";
import { isNoRegion, NoRegionError } from "./no-region.ts";
import { isClosedHttp2, isNotHttp2 } from "./not-http2.ts";

/**
 * The error of a call that failed before a response, where the AWS SDK's own words name no way out; undefined for all
 * else.
 */
export function sdkError(cause: unknown, operation: string): BedrockError | undefined {
  if (isNoRegion(cause)) {
    return new BedrockError({ code: "ConfigurationError", message: new NoRegionError().message, operation, cause });
  }
  if (isNotHttp2(cause)) {
    return new BedrockError({ code: "NetworkError", message: HTTP1_ONLY, operation, cause });
  }
  return isClosedHttp2(cause)
    ? new BedrockError({
        code: "NetworkError",
        message: "the connection was closed before a response",
        operation,
        cause,
      })
    : undefined;
}

const HTTP1_ONLY =
  "the endpoint does not understand HTTP/2: if it speaks HTTP/1.1, call it with createRuntimeClient, or give the AWS SDK's client requestHandler: new NodeHttpHandler()";
