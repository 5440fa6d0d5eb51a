import { type Environment, environmentOf } from "./environment.ts";

/** Where a client sends its requests. */
export interface EndpointOptions {
  /** The region, such as `us-east-1`. Default: `AWS_REGION`, else `AWS_DEFAULT_REGION`. */
  readonly region?: string | undefined;
  /**
   * The URL to send to instead of AWS, such as `http://127.0.0.1:4010`. Default: `AWS_ENDPOINT_URL_BEDROCK`, else
   * `AWS_ENDPOINT_URL`, else the region's own.
   */
  readonly endpoint?: string | URL | undefined;
}

/** An endpoint as it is used: `url` has no slash at its end. */
export interface ResolvedEndpoint {
  readonly url: string;
  readonly region: string;
}

/**
 * Finds the endpoint and the region of the management API. At an endpoint given by its URL the region only serves the
 * signature, and is `us-east-1` where none is set.
 */
export function resolveEndpoint(
  options: EndpointOptions,
  environment: Environment = environmentOf(),
): ResolvedEndpoint {
  const region = options.region || environment.AWS_REGION || environment.AWS_DEFAULT_REGION;
  const given = options.endpoint || environment.AWS_ENDPOINT_URL_BEDROCK || environment.AWS_ENDPOINT_URL;
  if (given) {
    return { url: checkedUrl(given), region: checkedRegion(region ?? "us-east-1") };
  }
  if (region === undefined) {
    throw new Error("A region is needed: pass the option region or set AWS_REGION; or pass an endpoint");
  }
  return { url: regionalUrl(checkedRegion(region)), region };
}

function regionalUrl(region: string): string {
  const [, suffix] = DNS_SUFFIXES.find(([prefix]) => region.startsWith(prefix)) ?? ["", "amazonaws.com"];
  return `https://bedrock.${region}.${suffix}`;
}

/** The partitions whose names differ from `amazonaws.com`; AWS GovCloud shares it. */
const DNS_SUFFIXES: readonly (readonly [prefix: string, suffix: string])[] = [
  ["cn-", "amazonaws.com.cn"],
  ["us-isob-", "sc2s.sgov.gov"],
  ["us-isof-", "csp.hci.ic.gov"],
  ["us-iso-", "c2s.ic.gov"],
  ["eu-isoe-", "cloud.adc-e.uk"],
  ["eusc-", "amazonaws.eu"],
];

function checkedRegion(region: string): string {
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(region)) {
    throw new Error(`${JSON.stringify(region)} is not an AWS region, such as us-east-1`);
  }
  return region;
}

/**
 * A URL to send to, without a slash at its end. Throws an Error that says what is wrong with `name`, and repeats
 * nothing secret.
 */
export function checkedUrl(given: string | URL, name = "endpoint"): string {
  const url = URL.parse(String(given));
  if (url === null || !["http:", "https:"].includes(url.protocol)) {
    throw new Error(`The ${name} must be a URL that begins with http:// or https://, such as http://127.0.0.1:4010`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new Error(`The ${name} must not hold a user name or password: pass credentials or a key instead`);
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}
