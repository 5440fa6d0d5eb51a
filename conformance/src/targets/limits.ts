import type { TargetLimits, TargetManifest } from "./manifest.ts";

/** What holds where a manifest says nothing of it. */
export const DEFAULT_LIMITS = { concurrency: 8, timeoutMs: 30_000, attempts: 3 } as const;

/** The limits of a target, with their defaults. */
export function limitsOf({
  limits,
}: TargetManifest): TargetLimits & Required<Pick<TargetLimits, keyof typeof DEFAULT_LIMITS>> {
  return { ...DEFAULT_LIMITS, ...limits };
}
