import { BlockList, isIP } from "node:net";
import { ConformanceError } from "../conformance-error.ts";
import type { TargetManifest } from "./manifest.ts";

/** The domains of each partition of Amazon Web Services, and those of its endpoints that speak IPv6, too. */
const DOMAINS = [
  ...["amazonaws.com", "api.aws", "amazonaws.com.cn", "api.amazonwebservices.com.cn"],
  ...["amazonaws.eu", "api.amazonwebservices.eu", "c2s.ic.gov", "api.aws.ic.gov", "sc2s.sgov.gov", "api.aws.scloud"],
  ...["csp.hci.ic.gov", "api.aws.hci.ic.gov", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk"],
].map((domain) => domain.replaceAll(".", "\\."));

/** Where Amazon Web Services answers, and takes money. */
const PAID = new RegExp(`(?:^|\\.)(?:${DOMAINS.join("|")})\\.?$`, "i");

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/i;

/** Names that no public host has: those without a dot, as of a container, and those that are kept for such networks. */
const PRIVATE_NAME = /^[^.]+$|\.(?:localhost|local|internal|test|home\.arpa)$/i;

const privateAddresses = new BlockList();
privateAddresses.addSubnet("10.0.0.0", 8, "ipv4");
privateAddresses.addSubnet("172.16.0.0", 12, "ipv4");
privateAddresses.addSubnet("192.168.0.0", 16, "ipv4");
privateAddresses.addSubnet("fc00::", 7, "ipv6");

/** Whether what is sent there costs money. */
export function isPaidHost(hostname: string): boolean {
  return PAID.test(hostname);
}

/** Whether any endpoint of a target is one of Amazon Web Services. */
export function isPaidTarget(manifest: TargetManifest): boolean {
  return hostsOf(manifest).some(isPaidHost);
}

/** The management API of Amazon Bedrock, in any partition, at no other host of AWS: some of those are customers'. */
const BEDROCK = new RegExp(`^https://bedrock(?:-fips)?\\.[a-z0-9-]+\\.(?:${DOMAINS.join("|")})/?$`);

/** Whether an endpoint is that of the management API of Amazon Bedrock itself. */
export function isBedrockEndpoint(endpoint: string): boolean {
  return BEDROCK.test(endpoint);
}

/** Whether a target is on this machine. */
export function isLocalTarget(manifest: TargetManifest): boolean {
  return manifest.start !== undefined || hostsOf(manifest).every((host) => LOOPBACK.test(host));
}

/** Whether a target is on this machine or in a private network, by the names of its hosts. */
export function isPrivateTarget(manifest: TargetManifest): boolean {
  return isLocalTarget(manifest) || hostsOf(manifest).every(isPrivateHost);
}

function isPrivateHost(hostname: string): boolean {
  const address = hostname.replace(/^\[(.*)\]$/, "$1");
  const version = isIP(address);
  return version === 0
    ? LOOPBACK.test(hostname) || PRIVATE_NAME.test(hostname)
    : LOOPBACK.test(hostname) || privateAddresses.check(address, version === 6 ? "ipv6" : "ipv4");
}

/**
 * Throws where a target is said to answer with the examples and is Amazon Web Services, which never does: what may only
 * be asked of such a target would be asked of a real account.
 */
export function refuseReplayOfAws({ replay, ...manifest }: TargetManifest): void {
  if (replay === "exact" && isPaidTarget(manifest)) {
    throw new ConformanceError(
      "usage",
      `The target ${manifest.name} is Amazon Web Services, which does not answer with the examples: nothing was sent. Leave out replay: exact, whether the manifest, a flag or a variable says it.`,
    );
  }
}

/** Throws unless the user has said that requests may cost money, or none goes to Amazon Web Services. */
export function refuseUnpaid(manifest: TargetManifest, isPaid = false): void {
  if (!isPaid && isPaidTarget(manifest)) {
    throw new ConformanceError(
      "usage",
      `The target ${manifest.name} is Amazon Web Services, where requests cost money. Nothing was sent. ` +
        "`bedrock-conformance plan` with the same flags shows the requests and their maximum cost; --paid sends them.",
    );
  }
}

/** A manifest is asked for each case. */
const hosts = new WeakMap<TargetManifest, readonly string[]>();

function hostsOf(manifest: TargetManifest): readonly string[] {
  const known = hosts.get(manifest) ?? Object.values(manifest.endpoints ?? {}).map(hostOf);
  hosts.set(manifest, known);
  return known;
}

/** The host of an endpoint, whose region may still be open. */
function hostOf(endpoint: string): string {
  const url = endpoint.replaceAll("{region}", "region");
  return URL.canParse(url) ? new URL(url).hostname : "";
}
