import type { Clock } from "../clock.ts";
import type { CachePoint } from "./read-prompt.ts";

/** Which prefixes of prompts are cached. */
export interface PromptCache {
  /** Reads the longest prefix of a prompt that is cached, and caches the others. The counts are tokens. */
  use(modelId: string, points: readonly CachePoint[]): { readonly read: number; readonly written: number };
  reset(): void;
}

const MINUTE = 60_000;

/** How long a prefix stays cached, by how a request says it; without a word five minutes. */
const LIFETIMES: Readonly<Record<string, number>> = { "5m": 5 * MINUTE, "1h": 60 * MINUTE };

/** The prefix that was used longest ago is forgotten first. */
const MOST_PREFIXES = 1_000;

/** An empty cache. Unlike Bedrock's it has no shortest prefix. */
export function createPromptCache(clock: Clock): PromptCache {
  const expiries = new Map<string, number>();
  return {
    use: (modelId, points) => {
      const now = clock.now();
      const keyOf = ({ key }: CachePoint) => `${modelId} ${key}`;
      const known = points.filter((point) => (expiries.get(keyOf(point)) ?? 0) > now);
      const read = known.at(-1)?.tokens ?? 0;
      for (const point of points) {
        expiries.delete(keyOf(point));
        expiries.set(keyOf(point), now + (LIFETIMES[point.lifetime ?? "5m"] ?? 5 * MINUTE));
      }
      for (const key of [...expiries.keys()].slice(0, Math.max(0, expiries.size - MOST_PREFIXES))) {
        expiries.delete(key);
      }
      return { read, written: (points.at(-1)?.tokens ?? 0) - read };
    },
    reset: () => expiries.clear(),
  };
}
