import type { ApiName } from "@bedrock-contract/wire";

/**
 * How requests are authenticated. `auto`: signed where the environment shows credentials, else unsigned. `aws`: as the
 * AWS SDKs choose, by the bearer key in `AWS_BEARER_TOKEN_BEDROCK` where there is one, else signed. `sigv4` and
 * `bearer` insist on theirs.
 */
export type Authentication = "auto" | "aws" | "sigv4" | "bearer" | "none";

/** An implementation under test, as data. `manifest.schema.json` is the schema of its YAML form. */
export interface TargetManifest {
  /** How reports call it. */
  readonly name: string;
  /**
   * What the run itself starts and stops: the embedded mock, or plain Prism, one process for each spec. Then there are
   * no endpoints.
   */
  readonly start?: "mock" | "prism";
  /** Base URLs; `{region}` stands for the region. */
  readonly endpoints?: Readonly<Partial<Record<ApiName, string>>>;
  /** Default: `AWS_REGION`, `AWS_DEFAULT_REGION`, else `us-east-1` unless an endpoint names `{region}`. */
  readonly region?: string;
  /** Default: `auto`. */
  readonly auth?: Authentication;
  /**
   * The model to invoke, by format, and where no format says which, by role: `chat`, `vision`, `tools`, `reasoning`,
   * `embedding`. Where a format is named, those without a model are unsupported; roles likewise. Absent, the cases' own
   * ids are sent.
   */
  readonly models?: Readonly<Record<string, ModelChoice>>;
  readonly features?: {
    /**
     * Features offered that a case must ask for, such as `writes`. `auth: sigv4` and `auth: bearer` imply that the
     * target checks these.
     */
    readonly supported?: readonly string[];
    /**
     * Features, apis, `operation:<Name>`, `format:<id>`, `retired` (formats whose models Amazon Bedrock no longer
     * serves), `malformed-json`, `memory` (what one request has changed, the next one finds), or parts of a gateway
     * (`embeddings`, `images`, `custom-tools`, `tools`, `tool-choice`, `reasoning`, `structured-outputs`,
     * `background`) that are not offered.
     */
    readonly unsupported?: readonly string[];
    /** The operations that the target offers, by their names; every other one is unsupported. Default: all. */
    readonly operations?: readonly string[];
  };
  /** `exact`: the target responds with the examples of the specs. Default: `none`. */
  readonly replay?: "exact" | "none";
  /** Whether each request names the example that it wants in a `Prefer` header, as Prism needs it. Default: false. */
  readonly asksForExamples?: boolean;
  /**
   * What exists in the account: a value by the name of the path parameter that takes it; `s3Uri` for where output is
   * written.
   */
  readonly resources?: Readonly<Record<string, string>>;
  /**
   * Sent with each request, to every api. `${NAME}` in a value stands for the variable NAME of the environment; such a
   * value is a secret, which no report shows.
   */
  readonly headers?: Readonly<Record<string, string>>;
  /** Where a POST of `{"advance": "1h"}` lets time pass at once, as at the mock's `/_mock/clock`. Default: nowhere. */
  readonly clock?: string;
  /** How much is asked of the target, and how fast. */
  readonly limits?: TargetLimits;
  /** What tokens cost, by model id or glob of model ids; comes before the suite's own table. */
  readonly prices?: Prices;
  /** A file of known failures, relative to the manifest. */
  readonly baseline?: string;
}

/** The id of a model; of one that makes vectors of several lengths also the numbers of dimensions that it has. */
export type ModelChoice = string | { readonly id: string; readonly dimensions?: readonly number[] };

/** How much is asked of a target, and how fast. */
export interface TargetLimits {
  /** Cases under way at once. Default: 8. */
  readonly concurrency?: number;
  /** Cases under way at once that invoke the same model. Default: no limit of its own. */
  readonly concurrencyPerModel?: number;
  /** Requests that begin within a second, evenly spread. Default: no limit. */
  readonly requestsPerSecond?: number;
  /** Time for one exchange, its body included, in milliseconds. Default: 30,000. */
  readonly timeoutMs?: number;
  /** How often a request is sent at most where the target is too busy. Default: 3. */
  readonly attempts?: number;
  /**
   * How long a job may take until it has ended, in milliseconds. Default: 30,000 for a target on this machine; others
   * are sent no case that waits for an end.
   */
  readonly jobMs?: number;
  /** The run stops before it sends more requests. Default: no limit. */
  readonly maxRequests?: number;
  /** The run stops before its tokens, in and out, can be more. Default: no limit. */
  readonly maxTokens?: number;
  /** The run stops before its tokens can cost more US dollars. Default: no limit. */
  readonly maxCost?: number;
}

/** What a model costs, in US dollars for a million tokens. */
export interface Price {
  readonly input: number;
  readonly output: number;
}

/** Prices by model id, or by a glob of model ids. The first that matches counts. */
export type Prices = Readonly<Record<string, Price>>;

/**
 * Declares a target in TypeScript, with the same keys as in YAML: pass it to `runSuite` or `describeConformance` as
 * `target`. What it says is held against the schema when the run begins, and a flag or a variable of the environment
 * comes before it.
 *
 * @example
 * const ours = defineTarget({
 *   name: "our gateway",
 *   endpoints: { gateway: "http://127.0.0.1:8000/api/v1" },
 *   auth: "bearer",
 *   limits: { concurrency: 4, requestsPerSecond: 10 },
 * });
 */
export function defineTarget(manifest: TargetManifest): TargetManifest {
  return manifest;
}
