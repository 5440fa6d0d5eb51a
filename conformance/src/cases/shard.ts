import { createHash } from "node:crypto";
import type { CaseHead } from "../case.ts";
import type { Shard } from "../result.ts";

/**
 * The cases of a shard. Which one a case belongs to follows from its id alone: it stays the same when other cases come
 * or go, whatever else is selected. A case is a whole flow, and needs no other; so what it creates is removed by the
 * shard that made it.
 */
export function casesOfShard<Head extends CaseHead>(cases: readonly Head[], { index, count }: Shard): readonly Head[] {
  return cases.filter(({ id }) => shardOf(id, count) === index);
}

/** Reads `2/5`; undefined for anything else. */
export function parseShard(text: string): Shard | undefined {
  const [, index = 0, count = 0] = (/^([1-9]\d{0,3})\/([1-9]\d{0,3})$/.exec(text) ?? []).map(Number);
  return index >= 1 && index <= count ? { index, count } : undefined;
}

function shardOf(id: string, count: number): number {
  return (createHash("sha256").update(id).digest().readUInt32BE(0) % count) + 1;
}
