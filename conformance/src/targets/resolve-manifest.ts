import type { ApiName } from "@bedrock-contract/wire";
import type { CaseFilter } from "../cases/load-cases.ts";
import { ConformanceError } from "../conformance-error.ts";
import { defined } from "../defined.ts";
import { chooseAsAws, type Environment } from "./authenticator.ts";
import type { Prices, TargetLimits, TargetManifest } from "./manifest.ts";
import { refuseReplayOfAws } from "./paid-host.ts";
import { checkManifest, readManifest, readPrices } from "./read-manifest.ts";
import { checkOptions, settingsOf } from "./read-setting.ts";
import { LIMIT_NAMES } from "./settings.ts";
import type { TargetOptions } from "./target-options.ts";

/**
 * The manifest of a run: what the options say, else the environment, else the manifest. Its `aws` authentication is
 * resolved by the environment. Throws a usage error where they contradict each other.
 */
export async function resolveManifest(
  given: TargetOptions & Pick<CaseFilter, "profile">,
  environment: Environment = process.env,
): Promise<TargetManifest> {
  checkOptions(given);
  const options = withGatewayOf(environment, given, settingsOf(environment));
  const { endpoints } = options;
  const base = await baseManifest(options);
  if (endpoints !== undefined && base.start !== undefined) {
    throw new ConformanceError(
      "usage",
      `The run starts the target ${base.name} itself, so no endpoint can be given. Remove --target ${base.name} or the endpoint (flag or variable).`,
    );
  }
  if (options.start !== undefined && base.endpoints !== undefined) {
    throw new ConformanceError(
      "usage",
      `The target ${base.name} has its own endpoints, so --start ${options.start} cannot apply. Remove one of the two (flag or variable).`,
    );
  }
  // Credentials meant for the manifest's endpoints do not go to another one unasked.
  const wanted = options.auth ?? (endpoints === undefined ? base.auth : "auto");
  const auth = wanted === "aws" ? chooseAsAws(environment) : wanted;
  const manifest = { ...base, ...(await overridden(base, options)), ...defined({ auth }) };
  refuseReplayOfAws(manifest);
  return manifest;
}

/** The options of one level, the endpoints of all apis told apart. */
type Level = Omit<TargetOptions, "endpoint" | (typeof ENDPOINT_OPTIONS)[ApiName]> & {
  readonly endpoints?: NonNullable<TargetManifest["endpoints"]>;
};

/** What options and environment say together. What holds several values by name holds those of both. */
function merged(options: TargetOptions, variables: TargetOptions): Level {
  const [strong, weak] = [levelOf(options), levelOf(variables)];
  return {
    ...weak,
    ...strong,
    ...together("endpoints", weak, strong),
    ...together("models", weak, strong),
    ...together("resources", weak, strong),
    ...together("headers", weak, strong),
    ...featuresTogether(weak, strong),
  };
}

function together<K extends "endpoints" | "models" | "resources" | "headers">(
  key: K,
  weak: Pick<Level, K>,
  strong: Pick<Level, K>,
): Partial<Pick<Level, K>> {
  const value = weak[key] === undefined ? strong[key] : { ...weak[key], ...strong[key] };
  return value === undefined ? {} : ({ [key]: value } as Pick<Level, K>); // The key is the one that was read.
}

/** A flag takes back what a variable says, as both take back what the manifest says. */
function featuresTogether(weak: Level, { features = [], without = [] }: Level): Pick<Level, "features" | "without"> {
  const { supported, unsupported } = withFeatures(
    { supported: weak.features ?? [], unsupported: weak.without ?? [] },
    { features, without },
  );
  return { features: supported, without: unsupported };
}

function levelOf(options: TargetOptions): Level {
  const named: readonly string[] = ["endpoint", ...Object.values(ENDPOINT_OPTIONS)];
  const rest = Object.fromEntries(Object.entries(options).filter(([name]) => !named.includes(name)));
  return defined({ ...rest, endpoints: endpointsOf(options) });
}

/** Which option says where an api answers. */
const ENDPOINT_OPTIONS = {
  management: "managementEndpoint",
  runtime: "runtimeEndpoint",
  gateway: "gatewayEndpoint",
  responses: "responsesEndpoint",
  messages: "messagesEndpoint",
} as const satisfies Readonly<Record<ApiName, keyof TargetOptions>>;

function endpointsOf(options: TargetOptions): TargetManifest["endpoints"] | undefined {
  const named = Object.entries(ENDPOINT_OPTIONS).flatMap(([api, option]) => {
    const hasAwsApis = api === "management" || api === "runtime";
    const url = options[option] ?? (hasAwsApis ? options.endpoint : undefined);
    return url === undefined ? [] : [[api, url]];
  });
  return named.length === 0 ? undefined : Object.fromEntries(named);
}

/**
 * Where nothing but the profile `gateway` says what is meant, `OPENAI_BASE_URL` does, with the key beside it. Any other
 * run leaves both alone: that a client is set up for a gateway is no order to test it.
 */
function withGatewayOf(
  { OPENAI_BASE_URL: gateway, OPENAI_API_KEY: key }: Environment,
  given: TargetOptions & Pick<CaseFilter, "profile">,
  variables: TargetOptions,
): Level {
  const { profile, ...options } = given;
  const level = merged(options, variables);
  const isMeant = profile?.length === 1 && profile[0] === "gateway";
  if (!gateway || !isMeant || [level.target, level.start, level.endpoints].some((each) => each !== undefined)) {
    return level;
  }
  return { ...level, endpoints: { gateway }, ...(key && level.auth === undefined ? { auth: "bearer" } : {}) };
}

async function baseManifest({ target, endpoints, start = "mock" }: Level): Promise<TargetManifest> {
  if (target === undefined) {
    return endpoints === undefined ? readManifest(start) : unknownImplementation(endpoints);
  }
  return typeof target === "string" ? readManifest(target) : checkManifest(target, "The target");
}

/** What is assumed of an implementation of which only the URLs are known: it creates nothing that may cost money. */
function unknownImplementation(endpoints: NonNullable<TargetManifest["endpoints"]>): TargetManifest {
  const name = [...new Set(Object.values(endpoints))].join(" and ");
  return { name };
}

/** The keys of the manifest that the options replace or add to. */
async function overridden(base: TargetManifest, options: Level): Promise<Partial<TargetManifest>> {
  const { target: _, auth: __, features = [], without = [], operations, prices, ...more } = options;
  const isOtherwise = features.length + without.length > 0 || operations !== undefined;
  const { endpoints, models, resources, headers, name, start, region, replay, asksForExamples, clock, baseline } = more;
  const limits = { ...base.limits, ...saidLimits(more) };
  return defined({
    name,
    start,
    region,
    replay,
    asksForExamples,
    clock,
    baseline,
    endpoints: endpoints && { ...base.endpoints, ...endpoints },
    models: models && { ...base.models, ...models },
    resources: resources && { ...base.resources, ...resources },
    headers: headers && { ...base.headers, ...headers },
    features: isOtherwise
      ? { ...withFeatures(base.features, { features, without }), ...defined({ operations }) }
      : undefined,
    limits: Object.keys(limits).length === 0 ? undefined : limits,
    prices: prices === undefined ? undefined : withPrices(base, await readPrices(prices)),
  });
}

/** The first price that matches a model counts, so that those of the option stand first. */
function withPrices({ prices }: TargetManifest, first: Prices): Prices {
  return { ...first, ...prices, ...first };
}

function saidLimits(options: TargetLimits): TargetLimits {
  return Object.fromEntries(
    LIMIT_NAMES.flatMap((name) => (options[name] === undefined ? [] : [[name, options[name]]])),
  );
}

/** What is said last counts: a feature that is offered after all is no longer absent, and the other way round. */
function withFeatures(
  { supported = [], unsupported = [], ...rest }: NonNullable<TargetManifest["features"]> = {},
  { features, without }: Required<Pick<Level, "features" | "without">>,
) {
  return {
    ...rest,
    supported: [...new Set([...supported.filter((feature) => !without.includes(feature)), ...features])],
    unsupported: [...new Set([...unsupported.filter((feature) => !features.includes(feature)), ...without])],
  };
}
