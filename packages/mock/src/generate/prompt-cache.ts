import type { Clock } from "../clock.ts";

/** Which prefixes of prompts are cached. */
export interface PromptCache {
  /** Reads the longest prefix of a prompt that is cached, and caches the others. */
  use(modelId: string, points: readonly CachePoint[]): CacheUse;
  reset(): void;
}

/** A prefix of a prompt. */
export interface Prefix {
  /** Names the prefix: the same for the same texts. */
  readonly key: string;
  /** How many tokens the prefix has. */
  readonly tokens: number;
}

/** The end of a prefix that is to be cached. */
export interface CachePoint extends Prefix {
  /** Shorter prefixes that are read where an earlier request has cached them. */
  readonly earlier: readonly Prefix[];
  /** How long it stays cached, as the request says it. */
  readonly lifetime: string | undefined;
}

/** What a prompt has of the cache, in tokens. */
export interface CacheUse {
  readonly read: number;
  readonly written: number;
  /** The tokens that were written, by how long they stay. */
  readonly writtenFor: Readonly<Record<string, number>>;
}

const MINUTE = 60_000;

/** How long a prefix stays cached without a word. */
const DEFAULT_LIFETIME = "5m";

/** How long a prefix stays cached, by how a request says it. */
const LIFETIMES: Readonly<Record<string, number>> = { [DEFAULT_LIFETIME]: 5 * MINUTE, "1h": 60 * MINUTE };

/** The prefix that was used longest ago is forgotten first. */
const MOST_PREFIXES = 1_000;

/** An empty cache. Unlike Bedrock's it has no shortest prefix. */
export function createPromptCache(clock: Clock): PromptCache {
  const expiries = new Map<string, number>();
  return {
    use: (modelId, points) => {
      const now = clock.now();
      const keyOf = ({ key }: Prefix) => `${modelId} ${key}`;
      const isCached = (prefix: Prefix) => (expiries.get(keyOf(prefix)) ?? 0) > now;
      const found = points.flatMap((point) => [point, ...point.earlier]).filter(isCached);
      const read = Math.max(0, ...found.map(({ tokens }) => tokens));
      for (const point of points) {
        expiries.delete(keyOf(point));
        expiries.set(keyOf(point), now + (LIFETIMES[lifetimeOf(point)] ?? 5 * MINUTE));
      }
      for (const key of [...expiries.keys()].slice(0, Math.max(0, expiries.size - MOST_PREFIXES))) {
        expiries.delete(key);
      }
      return useOf(points, read);
    },
    reset: () => expiries.clear(),
  };
}

/** The cache of a model, which one request uses once. */
export function usedOnce(cache: PromptCache, modelId: string): (points: readonly CachePoint[]) => CacheUse {
  let used: CacheUse | undefined;
  return (points) => {
    used ??= cache.use(modelId, points);
    return used;
  };
}

/** Prefixes within the one that is read cost nothing more; each after it is written from where the one before ends. */
function useOf(points: readonly CachePoint[], read: number): CacheUse {
  const writtenFor: Record<string, number> = {};
  let end = read;
  for (const point of points.filter(({ tokens }) => tokens > read)) {
    const lifetime = lifetimeOf(point);
    writtenFor[lifetime] = (writtenFor[lifetime] ?? 0) + point.tokens - end;
    end = point.tokens;
  }
  return { read, written: end - read, writtenFor };
}

function lifetimeOf({ lifetime = DEFAULT_LIFETIME }: CachePoint): string {
  return lifetime;
}
