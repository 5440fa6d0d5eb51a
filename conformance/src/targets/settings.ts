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
    meaning: "name of a target that comes with the suite (mock, prism, bedrock, …), or a manifest (*.yaml)",
    fallback: "mock",
  },
  {
    flag: "--endpoint <url>",
    option: "endpoint",
    kind: "text",
    meaning: "URL of an implementation that serves both APIs of AWS, management and runtime",
  },
  {
    key: "name",
    flag: "--name <text>",
    option: "name",
    kind: "text",
    meaning: "name of the target in reports",
    fallback: "its endpoints",
  },
  {
    key: "start",
    flag: "--start <what>",
    option: "start",
    kind: "text",
    choices: ["mock", "prism"],
    meaning: "instead of endpoints: a server that the run starts and stops",
  },
  {
    key: "endpoints.management",
    flag: "--management-endpoint <url>",
    option: "managementEndpoint",
    kind: "text",
    meaning: "URL of the management API; {region} stands for the region",
  },
  {
    key: "endpoints.runtime",
    flag: "--runtime-endpoint <url>",
    option: "runtimeEndpoint",
    kind: "text",
    meaning: "URL of the runtime API; {region} stands for the region",
  },
  {
    key: "endpoints.gateway",
    flag: "--gateway-endpoint <url>",
    option: "gatewayEndpoint",
    kind: "text",
    meaning: "URL of an OpenAI-compatible gateway, including its base path",
    fallback: "with `--profile gateway`: `OPENAI_BASE_URL`",
  },
  {
    key: "endpoints.responses",
    flag: "--responses-endpoint <url>",
    option: "responsesEndpoint",
    kind: "text",
    meaning: "URL of OpenAI's Responses API, including its base path; {region} stands for the region",
  },
  {
    key: "endpoints.messages",
    flag: "--messages-endpoint <url>",
    option: "messagesEndpoint",
    kind: "text",
    meaning: "URL of Anthropic's Messages API, including its base path; {region} stands for the region",
  },
  {
    key: "region",
    flag: "--region <region>",
    option: "region",
    kind: "text",
    meaning: "region to sign requests for",
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
      "model to invoke for a format or a role (chat, vision, tools, reasoning, embedding), repeatable; once one is named, other formats or roles are unsupported",
    fallback: "the model in each case",
  },
  {
    key: "features.supported",
    flag: "--feature <name>",
    option: "features",
    kind: "list",
    choices: FEATURES,
    meaning: "optional feature that the target offers, repeatable",
  },
  {
    key: "features.unsupported",
    flag: "--without <name>",
    option: "without",
    kind: "list",
    meaning: "what the target does not offer, repeatable: a feature, an API, operation:<Name>, format:<id>, retired, …",
  },
  {
    key: "features.operations",
    flag: "--operation <name>",
    option: "operations",
    kind: "list",
    meaning: "operation that the target offers, repeatable; once one is named, all others are unsupported",
  },
  {
    key: "replay",
    flag: "--replay <how>",
    option: "replay",
    kind: "text",
    choices: ["exact", "none"],
    meaning:
      "exact: the target responds with the examples of the specs, and every response is compared with its example",
    fallback: "none",
  },
  {
    key: "asksForExamples",
    flag: "--asks-for-examples",
    option: "asksForExamples",
    kind: "switch",
    meaning: "name the example to respond with in a Prefer header of each request, as Prism needs it",
    fallback: "false",
  },
  {
    key: "resources",
    flag: "--resource <parameter=value>",
    option: "resources",
    kind: "entries",
    meaning: "existing resource of the account, by the path parameter that takes its id, repeatable",
  },
  {
    key: "headers",
    flag: "--header <name: value>",
    option: "headers",
    kind: "headers",
    // biome-ignore lint/suspicious/noTemplateCurlyInString: It is what the user writes.
    meaning: "header of each request, repeatable; ${NAME} stands for an environment variable",
  },
  {
    key: "clock",
    flag: "--clock <url>",
    option: "clock",
    kind: "text",
    meaning: `URL that moves the target's clock on a POST of {"advance": "1h"}, like the mock's /_mock/clock`,
  },
  {
    key: "limits.concurrency",
    flag: "--concurrency <n>",
    option: "concurrency",
    kind: "whole-number",
    meaning: "cases in flight at once",
    fallback: String(DEFAULT_LIMITS.concurrency),
  },
  {
    key: "limits.concurrencyPerModel",
    flag: "--concurrency-per-model <n>",
    option: "concurrencyPerModel",
    kind: "whole-number",
    meaning: "cases in flight at once that invoke the same model",
    fallback: "no limit of its own",
  },
  {
    key: "limits.requestsPerSecond",
    flag: "--requests-per-second <n>",
    option: "requestsPerSecond",
    kind: "number",
    meaning: "requests started per second, evenly spread",
    fallback: "no limit",
  },
  {
    key: "limits.timeoutMs",
    flag: "--timeout <ms>",
    option: "timeoutMs",
    kind: "whole-number",
    meaning: "time limit of one exchange including its body, in milliseconds",
    fallback: String(DEFAULT_LIMITS.timeoutMs),
  },
  {
    key: "limits.attempts",
    flag: "--attempts <n>",
    option: "attempts",
    kind: "whole-number",
    meaning: "haximum number of times that a request is sent to a target that is too busy",
    fallback: String(DEFAULT_LIMITS.attempts),
  },
  {
    key: "limits.jobMs",
    flag: "--job-timeout <ms>",
    option: "jobMs",
    kind: "whole-number",
    meaning: "hime limit for a job to end, in milliseconds, if the target has no clock that can be moved",
    fallback: "30000 on this machine; elsewhere the run does not wait",
  },
  {
    key: "limits.maxRequests",
    flag: "--max-requests <n>",
    option: "maxRequests",
    kind: "whole-number",
    meaning: "ttop the run before it sends more requests than this",
    fallback: "no limit",
  },
  {
    key: "limits.maxTokens",
    flag: "--max-tokens <n>",
    option: "maxTokens",
    kind: "whole-number",
    meaning: "ttop the run before its tokens, in and out, can exceed this",
    fallback: "no limit",
  },
  {
    key: "limits.maxCost",
    flag: "--max-cost <usd>",
    option: "maxCost",
    kind: "number",
    meaning: "ttop the run before its tokens can cost more US dollars than this",
    fallback: "no limit",
  },
  {
    key: "prices",
    flag: "--prices <file>",
    option: "prices",
    kind: "text",
    meaning: "US dollars for a million tokens, by model id or glob: {input, output}; the flag takes a YAML file",
    fallback: "`prices.yaml` of the suite",
  },
  {
    key: "baseline",
    flag: "--baseline <file>",
    option: "baseline",
    kind: "text",
    meaning: "file of known failures; a path in a manifest is relative to the manifest",
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
