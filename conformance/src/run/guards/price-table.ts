import { fileURLToPath } from "node:url";
import { matchesGlob } from "../../cases/glob.ts";
import { packageFile } from "../../package-file.ts";
import { readYaml } from "../../read-yaml.ts";
import type { Price, Prices, TargetManifest } from "../../targets/manifest.ts";
import type { Usage } from "./estimate.ts";

const FILE = fileURLToPath(packageFile("prices.yaml"));
const MILLION = 1_000_000;

/** What models cost. */
export interface PriceTable {
  /** The price of a model; undefined where none is known. */
  priceOf(model: string): Price | undefined;
}

/** Reads the prices that hold for a target: its own, then those of the suite. */
export async function readPriceTable({ prices = {} }: TargetManifest): Promise<PriceTable> {
  const own = (await readYaml(FILE)) as Prices; // A test holds the file against the schema of prices.
  const table = Object.entries({ ...prices, ...own, ...prices });
  return { priceOf: (model) => table.find(([glob]) => matchesGlob(model, glob))?.[1] };
}

/** What tokens cost, in US dollars. */
export function costOf({ inputTokens, outputTokens }: Usage, { input, output }: Price): number {
  return (inputTokens * input + outputTokens * output) / MILLION;
}
