import { bareErrorType } from "@bedrock-contract/wire/error-type";
import type { BedrockErrorOptions } from "./bedrock-error-options.ts";
import { bodyMessage } from "./body-message.ts";
import { exceptionMembers } from "./exception-members.ts";
import { quoteBeginning } from "./quote-beginning.ts";

/** What an unknown reason says about a failure; the rules are those of `BedrockError.from`. */
export function describeReason(reason: unknown): Omit<BedrockErrorOptions, "operation" | "cause"> {
  return (
    describeStop(reason) ??
    describeIssues(reason) ??
    describeSdkException(reason) ??
    describeNetwork(reason) ?? { code: "UnknownError", message: messageOf(reason) }
  );
}

type Description = ReturnType<typeof describeReason>;

function describeStop(reason: unknown): Description | undefined {
  const name = textOf(reason, "name") ?? "";
  if (name === "AbortError") {
    // The AWS SDK wraps the signal's reason: a timeout of ours arrives as an abort whose cause is a TimeoutError.
    const stopped = describeStop(member(reason, "cause"));
    return stopped?.code === "TimeoutError" ? stopped : { code: "AbortError", message: "was aborted" };
  }
  if (name === "TimeoutError") {
    return { code: "TimeoutError", message: `no response in time: ${messageOf(reason)}` };
  }
  return /^(?:CredentialsProvider|TokenProvider|ProviderChain|Provider)Error$/.test(name)
    ? { code: "CredentialsError", message: messageOf(reason) }
    : undefined;
}

function describeIssues(reason: unknown): Description | undefined {
  const issues = member(reason, "issues");
  if (textOf(reason, "name") !== "ValidationError" || !Array.isArray(issues)) {
    return undefined;
  }
  const faults = issues.map((issue) => ({
    pointer: textOf(issue, "pointer") ?? "",
    message: textOf(issue, "message") ?? "",
  }));
  const message = faults.map((fault) => `${fault.pointer || "(body)"}: ${fault.message}`).join("; ");
  return { code: "InvalidRequest", message, issues: faults };
}

function describeSdkException(reason: unknown): Description | undefined {
  const metadata = member(reason, "$metadata");
  const status = numberOf(metadata, "httpStatusCode");
  const answer = { status, requestId: textOf(metadata, "requestId") };
  if (member(reason, "$fault") !== undefined) {
    const name = bareErrorType(textOf(reason, "name") ?? "") ?? SDK_UNNAMED;
    const members = exceptionMembers(reason);
    const message = messageOf(reason) === SDK_NO_MESSAGE ? bodyMessage(members) : messageOf(reason);
    return { code: name === SDK_UNNAMED ? "UnknownError" : name, message, members, ...answer };
  }
  // The SDK's retries add metadata without a status to a failed connection. With a status, the response arrived but
  // cannot be read.
  return status === undefined ? undefined : { code: "InvalidResponse", message: unreadable(reason), ...answer };
}

// What the AWS SDK writes where a response has no type, and where it has no message.
const SDK_UNNAMED = "Unknown";
const SDK_NO_MESSAGE = "UnknownError";

function unreadable(reason: unknown): string {
  const body = member(member(reason, "$response"), "body");
  return body instanceof Uint8Array
    ? `the response is not JSON: ${quoteBeginning(new TextDecoder().decode(body))}`
    : `the response cannot be read: ${messageOf(reason).split("\n")[0]}`;
}

function describeNetwork(reason: unknown): Description | undefined {
  const code = systemCodeOf(reason);
  if (code === undefined && !(reason instanceof TypeError && reason.message === "fetch failed")) {
    return undefined;
  }
  const detail = messageOf(member(reason, "cause") ?? reason);
  return {
    code: "NetworkError",
    message: `no response: ${detail.includes(code ?? "") ? detail : `${code} ${detail}`}`,
  };
}

/**
 * The code of a failed socket, TLS handshake or HTTP/2 stream: `ECONNREFUSED`, `UND_ERR_SOCKET`,
 * `ERR_HTTP2_STREAM_ERROR`, …
 */
function systemCodeOf(reason: unknown): string | undefined {
  const code = textOf(reason, "code") ?? textOf(member(reason, "cause"), "code");
  return code !== undefined &&
    /^(?:E[A-Z]+|EAI_\w+|UND_ERR_\w+|ERR_(?:HTTP2|TLS|SSL|STREAM|SOCKET)\w*|CERT_\w+|DEPTH_\w+|SELF_SIGNED\w*|UNABLE_\w+|HPE_\w+)$/.test(
      code,
    )
    ? code
    : undefined;
}

function messageOf(reason: unknown): string {
  const message = textOf(reason, "message");
  if (message !== undefined && message !== "") {
    return message;
  }
  // An AggregateError of several addresses has no message of its own.
  const errors = member(reason, "errors");
  return Array.isArray(errors) && errors.length > 0 ? errors.map(messageOf).join("; ") : String(reason);
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}

function textOf(value: unknown, name: string): string | undefined {
  const text = member(value, name);
  return typeof text === "string" ? text : undefined;
}

function numberOf(value: unknown, name: string): number | undefined {
  const number = member(value, name);
  return typeof number === "number" ? number : undefined;
}
