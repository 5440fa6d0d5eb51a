import type { Authentication, Prices, TargetManifest } from "./manifest.ts";

/**
 * Which target is meant, and what is to differ from its manifest. An option comes before the variable of the environment that says the same, the
 * variable before the manifest, the manifest before the default.
 */
export interface TargetOptions {
  /** `mock`, `prism`, `bedrock`, the path of a manifest, or a manifest. Default: `mock`, or what answers at `endpoint`. */
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
  readonly region?: string;
  readonly auth?: Authentication;
  /** Model ids by format. */
  readonly models?: Readonly<Record<string, string>>;
  /** Features that the target offers beyond those of its manifest. */
  readonly features?: readonly string[];
  /** What the target does not offer beyond what its manifest says. */
  readonly without?: readonly string[];
  readonly replay?: "exact" | "none";
  /** Whether each request names the example that it wants. Default: false. */
  readonly asksForExamples?: boolean;
  /** What exists in the account, by path parameter. */
  readonly resources?: Readonly<Record<string, string>>;
  /** Sent with each request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Cases under way at once. Default: 8. */
  readonly concurrency?: number;
  /** Cases under way at once that invoke the same model. Default: no limit of its own. */
  readonly concurrencyPerModel?: number;
  /** Requests that begin within a second, evenly spread. Default: no limit. */
  readonly requestsPerSecond?: number;
  /** Time for one exchange, its body included, in milliseconds. Default: 30,000. */
  readonly timeoutMs?: number;
  /** How often a request is sent at most, where the target is too busy. Default: 3. */
  readonly attempts?: number;
  /** The run stops before it sends more requests. Default: no limit. */
  readonly maxRequests?: number;
  /** The run stops before its tokens, in and out, can be more. Default: no limit. */
  readonly maxTokens?: number;
  /** The run stops before its tokens can cost more US dollars. Default: no limit. */
  readonly maxCost?: number;
  /** What tokens cost, or the YAML file that says so. Default: the suite's own table. */
  readonly prices?: string | Prices;
  /** A file of known failures. Default: that of the manifest. */
  readonly baseline?: string;
}
