// How fast event streams are read: this package beside @smithy/core, on the same bytes. Rounds are interleaved; medians
// and the ratio count.
import { readWithSmithy, smithyEvents, smithyFrames } from "./smithy.ts";
import { ourEvents, ourFrames, readWithOurs } from "./wire.ts";
import { FRAME_LENGTH, frames, pieces, streamLength } from "./workload.ts";

const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7);
const ROUND_MS = 150;

/** Reads all the bytes of a workload once, and returns the number of frames. */
type Reading = () => number | Promise<number>;

interface Contest {
  readonly title: string;
  readonly bytes: number;
  readonly ours: Reading;
  readonly smithy: Reading;
}

const contests: readonly Contest[] = [
  {
    title: `frames of ${FRAME_LENGTH} bytes`,
    bytes: streamLength,
    ours: () => ourFrames(frames),
    smithy: () => smithyFrames(frames),
  },
  {
    title: `frames of ${FRAME_LENGTH} bytes, and their chunks`,
    bytes: streamLength,
    ours: () => ourEvents(frames),
    smithy: () => smithyEvents(frames),
  },
  {
    title: "1 MB stream in 64 kB pieces, and its chunks",
    bytes: streamLength,
    ours: () => readWithOurs(pieces),
    smithy: () => readWithSmithy(pieces),
  },
];

for (const contest of contests) {
  const [ours, smithy] = await compare(contest);
  console.log(
    `${contest.title.padEnd(46)} wire ${shown(ours)}   @smithy/core ${shown(smithy)}   ${(ours / smithy).toFixed(2)} x`,
  );
}

/** The median speeds of both, in bytes a second. */
async function compare({ bytes, ours, smithy }: Contest): Promise<readonly [number, number]> {
  const count = await ours();
  if ((await smithy()) !== count || count !== frames.length) {
    throw new Error("The two did not read the same frames.");
  }
  const speeds: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    speeds[0].push(await speed(bytes, ours));
    speeds[1].push(await speed(bytes, smithy));
  }
  return [median(speeds[0]), median(speeds[1])];
}

async function speed(bytes: number, reading: Reading): Promise<number> {
  const start = performance.now();
  let read = 0;
  while (performance.now() - start < ROUND_MS) {
    await reading();
    read += bytes;
  }
  return (read / (performance.now() - start)) * 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function shown(bytesPerSecond: number): string {
  return `${(bytesPerSecond / 1e6).toFixed(0).padStart(4)} MB/s`;
}
