import type { CaseHead } from "../../case.ts";
import { isWrite } from "../../cases/case-tags.ts";
import type { TargetManifest } from "../../targets/manifest.ts";
import { isLocalTarget, isPaidTarget } from "../../targets/paid-host.ts";
import type { RunOptions } from "../run-options.ts";

/**
 * The manifest of a run in which `--allow-writes` says that the target offers them, unless the manifest says that it
 * does not.
 */
export function withAllowedWrites(manifest: TargetManifest, { allowWrites = false }: RunOptions): TargetManifest {
  const { supported = [], unsupported = [], ...rest } = manifest.features ?? {};
  if (!allowWrites || supported.includes("writes") || unsupported.includes("writes")) {
    return manifest;
  }
  return { ...manifest, features: { ...rest, supported: [...supported, "writes"], unsupported } };
}

/**
 * Why a case must not be sent though the target offers it: it may create something that costs money. What runs on this
 * machine may be written to as its manifest says, another implementation with `--feature writes`, Amazon Web Services
 * with `--allow-writes` only, even where the request is to be refused.
 */
export function forbiddenWrite(
  given: CaseHead,
  manifest: TargetManifest,
  { allowWrites = false, features = [] }: RunOptions,
): string | undefined {
  const mayWrite = allowWrites || isLocalTarget(manifest) || (!isPaidTarget(manifest) && features.includes("writes"));
  return isWrite(given) && !mayWrite ? "it may create something, which needs --allow-writes" : undefined;
}
