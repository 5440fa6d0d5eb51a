import { FEATURES } from "../cases/features.ts";
import { DEFAULT_LIMITS } from "./limits.ts";
import type { Authentication, TargetLimits } from "./manifest.ts";
import type { TargetOptions } from "./target-options.ts";

/** How the text of a flag or a variable is read. `entries` are NAME=VALUE, `headers` are NAME: VALUE. */
export type SettingKind = "text" | "whole-number" | "number" | "switch" | "list" | "entries" | "headers";

/** Something about a target that a flag, a variable of the environment and, mostly, a key of the manifest can say. */
export interface Setting {
  /** The key of the manifest, its parents before it; absent where only flag and variable exist. */
  readonly key?: string;
  /** As commander takes it. */
  readonly flag: string;
  /** Where the value stands in the options of a run. */
  readonly option: keyof TargetOptions;
  readonly kind: SettingKind;
  /** The values there are, where they are few. */
  readonly choices?: readonly string[];
  readonly meaning: string;
  /** What holds where nothing says otherwise. */
  readonly fallback?: string;
}

const AUTHENTICATIONS: readonly Authentication[] = ["auto", "aws", "sigv4", "bearer", "none"];

/**
 * Every setting of a target. Flags, variables, the order between them and the table of the README all come from here.
 */
export const SETTINGS: readonly Setting[] = [
  {
    flag: "--target <name>",
    option: "target",
    kind: "text",
    meaning: "a target that comes with the suite, such as mock, prism, bedrock, or a manifest (*.yaml)",
    fallback: "mock",
  },
  {
    flag: "--endpoint <url>",
    option: "endpoint",
    kind: "text",
    meaning: "an implementation, management and runtime at the same URL",
  },
  {
    key: "name",
    flag: "--name <text>",
    option: "name",
    kind: "text",
    meaning: "how reports call the target",
    fallback: "its endpoints",
  },
  {
    key: "start",
    flag: "--start <what>",
    option: "start",
    kind: "text",
    choices: ["mock", "prism"],
    meaning: "instead of endpoints: what the run itself starts and stops",
  },
  {
    key: "endpoints.management",
    flag: "--management-endpoint <url>",
    option: "managementEndpoint",
    kind: "text",
    meaning: "where the management api answers; {region} stands for the region",
  },
  {
    key: "endpoints.runtime",
    flag: "--runtime-endpoint <url>",
    option: "runtimeEndpoint",
    kind: "text",
    meaning: "where the runtime api answers; {region} stands for the region",
  },
  {
    key: "endpoints.gateway",
    flag: "--gateway-endpoint <url>",
    option: "gatewayEndpoint",
    kind: "text",
    meaning: "where an OpenAI-compatible gateway answers, with its base path",
    fallback: "with `--profile gateway`: `OPENAI_BASE_URL`",
  },
  {
    key: "endpoints.responses",
    flag: "--responses-endpoint <url>",
    option: "responsesEndpoint",
    kind: "text",
    meaning: "where OpenAI's Responses API answers, with its base path; {region} stands for the region",
  },
  {
    key: "endpoints.messages",
    flag: "--messages-endpoint <url>",
    option: "messagesEndpoint",
    kind: "text",
    meaning: "where Anthropic's Messages API answers, with its base path; {region} stands for the region",
  },
  {
    key: "region",
    flag: "--region <region>",
    option: "region",
    kind: "text",
    meaning: "the region to sign for",
    fallback: "`AWS_REGION`, `AWS_DEFAULT_REGION`, else us-east-1",
  },
  {
    key: "auth",
    flag: "--auth <kind>",
    option: "auth",
    kind: "text",
    choices: AUTHENTICATIONS,
    meaning: "how requests are authenticated",
    fallback: "auto: signed where credentials are found",
  },
  {
    key: "models",
    flag: "--model <name=id>",
    option: "models",
    kind: "entries",
    meaning:
      "the model to invoke for a format or a role (chat, vision, tools, reasoning, embedding), repeatable; where one is named, other formats or roles are unsupported",
    fallback: "the cases' own",
  },
  {
    key: "features.supported",
    flag: "--feature <name>",
    option: "features",
    kind: "list",
    choices: FEATURES,
    meaning: "what the target offers that a case must ask for, repeatable",
  },
  {
    key: "features.unsupported",
    flag: "--without <name>",
    option: "without",
    kind: "list",
    meaning: "what the target does not offer, repeatable: a feature, an api, operation:<Name>, format:<id>, retired, …",
  },
  {
    key: "features.operations",
    flag: "--operation <name>",
    option: "operations",
    kind: "list",
    meaning: "an operation that the target offers, repeatable; where one is named, every other one is unsupported",
  },
  {
    key: "replay",
    flag: "--replay <how>",
    option: "replay",
    kind: "text",
    choices: ["exact", "none"],
    meaning: "exact: the target answers with the examples themselves, and every answer is compared",
    fallback: "none",
  },
  {
    key: "asksForExamples",
    flag: "--asks-for-examples",
    option: "asksForExamples",
    kind: "switch",
    meaning: "each request names the example that it wants in a Prefer header, as Prism needs it",
    fallback: "false",
  },
  {
    key: "resources",
    flag: "--resource <parameter=value>",
    option: "resources",
    kind: "entries",
    meaning: "what exists in the account, by the path parameter that takes it, repeatable",
  },
  {
    key: "headers",
    flag: "--header <name: value>",
    option: "headers",
    kind: "headers",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: It is what the user writes.
    meaning: "sent with each request, repeatable; ${NAME} stands for a variable of the environment",
  },
  {
    key: "clock",
    flag: "--clock <url>",
    option: "clock",
    kind: "text",
    meaning: 'where a POST of {"advance": "1h"} lets time pass at once, as the mock\'s /_mock/clock does',
  },
  {
    key: "limits.concurrency",
    flag: "--concurrency <n>",
    option: "concurrency",
    kind: "whole-number",
    meaning: "cases under way at once",
    fallback: String(DEFAULT_LIMITS.concurrency),
  },
  {
    key: "limits.concurrencyPerModel",
    flag: "--concurrency-per-model <n>",
    option: "concurrencyPerModel",
    kind: "whole-number",
    meaning: "cases under way at once that invoke the same model",
    fallback: "no limit of its own",
  },
  {
    key: "limits.requestsPerSecond",
    flag: "--requests-per-second <n>",
    option: "requestsPerSecond",
    kind: "number",
    meaning: "requests that begin within a second, evenly spread",
    fallback: "no limit",
  },
  {
    key: "limits.timeoutMs",
    flag: "--timeout <ms>",
    option: "timeoutMs",
    kind: "whole-number",
    meaning: "time for one exchange, its body included, in milliseconds",
    fallback: String(DEFAULT_LIMITS.timeoutMs),
  },
  {
    key: "limits.attempts",
    flag: "--attempts <n>",
    option: "attempts",
    kind: "whole-number",
    meaning: "how often a request is sent at most where the target is too busy",
    fallback: String(DEFAULT_LIMITS.attempts),
  },
  {
    key: "limits.jobMs",
    flag: "--job-timeout <ms>",
    option: "jobMs",
    kind: "whole-number",
    meaning: "how long a job may take until it has ended, in milliseconds, where nothing lets time pass at once",
    fallback: "30000 on this machine; elsewhere no end is waited for",
  },
  {
    key: "limits.maxRequests",
    flag: "--max-requests <n>",
    option: "maxRequests",
    kind: "whole-number",
    meaning: "the run stops before it sends more requests",
    fallback: "no limit",
  },
  {
    key: "limits.maxTokens",
    flag: "--max-tokens <n>",
    option: "maxTokens",
    kind: "whole-number",
    meaning: "the run stops before its tokens, in and out, can be more",
    fallback: "no limit",
  },
  {
    key: "limits.maxCost",
    flag: "--max-cost <usd>",
    option: "maxCost",
    kind: "number",
    meaning: "the run stops before its tokens can cost more US dollars",
    fallback: "no limit",
  },
  {
    key: "prices",
    flag: "--prices <file>",
    option: "prices",
    kind: "text",
    meaning:
      "what a million tokens cost in US dollars, by model id or glob: {input, output}; as a flag, a YAML file of these",
    fallback: "`prices.yaml` of the suite",
  },
  {
    key: "baseline",
    flag: "--baseline <file>",
    option: "baseline",
    kind: "text",
    meaning: "a file of known failures; in a manifest relative to it",
  },
];

/** The long flag of a setting, such as `--model`. */
export function longFlag({ flag }: Setting): string {
  return flag.split(" ")[0] ?? flag;
}

/** The variable of the environment that says the same as the flag. */
export function variableOf(setting: Setting): string {
  return `${VARIABLE_PREFIX}${longFlag(setting).slice(2).replaceAll("-", "_").toUpperCase()}`;
}

/** How the variables of this suite begin. */
export const VARIABLE_PREFIX = "BEDROCK_CONFORMANCE_";

/** The names of the limits, which are keys below `limits` in a manifest and options of their own in a run. */
export const LIMIT_NAMES: readonly (keyof TargetLimits)[] = SETTINGS.flatMap(
  ({ key, option }) => (key === `limits.${option}` ? [option as keyof TargetLimits] : []), // What stands below `limits` is one.
);
