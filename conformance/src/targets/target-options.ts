import type { Authentication, Prices, TargetLimits, TargetManifest } from "./manifest.ts";

/**
 * The target, and what differs from its manifest. An option comes before the variable of the
 * environment that says the same, the variable before the manifest, the manifest before the default.
 */
export interface TargetOptions extends TargetLimits {
  /**
   * `mock`, `prism`, `bedrock`, the path of a manifest, or a manifest. Default: `mock`, or the implementation at `endpoint`.
   */
  readonly target?: string | TargetManifest;
  /** Base URL of an implementation, for both apis of AWS. */
  readonly endpoint?: string;
  /** How reports call the target. Default: its endpoints. */
  readonly name?: string;
  /** What the run itself starts and stops, instead of an endpoint. */
  readonly start?: "mock" | "prism";
  readonly managementEndpoint?: string;
  readonly runtimeEndpoint?: string;
  /** Base URL of an OpenAI-compatible gateway, the path included below which its operations are. */
  readonly gatewayEndpoint?: string;
  /** Base URL of OpenAI's Responses API, such as `https://bedrock-mantle.us-east-1.api.aws/openai/v1`. */
  readonly responsesEndpoint?: string;
  /** Base URL of Anthropic's Messages API, such as `https://bedrock-mantle.us-east-1.api.aws/anthropic/v1`. */
  readonly messagesEndpoint?: string;
  readonly region?: string;
  readonly auth?: Authentication;
  /** Models by format or role. */
  readonly models?: TargetManifest["models"];
  /** Features that the target offers beyond those of its manifest. */
  readonly features?: readonly string[];
  /** What the target does not offer beyond what its manifest says. */
  readonly without?: readonly string[];
  /** The operations that the target offers; every other one is unsupported. Default: those of the manifest, else all. */
  readonly operations?: readonly string[];
  readonly replay?: "exact" | "none";
  /** Whether each request names the example that it wants. Default: false. */
  readonly asksForExamples?: boolean;
  /** What exists in the account, by path parameter. */
  readonly resources?: Readonly<Record<string, string>>;
  /** Sent with each request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Where a POST lets time pass at once. */
  readonly clock?: string;
  /** What tokens cost, or the YAML file that says so. Default: the suite's own table. */
  readonly prices?: string | Prices;
  /** A file of known failures. Default: that of the manifest. */
  readonly baseline?: string;
}
