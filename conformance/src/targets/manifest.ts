/**
 * How requests are authenticated. `auto`: signed where the environment shows credentials, else unsigned. `aws`: as the AWS SDKs choose, by the
 * bearer key in `AWS_BEARER_TOKEN_BEDROCK` where there is one, else signed. `sigv4` and `bearer` insist on theirs.
 */
export type Authentication = "auto" | "aws" | "sigv4" | "bearer" | "none";

/** An implementation under test, as data. `manifest.schema.json` is the schema of its YAML form. */
export interface TargetManifest {
  /** How reports call it. */
  readonly name: string;
  /** What the run itself starts and stops: the embedded mock, or plain Prism, one process for each spec. Then there are no endpoints. */
  readonly start?: "mock" | "prism";
  /** Base URLs; `{region}` stands for the region. */
  readonly endpoints?: { readonly management?: string; readonly runtime?: string; readonly gateway?: string };
  /** Default: `AWS_REGION`, `AWS_DEFAULT_REGION`, else `us-east-1` unless an endpoint names `{region}`. */
  readonly region?: string;
  /** Default: `auto`. */
  readonly auth?: Authentication;
  /** The model id to invoke, by format. Present, formats without one are unsupported; absent, the cases' own ids are sent. */
  readonly models?: Readonly<Record<string, string>>;
  readonly features?: {
    /** Features offered that a case must ask for, such as `writes`. `auth: sigv4` and `auth: bearer` imply that the target checks these. */
    readonly supported?: readonly string[];
    /** Features, apis, `operation:<Name>`, `format:<id>`, or parts of a gateway (`embeddings`, `images`, `tools`, `reasoning`) that are not offered. */
    readonly unsupported?: readonly string[];
  };
  /** `exact`: the target answers with the examples themselves. Default: `none`. */
  readonly replay?: "exact" | "none";
  /** Whether each request names the example that it wants in a `Prefer` header, as Prism needs it. Default: false. */
  readonly asksForExamples?: boolean;
  /** What exists in the account: a value by the name of the path parameter that takes it. */
  readonly resources?: Readonly<Record<string, string>>;
  /** A file of known failures, relative to the manifest. */
  readonly baseline?: string;
}

/** Features that a target may declare. `streaming` is assumed unless it is declared absent. */
export const FEATURES = [
  "scripted-errors",
  "scripted-error-types",
  "writes",
  "existing-resource",
  "streaming",
  "authentication-sigv4",
  "authentication-bearer",
  "gateway",
] as const;

/** What a gateway may declare that it does not offer. */
export const GATEWAY_FEATURES = ["embeddings", "images", "tools", "reasoning"] as const;

/** Declares a target in TypeScript; the same keys as in YAML. */
export function defineTarget(manifest: TargetManifest): TargetManifest {
  return manifest;
}
