/** The last line of a contender: the most memory that its process held. */
export function reportMemory(): void {
  const kibibytes = process.resourceUsage().maxRSS;
  console.log(`peak memory ${Math.round(kibibytes / 1024)} MiB`);
}

/** Reads that line. */
export function readMemory(output: string): number | undefined {
  const [, mebibytes] = /^peak memory (\d+) MiB$/m.exec(output) ?? [];
  return mebibytes === undefined ? undefined : Number(mebibytes);
}
