import type { Command } from "commander";
import { ConformanceError } from "../conformance-error.ts";
import { draftManifest } from "../probe/draft-manifest.ts";
import { probeTarget } from "../probe/probe-target.ts";
import { print } from "../report/files/terminal.ts";
import { resolveManifest } from "../targets/resolve-manifest.ts";
import { SETTINGS } from "../targets/settings.ts";
import type { TargetOptions } from "../targets/target-options.ts";
import { interruptible } from "./interruption.ts";
import { optionsOf, settingOption, type TargetFlags } from "./target-options.ts";

/** What may be said of a target before it is known. */
const KNOWN: ReadonlySet<keyof TargetOptions> = new Set([
  "target",
  "endpoint",
  "name",
  "managementEndpoint",
  "runtimeEndpoint",
  "gatewayEndpoint",
  "responsesEndpoint",
  "messagesEndpoint",
  "region",
  "auth",
  "models",
  "headers",
  "concurrency",
  "requestsPerSecond",
  "timeoutMs",
]);

/** Adds the flags of `probe`. */
export function addProbeOptions(command: Command): Command {
  command.description("draft a manifest for an implementation, from a few cheap requests");
  for (const setting of SETTINGS.filter(({ option }) => KNOWN.has(option))) {
    command.addOption(settingOption(setting));
  }
  return command.option("--paid", "allow requests to Amazon Web Services, which cost money");
}

/** Prints the draft to the standard output. */
export async function probeCommand(flags: TargetFlags): Promise<void> {
  const options = optionsOf(flags);
  const manifest = await resolveManifest(options);
  if (manifest.endpoints === undefined) {
    throw new ConformanceError("usage", "Nothing to probe. Expected --endpoint URL or --gateway-endpoint URL.");
  }
  const findings = await interruptible((signal) => probeTarget({ ...options, signal }));
  print(draftManifest(manifest, findings));
}
