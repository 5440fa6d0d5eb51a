import { setTimeout as wait } from "node:timers/promises";
import type { MockDelay } from "@bedrock-contract/types";

/** Waits for a delay. The wait alone does not keep the process alive. */
export async function waitFor(delay: MockDelay | undefined): Promise<void> {
  const ms = delay === undefined ? 0 : drawDelay(delay);
  if (ms > 0) {
    await wait(Math.min(ms, LONGEST_MS), undefined, { ref: false });
  }
}

/** A timer of more than 24 days would end at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** Half of the draws of a normal distribution are within this number of standard deviations of its mean. */
const QUARTILE = 0.6745;

/** One of the delays that are meant, in milliseconds; `random` draws numbers from 0 to below 1. */
export function drawDelay(delay: MockDelay, random: () => number = Math.random): number {
  if (typeof delay === "number") {
    return delay;
  }
  if ("median" in delay) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    return delay.median * Math.exp((Math.log(delay.spread) / QUARTILE) * normal);
  }
  const [least, most] = [Math.min(delay.min, delay.max), Math.max(delay.min, delay.max)];
  return least + (most - least) * random();
}
