import type { InvokeModelCommandInput } from "@aws-sdk/client-bedrock-runtime";
import type { RuntimeParameters } from "@bedrock-contract/types";

/**
 * The media type of every body that is sent, and asked for. Without one the AWS SDK would say
 * `application/octet-stream`.
 */
export const CONTENT_TYPE = "application/json";

type Headers = RuntimeParameters<"InvokeModel">;

/** What a call of a model may say beyond its body: the headers of the runtime API, and how to wait. */
export interface InvokeOptions {
  /** Whether the response shows what the guardrail did. Default: not. */
  readonly trace?: Headers["X-Amzn-Bedrock-Trace"];
  /** The id or ARN of the guardrail to apply; it needs `guardrailVersion` too. Default: none. */
  readonly guardrailIdentifier?: Headers["X-Amzn-Bedrock-GuardrailIdentifier"];
  /** The version of the guardrail, a number or `DRAFT`. Default: none. */
  readonly guardrailVersion?: Headers["X-Amzn-Bedrock-GuardrailVersion"];
  /** Whether to ask for the latency-optimized deployment of the model. Default: `standard`. */
  readonly performanceConfigLatency?: Headers["X-Amzn-Bedrock-PerformanceConfig-Latency"];
  /** The tier that processes the request. Default: `default`. */
  readonly serviceTier?: Headers["X-Amzn-Bedrock-Service-Tier"];
  /** Names and values by which the invocation logs can be filtered. Default: none. */
  readonly requestMetadata?: Readonly<Record<string, string>> | undefined;
  /**
   * Whether to check the request before it is sent: the body against its format, these options against their patterns,
   * and the rules that bind body and headers together, such as that a guardrail needs its version. A fault throws
   * `InvalidRequest`, and nothing is sent. Without it, what no header can hold is refused all the same: HTTP/2 would
   * leave the header out, and a model would answer without its guardrail. Default: true.
   */
  readonly validate?: boolean | undefined;
  /** Ends the call early. Default: none. */
  readonly signal?: AbortSignal | undefined;
  /**
   * The time that the whole call may take, retries and the whole of a stream included, in milliseconds. Default: what
   * the AWS SDK's client sets.
   */
  readonly timeout?: number | undefined;
}

/** What a request of the AWS SDK says beside its body. */
export type InvokeHead = Omit<InvokeModelCommandInput, "body">;

/** The input of the AWS SDK's commands, streaming or not, but for the body; the content type is always sent. */
export function toHead(modelId: string, options: InvokeOptions): InvokeHead {
  const { trace, guardrailIdentifier, guardrailVersion, performanceConfigLatency, serviceTier } = options;
  return {
    modelId,
    contentType: CONTENT_TYPE,
    accept: CONTENT_TYPE,
    trace,
    guardrailIdentifier,
    guardrailVersion,
    performanceConfigLatency,
    serviceTier,
    requestMetadata: metadataText(options),
  };
}

/** The input of the AWS SDK's commands, streaming or not, for a body in JSON and options. */
export function toCommandInput(modelId: string, body: string, options: InvokeOptions): InvokeModelCommandInput {
  return { ...toHead(modelId, options), body: new TextEncoder().encode(body) };
}

/** The headers that options stand for, by the names of the options. */
export const OPTION_HEADERS: Readonly<Record<HeaderOption, keyof Headers>> = {
  trace: "X-Amzn-Bedrock-Trace",
  guardrailIdentifier: "X-Amzn-Bedrock-GuardrailIdentifier",
  guardrailVersion: "X-Amzn-Bedrock-GuardrailVersion",
  performanceConfigLatency: "X-Amzn-Bedrock-PerformanceConfig-Latency",
  serviceTier: "X-Amzn-Bedrock-Service-Tier",
  requestMetadata: "X-Amzn-Bedrock-Request-Metadata",
};

type HeaderOption = Exclude<keyof InvokeOptions, "validate" | "signal" | "timeout" | "onInvalidChunk">;

/** The parameters of a call by the names that the spec gives them, without those that are not sent. */
export function toParameters(head: InvokeHead): Readonly<Record<string, unknown>> {
  const headers = Object.entries(OPTION_HEADERS).map(([option, header]) => [header, Reflect.get(head, option)]);
  const parameters = { modelId: head.modelId, "Content-Type": head.contentType, ...Object.fromEntries(headers) };
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined));
}

/** JSON that a header can hold: characters beyond ASCII are escaped, which means the same. */
function metadataText({ requestMetadata }: InvokeOptions): string | undefined {
  const text = requestMetadata === undefined ? undefined : JSON.stringify(requestMetadata);
  return text?.replaceAll(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** The signal that ends a call: the caller's, or the end of its time, whichever comes first. */
export function signalOf({ signal, timeout }: InvokeOptions): AbortSignal | undefined {
  const signals = [
    ...(signal === undefined ? [] : [signal]),
    ...(timeout === undefined ? [] : [AbortSignal.timeout(timeout)]),
  ];
  return signals.length > 1 ? AbortSignal.any(signals) : signals[0];
}
