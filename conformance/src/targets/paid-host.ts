import { ConformanceError } from "../conformance-error.ts";
import type { TargetManifest } from "./manifest.ts";

/** Where Amazon Web Services answers, and takes money. */
const PAID = /(?:^|\.)(?:amazonaws\.com(?:\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn)\.?$/i;

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/i;

/** Whether what is sent there costs money. */
export function isPaidHost(hostname: string): boolean {
  return PAID.test(hostname);
}

/** Whether any endpoint of a target is one of Amazon Web Services. */
export function isPaidTarget(manifest: TargetManifest): boolean {
  return hostsOf(manifest).some(isPaidHost);
}

/** The management API of Amazon Bedrock, in any partition, at no other host of AWS: some of those are customers'. */
const BEDROCK =
  /^https:\/\/bedrock(?:-fips)?\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|api\.aws|amazonaws\.eu|c2s\.ic\.gov|sc2s\.sgov\.gov|csp\.hci\.ic\.gov|cloud\.adc-e\.uk)\/?$/;

/** Whether an endpoint is that of the management API of Amazon Bedrock itself. */
export function isBedrockEndpoint(endpoint: string): boolean {
  return BEDROCK.test(endpoint);
}

/** Whether a target is on this machine. */
export function isLocalTarget(manifest: TargetManifest): boolean {
  return manifest.start !== undefined || hostsOf(manifest).every((host) => LOOPBACK.test(host));
}

/** Throws unless the user has said that requests may cost money, or none goes to Amazon Web Services. */
export function refuseUnpaid(manifest: TargetManifest, isPaid = false): void {
  if (!isPaid && isPaidTarget(manifest)) {
    throw new ConformanceError(
      "usage",
      `The target ${manifest.name} is Amazon Web Services, where requests cost money: nothing was sent. ` +
        "`bedrock-conformance plan` with the same flags shows what would be sent and what it costs at most; --paid sends it.",
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
