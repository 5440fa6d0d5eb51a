import { BedrockError, isBedrockError } from "./bedrock-error.ts";

/**
 * The error of a call that a signal could end: once it has, the signal's reason counts and not what `fetch` or the AWS
 * SDK made of it. A signal that ended for any other reason than a timeout means an abort.
 */
export function callError(
  reason: unknown,
  signal: AbortSignal | undefined,
  operation: string | undefined,
): BedrockError {
  if (isBedrockError(reason) || signal?.aborted !== true) {
    return BedrockError.from(reason, operation);
  }
  const stop = BedrockError.from(signal.reason, operation);
  return stop.code === "TimeoutError"
    ? stop
    : new BedrockError({ code: "AbortError", message: "was aborted", operation, cause: signal.reason });
}
