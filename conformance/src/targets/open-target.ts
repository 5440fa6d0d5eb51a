import { followsAws, gatewayApis } from "@bedrock-contract/wire";
import type { Case } from "../case.ts";
import { ConformanceError } from "../conformance-error.ts";
import { defined } from "../defined.ts";
import {
  createAuthenticator,
  type Environment,
  gatewayAuthenticator,
  type Signing,
  signing,
  unsigned,
} from "./authenticator.ts";
import type { TargetManifest } from "./manifest.ts";
import { refuseUnpaid } from "./paid-host.ts";
import type { Servers, Target } from "./target.ts";
import { type TargetHeaders, targetHeaders } from "./target-headers.ts";

/** What opening a target depends on. */
export interface OpenTargetOptions {
  /** The cases that will be sent: only what they need is started. */
  readonly cases: readonly Case[];
  readonly environment: Environment;
  /** Whether requests may cost money. Default: false. */
  readonly isPaid?: boolean;
}

/** Makes a target ready: starts what the run itself starts, finds credentials. */
export async function openTarget(manifest: TargetManifest, options: OpenTargetOptions): Promise<Target> {
  switch (manifest.start) {
    case "mock": {
      const { startMockServer } = await import("./mock-server.ts");
      const own = ownSigning(manifest);
      const headers = targetHeaders(manifest, options.environment);
      const servers = await startMockServer(own);
      return createTarget(manifest, servers, { authenticator: signing(own.credentials, own.region), ...headers });
    }
    case "prism": {
      const { startPrismServers } = await import("./prism-servers.ts");
      const own = ownSigning(manifest);
      const headers = targetHeaders(manifest, options.environment);
      const servers = await startPrismServers(options.cases);
      return createTarget(manifest, servers, { authenticator: signing(own.credentials, own.region), ...headers });
    }
    case undefined:
      return openEndpoints(manifest, options);
    default:
      return manifest.start satisfies never;
  }
}

function createTarget(
  manifest: TargetManifest,
  servers: Servers,
  { authenticator, headers, secrets, templates }: TargetHeaders & Pick<Target, "authenticator">,
): Target {
  const urls = new Map(Object.values(servers.endpoints).map((endpoint) => [endpoint, endpointUrl(endpoint)]));
  return {
    manifest,
    endpoints: servers.endpoints,
    endpointOf: (given) => {
      const endpoint = servers.endpointOf(given);
      return urls.get(endpoint) ?? endpointUrl(endpoint);
    },
    authenticator,
    authenticatorOf: (given) => (followsAws(given) ? authenticator : (servers.gatewayAuthenticator ?? unsigned)),
    headers,
    secrets,
    templates,
    ...defined({ advance: servers.advance }),
    close: servers.close,
  };
}

/** What the run itself starts is asked with credentials that are made up: real ones are none of its business. */
function ownSigning({ region = "us-east-1" }: TargetManifest): Signing {
  const [secretAccessKey, sessionToken] = ["conformance-suite-secret", "conformance-suite-token"];
  return { credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey, sessionToken }, region };
}

async function openEndpoints(manifest: TargetManifest, { environment, isPaid }: OpenTargetOptions): Promise<Target> {
  const { endpoints: templates } = manifest;
  if (templates === undefined) {
    throw new ConformanceError(
      "usage",
      `The target ${manifest.name} has no endpoint. Expected "start" or "endpoints" in its manifest, or --endpoint URL.`,
    );
  }
  refuseUnpaid(manifest, isPaid);
  const region = regionOf(manifest, environment);
  const endpoints = Object.fromEntries(
    Object.entries(templates).map(([api, template]) => [api, template.replaceAll("{region}", region)]),
  );
  const servers: Servers = {
    endpoints,
    endpointOf: ({ api }) => endpoints[api] ?? "",
    ...(manifest.clock !== undefined && { advance: clockAt(endpointUrl(manifest.clock)) }),
    close: async () => {},
  };
  const headers = targetHeaders(manifest, environment);
  const target = createTarget(manifest, servers, { authenticator: unsigned, ...headers });
  // Only now, when the URLs are known to be right, credentials are looked for, and only for apis that are asked.
  const { auth = "auto" } = manifest;
  const hasOthers = gatewayApis.some((api) => templates[api] !== undefined);
  const gateway = hasOthers ? gatewayAuthenticator(auth, environment) : unsigned;
  const hasAwsApis = templates.management !== undefined || templates.runtime !== undefined;
  const authenticator = hasAwsApis ? await createAuthenticator(auth, { environment, region }) : gateway;
  return { ...target, authenticator, authenticatorOf: (given) => (followsAws(given) ? authenticator : gateway) };
}

/** Lets the time of a target pass over HTTP. */
function clockAt(url: URL): NonNullable<Servers["advance"]> {
  return async (advance) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ advance }) });
    await response.body?.cancel();
    if (!response.ok) {
      throw new Error(`${url.href} responded with status ${response.status} instead of moving the clock`);
    }
  };
}

function regionOf({ region, endpoints, name }: TargetManifest, environment: Environment): string {
  const found = region ?? environment.AWS_REGION ?? environment.AWS_DEFAULT_REGION;
  const isNeeded = Object.values(endpoints ?? {}).some((endpoint) => endpoint.includes("{region}"));
  if (found === undefined && isNeeded) {
    throw new ConformanceError("usage", `The target ${name} needs a region. Expected --region, or AWS_REGION.`);
  }
  return found ?? "us-east-1";
}

function endpointUrl(endpoint: string): URL {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    throw new ConformanceError(
      "usage",
      `"${endpoint}" is not an endpoint. Expected a URL such as http://127.0.0.1:4010.`,
    );
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw new ConformanceError(
      "usage",
      `The endpoint at ${url.host} must not have credentials, a query or a fragment in its URL.`,
    );
  }
  return url;
}
