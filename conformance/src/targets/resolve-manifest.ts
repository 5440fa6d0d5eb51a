import { ConformanceError } from "../conformance-error.ts";
import type { CaseFilter } from "../load-cases.ts";
import { chooseAsAws, type Environment } from "./authenticator.ts";
import type { Authentication, TargetManifest } from "./manifest.ts";
import { checkManifest, readManifest } from "./read-manifest.ts";

/** Which target is meant, and what is to differ from its manifest. Flags come before the manifest, the manifest before defaults. */
export interface TargetOptions {
  /** `mock`, `prism`, `bedrock`, the path of a manifest, or a manifest. Default: `mock`, or what answers at `endpoint`. */
  readonly target?: string | TargetManifest;
  /** Base URL of an implementation, for both apis of AWS. */
  readonly endpoint?: string;
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
}

/**
 * The manifest of a run; its `aws` authentication is resolved by the environment. Throws a usage error where the options contradict each other.
 */
export async function resolveManifest(
  given: TargetOptions & Pick<CaseFilter, "profile">,
  environment: Environment = process.env,
): Promise<TargetManifest> {
  const options = withGatewayOf(environment, given);
  const endpoints = endpointsOf(options);
  const base = await baseManifest(options, endpoints);
  if (endpoints !== undefined && base.start !== undefined) {
    throw new ConformanceError(
      "usage",
      `The target ${base.name} is started by the run itself and takes no endpoint. Leave out --target ${base.name}, or --endpoint.`,
    );
  }
  const { region = base.region, models, features = [] } = options;
  // Credentials meant for the manifest's endpoints do not go to another one unasked.
  const wanted = options.auth ?? (endpoints === undefined ? base.auth : "auto");
  const auth = wanted === "aws" ? chooseAsAws(environment) : wanted;
  return {
    ...base,
    ...(endpoints === undefined ? {} : { endpoints: { ...base.endpoints, ...endpoints } }),
    ...(region === undefined ? {} : { region }),
    ...(auth === undefined ? {} : { auth }),
    ...(models === undefined ? {} : { models: { ...base.models, ...models } }),
    ...(features.length === 0 ? {} : { features: withSupported(base, features) }),
  };
}

/**
 * Where nothing but the profile `gateway` says what is meant, `OPENAI_BASE_URL` does, with the key beside it. Any other run leaves both alone: that
 * a client is set up for a gateway is no order to test it.
 */
function withGatewayOf(
  { OPENAI_BASE_URL: gatewayEndpoint, OPENAI_API_KEY: key }: Environment,
  options: TargetOptions & Pick<CaseFilter, "profile">,
): TargetOptions {
  const isMeant = options.profile?.length === 1 && options.profile[0] === "gateway";
  if (!gatewayEndpoint || !isMeant || options.target !== undefined || endpointsOf(options) !== undefined) {
    return options;
  }
  return { ...options, gatewayEndpoint, ...(key && options.auth === undefined ? { auth: "bearer" } : {}) };
}

async function baseManifest(
  { target }: TargetOptions,
  endpoints: TargetManifest["endpoints"],
): Promise<TargetManifest> {
  if (target === undefined) {
    return endpoints === undefined ? readManifest("mock") : unknownImplementation(endpoints);
  }
  return typeof target === "string" ? readManifest(target) : checkManifest(target, "The target");
}

/** What is assumed of an implementation of which only the URLs are known: it creates nothing that may cost money. */
function unknownImplementation(endpoints: NonNullable<TargetManifest["endpoints"]>): TargetManifest {
  const name = [...new Set(Object.values(endpoints))].join(" and ");
  return { name };
}

function endpointsOf(options: TargetOptions): TargetManifest["endpoints"] | undefined {
  const { endpoint, managementEndpoint: management = endpoint, runtimeEndpoint: runtime = endpoint } = options;
  const { gatewayEndpoint: gateway } = options;
  if (management === undefined && runtime === undefined && gateway === undefined) {
    return undefined;
  }
  return {
    ...(management === undefined ? {} : { management }),
    ...(runtime === undefined ? {} : { runtime }),
    ...(gateway === undefined ? {} : { gateway }),
  };
}

function withSupported(base: TargetManifest, features: readonly string[]): NonNullable<TargetManifest["features"]> {
  const { supported = [], unsupported = [] } = base.features ?? {};
  return {
    supported: [...new Set([...supported, ...features])],
    unsupported: unsupported.filter((feature) => !features.includes(feature)),
  };
}
